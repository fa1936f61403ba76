import type { Page } from '@/api/types';

/** Lists the API answers whole (a handful of plans, pools, users) are searched here, in the words that are shown. */
export function whole_list<Row>(rows: Row[], q: string | undefined, words: (row: Row) => string): Page<Row> {
  const wanted = (q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const items = rows.filter((row) => {
    const text = words(row).toLowerCase();
    return wanted.every((part) => text.includes(part));
  });
  return { items, next_cursor: null, total: items.length };
}
