import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ApiError, client, data_of, NoAnswer, on_signed_out } from './client';
import { Intent, uuid } from './idempotency';
import { all_pages } from './pages';
import { get, should_retry } from './query';

const sent: Request[] = [];
let answer: () => Response | Promise<Response>;
const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status, headers: { 'content-type': status >= 400 ? 'application/problem+json' : 'application/json' } });

beforeEach(() => {
  sent.length = 0;
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push(request);
    return answer();
  });
});
afterEach(() => vi.unstubAllGlobals());

describe('the client', () => {
  test('puts parameters where the API wants them and marks only mutations', async () => {
    answer = () => json(200, { items: [], next_cursor: null, total: 0 });
    await get('/v1/customers', { query: { q: 'Müller & Co', limit: 50 } });
    expect(new URL(sent[0]!.url).pathname + new URL(sent[0]!.url).search).toBe('/v1/customers?q=M%C3%BCller%20%26%20Co&limit=50');
    expect(sent[0]!.headers.get('X-Demarc-CSRF')).toBeNull();
    answer = () => json(200, {});
    await client.POST('/v1/services/{id}/hold', { params: { path: { id: 7 } }, body: { note: 'away' }, headers: { 'Idempotency-Key': 'k' } });
    expect(new URL(sent[1]!.url).pathname).toBe('/v1/services/7/hold');
    expect(sent[1]!.headers.get('X-Demarc-CSRF')).toBe('1');
    expect(sent[1]!.headers.get('Idempotency-Key')).toBe('k');
    expect(await sent[1]!.json()).toEqual({ note: 'away' });
  });

  test('throws what the server said, field errors included', async () => {
    answer = () => json(422, { type: 'about:blank', title: 'Refused', status: 422, code: 'invalid', detail: 'The plan was not accepted.', errors: [{ path: 'code', code: 'taken', detail: 'Taken.' }] });
    const error = await get('/v1/plans').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 422, code: 'invalid', message: 'The plan was not accepted.', errors: [{ path: 'code', code: 'taken', detail: 'Taken.' }] });
  });

  test('a proxy’s page instead of a problem still becomes an error with its status', async () => {
    answer = () => new Response('<h1>Bad gateway</h1>', { status: 502, statusText: 'Bad Gateway' });
    await expect(get('/v1/plans')).rejects.toMatchObject({ status: 502, errors: [] });
  });

  test('tells once that the session is over, but not for a wrong password', async () => {
    const over = vi.fn();
    const stop = on_signed_out(over);
    answer = () => json(401, { status: 401, code: 'wrong_credentials', title: '', detail: 'No.', type: '', errors: [] });
    await data_of(client.POST('/v1/session', { body: { email: 'a@b', password: 'x' } })).catch(() => undefined);
    expect(over).not.toHaveBeenCalled();
    await get('/v1/plans').catch(() => undefined);
    expect(over).toHaveBeenCalledTimes(1);
    stop();
    await get('/v1/plans').catch(() => undefined);
    expect(over).toHaveBeenCalledTimes(1);
  });

  test('a broken network is told apart from a fault of the console', async () => {
    answer = () => { throw new TypeError('Failed to fetch'); };
    await expect(get('/v1/plans')).rejects.toBeInstanceOf(NoAnswer);
  });

  test('asks again only when the server broke or did not answer', () => {
    expect(should_retry(0, new ApiError({ status: 503 }))).toBe(true);
    expect(should_retry(0, new NoAnswer(null))).toBe(true);
    expect(should_retry(0, new TypeError('x is undefined'))).toBe(false);
    expect(should_retry(0, new ApiError({ status: 422 }))).toBe(false);
    expect(should_retry(2, new ApiError({ status: 503 }))).toBe(false);
  });
});

describe('an intent', () => {
  test('keeps its key while the same thing is tried again', () => {
    const intent = new Intent();
    const key = intent.key_for({ amount_minor: 100 });
    expect(intent.key_for({ amount_minor: 100 })).toBe(key);
    expect(intent.key_for({ amount_minor: 200 })).not.toBe(key);
  });
  test('gets a new key once the server has answered', () => {
    const intent = new Intent();
    const key = intent.key_for({});
    intent.settled();
    expect(intent.key_for({})).not.toBe(key);
  });
  test('keys are version 4 UUIDs, made without a secure context', () => {
    vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) });
    expect(uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('all_pages', () => {
  test('walks to the end and tells how far it is', async () => {
    const told: number[] = [];
    const pages: Record<string, { items: number[]; next_cursor: string | null }> = { '': { items: [1, 2], next_cursor: 'a' }, a: { items: [3], next_cursor: null } };
    expect(await all_pages(async (cursor) => pages[cursor ?? '']!, (rows) => told.push(rows))).toEqual([1, 2, 3]);
    expect(told).toEqual([2, 3]);
  });
  test('stops at a cursor that leads back to itself, and at its limit', async () => {
    expect(await all_pages(async () => ({ items: [1], next_cursor: 'same' }))).toEqual([1, 1]);
    let at = 0;
    expect(await all_pages(async () => ({ items: [1, 1, 1], next_cursor: String(at++) }), undefined, 5)).toHaveLength(5);
  });
});
