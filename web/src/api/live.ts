// The server's event stream. Events carry what changed, not the new state: they mark queries stale, and what is on screen asks
// again. Bursts are gathered for a second. A hidden tab lets go of its connection (browsers allow six per host) and catches
// up when it is looked at again.
import type { QueryClient } from '@tanstack/react-query';
import { invalidate } from './query';

export type LiveState = 'connecting' | 'live' | 'lost';
export interface RunProgress { run_id: number; done: number; total: number; status: string }

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
};

export class LiveFeed {
  private source_: EventSource | null = null;
  private pending_ = new Set<string>();
  private gather_timer_: ReturnType<typeof setTimeout> | undefined;
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
      clearTimeout(this.gather_timer_);
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
    if (event === 'sessions') {
      const { online } = JSON.parse(data) as { online?: number };
      if (typeof online === 'number') queries.setQueryData(['live', 'online'], online);
    }
    for (const prefix of stale_by_event[event] ?? []) this.pending_.add(prefix);
    this.gather_timer_ ??= setTimeout(() => {
      this.gather_timer_ = undefined;
      const prefixes = [...this.pending_];
      this.pending_.clear();
      void invalidate(queries, ...prefixes);
    }, this.options_.gather_ms ?? 1000);
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
