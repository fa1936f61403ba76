// The one way to the server. Every call is same-origin, typed by the contract, and either returns data or throws an ApiError
// that carries the server's own words (RFC 9457). A 401 outside sign-in means the session is over: whoever registered with
// `on_signed_out` is told, once per answer.
import createClient from 'openapi-fetch';
import type { paths } from './schema';
import type { FieldError, Problem } from './types';

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly errors: FieldError[];

  constructor(problem: Pick<Problem, 'status'> & Partial<Problem>) {
    super(problem.detail || problem.title || `HTTP ${problem.status}`);
    this.name = 'ApiError';
    this.status = problem.status;
    this.code = problem.code ?? '';
    this.title = problem.title ?? '';
    this.errors = problem.errors ?? [];
  }
}

/** Reads the server's problem; a proxy's HTML page or an empty body still becomes an error with its status. */
export async function problem_of(response: Response): Promise<ApiError> {
  try {
    const body = (await response.clone().json()) as Partial<Problem> | null;
    if (body && typeof body === 'object')
      return new ApiError({ ...body, status: response.status, errors: Array.isArray(body.errors) ? body.errors : [] });
  } catch {
    // not JSON: the status is all we know
  }
  return new ApiError({ status: response.status, title: response.statusText });
}

type SignedOut = () => void;
const signed_out_listeners = new Set<SignedOut>();
export function on_signed_out(listener: SignedOut): () => void {
  signed_out_listeners.add(listener);
  return () => signed_out_listeners.delete(listener);
}

/** Nothing came back: no way to the server, or it stopped in the middle. */
export class NoAnswer extends Error {
  constructor(cause: unknown) {
    super('No answer', { cause });
    this.name = 'NoAnswer';
  }
}

async function fetch_or_no_answer(request: Request): Promise<Response> {
  try {
    return await globalThis.fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new NoAnswer(error);
  }
}

export const client = createClient<paths>({ baseUrl: globalThis.location?.origin ?? '', fetch: fetch_or_no_answer });

const safe_methods = new Set(['GET', 'HEAD']);

client.use({
  onRequest({ request }) {
    if (!safe_methods.has(request.method)) request.headers.set('X-Demarc-CSRF', '1');
    return request;
  },
  async onResponse({ request, response }) {
    if (response.ok) return;
    const error = await problem_of(response);
    const is_sign_in = request.method === 'POST' && request.url.endsWith('/v1/session');
    if (response.status === 401 && !is_sign_in) for (const listener of signed_out_listeners) listener();
    throw error;
  },
});

/** Unwraps what openapi-fetch returns: failures were thrown above, so what is left is data (undefined for 204). */
export async function data_of<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T;
}
