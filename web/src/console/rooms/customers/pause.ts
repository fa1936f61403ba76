// A service's pauses: days its customer asked to be without it. Half-open: `until` is the first day with service again.
import type { ServicePause } from '@/api/types';

type Days = Pick<ServicePause, 'from' | 'until'>;

/** Those not over yet, the current one first. */
export function pauses_ahead<P extends Days>(pauses: P[], today: string): P[] {
  return pauses.filter(({ until }) => until === null || until > today).toSorted((a, b) => (a.from < b.from ? -1 : 1));
}

/** The first day from today on that no pause has; of an endless one its first day, where the form then says so. */
export function first_free_day<P extends Days>(pauses: P[], today: string): string {
  return pauses_ahead(pauses, today).reduce((day, { from, until }) => (from <= day && until !== null ? until : day), today);
}

/** The pause that shares a day with the wanted one; the server refuses two at once. */
export function overlapped_by<P extends Days>(pauses: P[], wanted: Days): P | undefined {
  return pauses.find((other) => (wanted.until === null || other.from < wanted.until) && (other.until === null || wanted.from < other.until));
}

/** The one that resuming on a day would end, or take back when it has not begun: the server's choice. */
export function ended_by<P extends Days>(pauses: P[], on: string): P | undefined {
  return pauses.find(({ from, until }) => from <= on && (until === null || on < until)) ?? pauses.find(({ from }) => from > on);
}

/** A customer of whom all that is off is off by their own wish is paused, not suspended. */
export const shown_status = ({ status, is_paused }: { status: string; is_paused: boolean }): string => (is_paused ? 'paused' : status);
