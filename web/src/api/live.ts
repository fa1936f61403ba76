// The server's event stream. Events carry what changed, not the new state: they mark queries stale, and what is on screen asks
// again. Bursts are gathered for a second, for the dashboard (whose figures cost the server more) for five. A hidden tab lets go of its connection (browsers allow six per host) and catches
// up when it is looked at again.
import type { QueryClient } from '@tanstack/react-query';
import { invalidate } from './query';

export type LiveState = 'connecting' | 'live' | 'lost';
export interface RunProgress { run_id: number; done: number; total: number; status: string; seconds_left?: number | null }

interface Options {
  queries: QueryClient;
  state: (state: LiveState) => void;
  open?: (url: string) => EventSource;
  gather_ms?: number;
}

const stale_by_event: Record<string, string[]> = {
  sessions: ['/v1/sessions', '/v1/services', '/v1/customers/{id}/services', '/v1/access-servers'],
  timeline: ['/v1/customers', '/v1/services', '/v1/invoices', '/v1/payments', '/v1/dashboard'],
  run: ['/v1/billing/runs', '/v1/invoices'],
  dashboard: ['/v1/dashboard'],
  resync: [],
};

export class LiveFeed {
  private source_: EventSource | null = null;
  private readonly gathering_ = new Map<string, ReturnType<typeof setTimeout>>();
  private retry_timer_: ReturnType<typeof setTimeout> | undefined;
  private hide_timer_: ReturnType<typeof setTimeout> | undefined;
  private retries_ = 0;
  private missed_ = false;

  constructor(private readonly options_: Options) {}

  start(): () => void {
    this.connect();
    document.addEventListener('visibilitychange', this.on_visibility);
    return () => {
      document.removeEventListener('visibilitychange', this.on_visibility);
      this.disconnect();
      for (const timer of this.gathering_.values()) clearTimeout(timer);
      this.gathering_.clear();
      clearTimeout(this.hide_timer_);
    };
  }

  private connect(): void {
    this.disconnect();
    this.options_.state('connecting');
    const source = (this.options_.open ?? ((url) => new EventSource(url)))('/v1/live');
    this.source_ = source;
    source.onopen = () => {
      this.retries_ = 0;
      this.options_.state('live');
      if (this.missed_) void this.options_.queries.invalidateQueries();
      this.missed_ = false;
    };
    source.onerror = () => {
      this.missed_ = true;
      this.options_.state('lost');
      // EventSource tries again by itself after a broken connection, but gives up after an HTTP error.
      if (source.readyState === 2) {
        this.disconnect();
        this.retry_timer_ = setTimeout(() => this.connect(), Math.min(30_000, 1000 * 2 ** this.retries_++));
      }
    };
    for (const event of Object.keys(stale_by_event))
      source.addEventListener(event, (message) => this.receive(event, (message as MessageEvent<string>).data));
  }

  private disconnect(): void {
    clearTimeout(this.retry_timer_);
    this.source_?.close();
    this.source_ = null;
  }

  private receive(event: string, data: string): void {
    const { queries } = this.options_;
    if (event === 'run') {
      const progress = JSON.parse(data) as RunProgress;
      queries.setQueryData(['live', 'run', progress.run_id], progress);
    }
    if (event === 'resync') {
      void queries.invalidateQueries();
      return;
    }
    for (const prefix of stale_by_event[event] ?? []) {
      const wait_ms = (this.options_.gather_ms ?? 1000) * (prefix === '/v1/dashboard' ? 5 : 1);
      if (!this.gathering_.has(prefix))
        this.gathering_.set(prefix, setTimeout(() => {
          this.gathering_.delete(prefix);
          void invalidate(queries, prefix);
        }, wait_ms));
    }
  }

  private readonly on_visibility = (): void => {
    clearTimeout(this.hide_timer_);
    if (document.visibilityState === 'hidden') {
      this.hide_timer_ = setTimeout(() => {
        this.missed_ = true;
        this.disconnect();
      }, 30_000);
    } else if (!this.source_) {
      this.connect();
    }
  };
}
