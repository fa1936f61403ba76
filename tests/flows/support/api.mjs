// The API as a client sees it: signed in by cookie or token, an Idempotency-Key on every mutation, problems thrown with all they
// say.
import { randomUUID } from 'node:crypto';

export class ApiProblem extends Error {
  constructor(method, path, status, body) {
    super(`${method} ${path}: ${status} ${body?.code ?? ''} ${body?.detail ?? JSON.stringify(body)} ${JSON.stringify(body?.errors ?? [])}`);
    this.status = status;
    this.code = body?.code;
    this.detail = body?.detail;
    this.errors = body?.errors ?? [];
    this.body = body;
  }
}

export class Api {
  #cookie = '';
  #token = '';

  /** `base`: http://127.0.0.1:port */
  constructor(base, { token = '' } = {}) {
    this.base = base;
    this.#token = token;
  }

  async login(email, password) {
    const answer = await this.raw('POST', '/v1/session', { body: { email, password } });
    if (answer.status >= 300) throw new ApiProblem('POST', '/v1/session', answer.status, answer.body);
    return answer.body;
  }

  /** {status, body, headers} whatever the status. `key`: the Idempotency-Key; null sends none. */
  async raw(method, path, { body, query, key = randomUUID(), headers = {}, signal } = {}) {
    const url = new URL(path, this.base);
    for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) url.searchParams.set(name, value);
    const sent = { accept: 'application/json', ...headers };
    if (body !== undefined) sent['content-type'] = 'application/json';
    if (method !== 'GET') {
      sent['x-demarc-csrf'] = '1';
      if (key !== null) sent['idempotency-key'] = key;
    }
    if (this.#token) sent.authorization = `Bearer ${this.#token}`;
    else if (this.#cookie) sent.cookie = this.#cookie;
    const response = await fetch(url, { method, headers: sent, body: body === undefined ? undefined : JSON.stringify(body), signal, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) this.#cookie = line.split(';')[0];
    const text = await response.text();
    let parsed = text;
    if (/json/.test(response.headers.get('content-type') ?? '')) parsed = JSON.parse(text);
    return { status: response.status, body: parsed, headers: response.headers };
  }

  /** A file: {status, headers, bytes}; with a body it is POSTed. */
  async file(path, body) {
    const sent = this.#token ? { authorization: `Bearer ${this.#token}` } : { cookie: this.#cookie };
    const post = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(new URL(path, this.base), { ...post, headers: { ...sent, 'x-demarc-csrf': '1', 'content-type': 'application/json' } });
    return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
  }

  async #call(method, path, options) {
    const answer = await this.raw(method, path, options);
    if (answer.status >= 300) throw new ApiProblem(method, path, answer.status, answer.body);
    return answer.body;
  }

  get(path, query) { return this.#call('GET', path, { query }); }
  post(path, body = {}, options = {}) { return this.#call('POST', path, { body, ...options }); }
  patch(path, body, options = {}) { return this.#call('PATCH', path, { body, ...options }); }
  put(path, body, options = {}) { return this.#call('PUT', path, { body, ...options }); }
  del(path, options = {}) { return this.#call('DELETE', path, options); }

  /** Every item of a paged list. */
  async all(path, query = {}) {
    const items = [];
    for (let cursor; ;) {
      const page = await this.get(path, { ...query, cursor });
      items.push(...page.items);
      if (!page.next_cursor) return items;
      cursor = page.next_cursor;
    }
  }

  /** The live stream: `events` fills with {event, data} until stop(). */
  async live() {
    const ending = new AbortController();
    const response = await fetch(new URL('/v1/live', this.base), {
      headers: { accept: 'text/event-stream', ...(this.#token ? { authorization: `Bearer ${this.#token}` } : { cookie: this.#cookie }) },
      signal: ending.signal,
    });
    if (!response.ok) throw new ApiProblem('GET', '/v1/live', response.status, await response.text());
    const events = [];
    const reading = (async () => {
      let buffer = '';
      for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
        buffer += chunk.replaceAll('\r', '');
        for (let end = buffer.indexOf('\n\n'); end >= 0; end = buffer.indexOf('\n\n')) {
          const frame = buffer.slice(0, end);
          buffer = buffer.slice(end + 2);
          const event = /^event: ?(.*)$/m.exec(frame)?.[1] ?? 'message';
          const data = [...frame.matchAll(/^data: ?(.*)$/gm)].map((match) => match[1]).join('\n');
          if (data) events.push({ event, data: JSON.parse(data), at_ms: performance.now() });
        }
      }
    })().catch((error) => { if (error.name !== 'AbortError') throw error; });
    return { events, stop: async () => { ending.abort(); await reading; } };
  }
}
