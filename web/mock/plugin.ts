// The contract, answered from memory. Development only: never part of a build.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';
import { routes, live_clients, tick, Refusal } from './routes';
import { build } from './world';

export function mock_api(): Plugin {
  build();
  setInterval(tick, 2500).unref();
  return {
    name: 'mock-api',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (!request.url?.startsWith('/v1/')) return next();
        answer(request, response).catch((error: unknown) => send(response, 500, { status: 500, title: 'Fault', detail: String(error) }));
      });
    },
  };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status;
  response.setHeader('content-type', status >= 400 ? 'application/problem+json' : 'application/json');
  response.end(body === undefined ? '' : JSON.stringify(body));
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url!, 'http://mock');
  const method = request.method ?? 'GET';
  const signed_in = /demarc_session=mock/.test(request.headers.cookie ?? '');
  if (url.pathname !== '/v1/session' && !signed_in) return send(response, 401, { status: 401, code: 'not_signed_in', title: 'Not signed in', detail: 'Sign in first.', errors: [] });
  if (url.pathname === '/v1/live') {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    response.write(': hello\n\n');
    live_clients.add(response);
    request.on('close', () => live_clients.delete(response));
    return;
  }
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const body = text ? JSON.parse(text) : {};
  if (method !== 'GET' && (!request.headers['x-demarc-csrf'] || !request.headers['idempotency-key']) && url.pathname !== '/v1/session') return send(response, 400, { status: 400, code: 'headers', title: 'Headers', detail: 'A mutation needs X-Demarc-CSRF and Idempotency-Key.', errors: [] });
  await new Promise((resolve) => setTimeout(resolve, 60));
  for (const [wanted, pattern, handler] of routes) {
    const match = wanted === method ? new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, '(\\d+)')}$`).exec(url.pathname) : null;
    if (!match) continue;
    try {
      if (url.pathname === '/v1/session' && method === 'GET' && !signed_in) throw new Refusal(401, 'Sign in first.');
      if (url.pathname === '/v1/session' && method === 'POST') response.setHeader('set-cookie', 'demarc_session=mock; HttpOnly; SameSite=Strict; Path=/');
      if (method === 'DELETE' && url.pathname === '/v1/session') response.setHeader('set-cookie', 'demarc_session=; Max-Age=0; Path=/');
      return send(response, 200, handler({ id: Number(match[1]), query: url.searchParams, body }));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      response.removeHeader('set-cookie');
      return send(response, error.status, { type: 'about:blank', status: error.status, code: 'refused', title: 'Refused', detail: error.message, errors: error.errors });
    }
  }
  send(response, 404, { status: 404, code: 'not_found', title: 'Not found', detail: 'There is no such thing.', errors: [] });
}
