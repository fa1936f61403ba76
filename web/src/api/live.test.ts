import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LiveFeed } from './live';

class FakeSource extends EventTarget {
  static all: FakeSource[] = [];
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readyState = 0;
  closed = false;
  constructor(readonly url: string) {
    super();
    FakeSource.all.push(this);
  }
  close() {
    this.closed = true;
  }
  say(event: string, data: unknown) {
    this.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data) }));
  }
}

const states: string[] = [];
let queries: QueryClient;
let stop: () => void;
const stale = (path: string) => queries.getQueryState([path, null])?.isInvalidated;

beforeEach(() => {
  vi.useFakeTimers();
  FakeSource.all.length = 0;
  states.length = 0;
  queries = new QueryClient();
  for (const path of ['/v1/sessions', '/v1/dashboard', '/v1/plans', '/v1/customers/{id}/services']) queries.setQueryData([path, null], {});
  stop = new LiveFeed({ queries, state: (state) => states.push(state), open: (url) => new FakeSource(url) as unknown as EventSource }).start();
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

test('a burst of events marks what it concerns stale once, and nothing else', async () => {
  const source = FakeSource.all[0]!;
  source.onopen?.();
  const invalidate = vi.spyOn(queries, 'invalidateQueries');
  for (let n = 0; n < 40; n++) source.say('sessions', { ids: [n] });
  await vi.advanceTimersByTimeAsync(1000);
  expect(stale('/v1/sessions')).toBe(true);
  expect(stale('/v1/customers/{id}/services')).toBe(true);
  expect(stale('/v1/plans')).toBe(false);
  expect(invalidate.mock.calls.length).toBeLessThanOrEqual(4);
});

test('the dashboard is asked again at most every five seconds', async () => {
  FakeSource.all[0]!.say('dashboard', { ids: [] });
  await vi.advanceTimersByTimeAsync(4000);
  expect(stale('/v1/dashboard')).toBe(false);
  await vi.advanceTimersByTimeAsync(1100);
  expect(stale('/v1/dashboard')).toBe(true);
});

test('the progress of a run is kept as it is told', () => {
  FakeSource.all[0]!.say('run', { run_id: 4, done: 10, total: 90, status: 'running' });
  expect(queries.getQueryData(['live', 'run', 4])).toEqual({ run_id: 4, done: 10, total: 90, status: 'running' });
});

test('a refused stream is opened again, later each time, and then everything is asked anew', async () => {
  const source = FakeSource.all[0]!;
  source.readyState = 2;
  source.onerror?.();
  expect(states.at(-1)).toBe('lost');
  await vi.advanceTimersByTimeAsync(1000);
  expect(FakeSource.all).toHaveLength(2);
  FakeSource.all[1]!.readyState = 2;
  FakeSource.all[1]!.onerror?.();
  await vi.advanceTimersByTimeAsync(1500);
  expect(FakeSource.all).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(600);
  expect(FakeSource.all).toHaveLength(3);
  FakeSource.all[2]!.onopen?.();
  expect(states.at(-1)).toBe('live');
  await vi.advanceTimersByTimeAsync(0);
  expect(stale('/v1/plans')).toBe(true);
});

test('stopping lets go of the connection and of what was still to come', async () => {
  FakeSource.all[0]!.say('sessions', { ids: [] });
  stop();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(FakeSource.all[0]!.closed).toBe(true);
  expect(stale('/v1/sessions')).toBe(false);
});
