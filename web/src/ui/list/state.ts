// A list's state lives in the address: filters, search, sort, page. Sharing the address shares the view, and Back works.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

export type Search = Record<string, string | undefined>;

export function useListSearch(): [Search, (change: Search, options?: { push?: boolean; keep_page?: boolean }) => void] {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const set = useCallback(
    (change: Search, { push = false, keep_page = false } = {}) => {
      void navigate({
        to: '.',
        replace: !push,
        search: ((before: Search) => {
          const after: Search = { ...before, ...change };
          if (!keep_page) {
            delete after['page'];
            delete after['cursor'];
          }
          for (const key of Object.keys(after)) if (after[key] === undefined || after[key] === '') delete after[key];
          return after;
        }) as never,
      });
    },
    [navigate],
  );
  return [search, set];
}

/** Cursors lead forwards only; what was walked is remembered here so that "previous" can go back a page at a time. */
const trails = new Map<string, (string | undefined)[]>();

export function trail_of(list: string): (string | undefined)[] {
  let trail = trails.get(list);
  if (!trail) {
    if (trails.size > 50) trails.clear();
    trails.set(list, (trail = [undefined]));
  }
  return trail;
}

/** Page numbers start at 1. A page whose cursor was never seen (an opened bookmark) leads back to the first. */
export function page_before(trail: (string | undefined)[], page: number): { page: number; cursor: string | undefined } {
  const before = page - 1;
  if (before <= 1 || trail[before - 1] === undefined) return { page: 1, cursor: undefined };
  return { page: before, cursor: trail[before - 1] };
}
