import type { Page } from './types';

/** Walks a cursor-paged list to its end (or to `limit` rows), telling how far it is. Used for exports. */
export async function all_pages<T>(
  load: (cursor: string | undefined) => Promise<Page<T>>,
  progress: (rows: number) => void = () => undefined,
  limit = 200_000,
): Promise<T[]> {
  const rows: T[] = [];
  const seen = new Set<string>();
  let cursor: string | undefined;
  while (rows.length < limit) {
    const page = await load(cursor);
    rows.push(...page.items);
    progress(rows.length);
    if (!page.next_cursor || seen.has(page.next_cursor)) break;
    seen.add(page.next_cursor);
    cursor = page.next_cursor;
  }
  return rows.slice(0, limit);
}
