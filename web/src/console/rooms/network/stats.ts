// What the RADIUS ports counted, in the groups a person asks about.
import type { AccessServerStats } from '@/api/types';

export interface ServerStats {
  last_seen: string | null;
  accepts: number;
  rejects: number;
  dropped: number;
  orders_acknowledged: number;
  orders_refused: number;
  counts: { event: string; count: number }[];
}

const none: ServerStats = { last_seen: null, accepts: 0, rejects: 0, dropped: 0, orders_acknowledged: 0, orders_refused: 0, counts: [] };

export function stats_of(stats: { access_servers: AccessServerStats[] } | undefined, id: number): ServerStats {
  const mine = stats?.access_servers.find(({ access_server_id }) => access_server_id === id);
  if (!mine) return none;
  const sum = (wanted: (event: string) => boolean) => mine.counts.reduce((total, { event, count }) => (wanted(event) ? total + count : total), 0);
  return {
    last_seen: mine.last_seen,
    accepts: sum((event) => event === 'accepts' || event === 'garden_accepts'),
    rejects: sum((event) => event.startsWith('reject_')),
    dropped: sum((event) => event.startsWith('drop_')),
    orders_acknowledged: sum((event) => event === 'orders_acknowledged'),
    orders_refused: sum((event) => event === 'orders_refused' || event === 'orders_unanswered'),
    counts: mine.counts.filter(({ count }) => count > 0),
  };
}

/** Which heading an event is told under. */
export function group_of(event: string): 'logins' | 'accounting' | 'dropped' | 'orders' {
  if (event.startsWith('drop_') || event === 'duplicates') return 'dropped';
  if (event.startsWith('accounting_')) return 'accounting';
  if (event.startsWith('orders_')) return 'orders';
  return 'logins';
}
