// Every list in the product: server-side paging, sorting and filtering kept in the address, export of exactly what is
// listed, choice of columns, arrow keys from row to row, and cards instead of columns on a phone.
import { Group, Skeleton, Text } from '@mantine/core';
import { useDocumentVisibility, useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Page } from '@/api/types';
import { useFormat } from '../locale';
import { Trouble } from '../Trouble';
import { visible_columns, type Column } from './columns';
import { ListTools } from './ListTools';
import { Pager } from './Pager';
import { page_before, trail_of, useListSearch } from './state';
import { RowCards, RowTable } from './rows';

export interface PageQuery {
  limit: number;
  cursor?: string;
  sort?: string;
  q?: string;
}

interface Props<Row> {
  /** Names the list for export, column choice and its trail of cursors. */
  name: string;
  label: string;
  /** The query key's first part, so that live events refresh the list. */
  path: string;
  filter: object;
  load: (page: PageQuery) => Promise<Page<Row>>;
  columns: Column<Row>[];
  row_key: (row: Row) => string | number;
  row_href?: (row: Row) => string | undefined;
  row_actions?: (row: Row) => ReactNode;
  filters?: ReactNode;
  empty: ReactNode;
  search_label?: string;
  page_size?: number;
  refetch_ms?: number;
}

export function ResourceList<Row>(props: Props<Row>) {
  const { name, label, path, filter, load, row_key, row_href, row_actions, empty } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const [search, set_search] = useListSearch();
  const narrow = useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false });
  const looked_at = useDocumentVisibility() === 'visible';
  const [chosen, set_chosen] = useLocalStorage<string[] | null>({ key: `demarc.columns.${name}`, defaultValue: null });

  const limit = props.page_size ?? 50;
  const page = Math.max(1, Number(search['page'] ?? 1) || 1);
  const query = { ...filter, limit, cursor: search['cursor'], sort: search['sort'], q: search['q'] };
  const trail = trail_of(`${name} ${JSON.stringify({ ...query, cursor: undefined })}`);
  const answer = useQuery({
    queryKey: [path, query],
    queryFn: () => load(strip({ limit, cursor: query.cursor, sort: query.sort, q: query.q })),
    placeholderData: keepPreviousData,
    refetchInterval: props.refetch_ms && looked_at ? props.refetch_ms : false,
  });
  const rows = answer.data?.items ?? [];
  const next = answer.isPlaceholderData ? null : answer.data?.next_cursor;
  useEffect(() => {
    trail[page - 1] = query.cursor;
    if (next) trail[page] = next;
  }, [trail, page, query.cursor, next]);

  const columns = visible_columns(props.columns, chosen);
  const filtered = Object.entries(search).some(([key, value]) => value && !['page', 'cursor', 'sort'].includes(key));
  const shared = { label, rows, row_key, row_href, row_actions, columns, stale: answer.isPlaceholderData };

  return (
    // The keys move focus between the links inside; the section itself is not a control.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section className="panel" aria-label={label} onKeyDown={move_between_rows}>
      {(props.search_label || props.filters || rows.length > 0) && <ListTools {...props} search={search} set_search={set_search} chosen={chosen} set_chosen={set_chosen} limit={limit} />}
      {answer.isPending ? (
        <LoadingRows />
      ) : answer.isError && rows.length === 0 ? (
        <Trouble error={answer.error} retry={() => void answer.refetch()} />
      ) : rows.length === 0 ? (
        filtered ? <NoMatch clear={() => set_search(Object.fromEntries(Object.keys(search).map((key) => [key, undefined])))} /> : empty
      ) : narrow ? (
        <RowCards {...shared} columns={props.columns} />
      ) : (
        <RowTable {...shared} sort={search['sort']} on_sort={(sort) => set_search({ sort })} />
      )}
      {rows.length > 0 && (
        <Group justify="space-between" px="md" py="xs" className="list-foot no-print">
          <Text size="sm" c="dimmed" aria-live="polite">
            {answer.data?.total != null
              ? t('list.range', { from: format.count((page - 1) * limit + 1), to: format.count((page - 1) * limit + rows.length), total: format.count(answer.data.total), count: answer.data.total })
              : t('list.shown', { count: rows.length, from: format.count((page - 1) * limit + 1), to: format.count((page - 1) * limit + rows.length) })}
          </Text>
          {(page > 1 || next) && (
            <Pager
              page={page} more={!!next}
              go={(wanted) => {
                const target = wanted > page ? { page: wanted, cursor: next ?? undefined } : wanted === 1 ? { page: 1, cursor: undefined } : page_before(trail, page);
                set_search({ page: target.page > 1 ? String(target.page) : undefined, cursor: target.cursor }, { push: true, keep_page: true });
              }}
            />
          )}
        </Group>
      )}
    </section>
  );
}

function strip<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined && item !== '')) as T;
}

function NoMatch({ clear }: { clear: () => void }) {
  const { t } = useTranslation();
  return (
    <Group justify="center" py="xl" gap="sm">
      <Text c="dimmed">{t('list.no_match')}</Text>
      <button type="button" className="link-button" onClick={clear}>{t('list.clear')}</button>
    </Group>
  );
}

export function LoadingRows({ rows = 8 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <div className="panel-body" role="status" aria-label={t('ui.loading')}>
      {Array.from({ length: rows }, (_, index) => <Skeleton key={index} height={14} my={14} width={`${92 - ((index * 17) % 30)}%`} />)}
    </div>
  );
}

/** Up and down move between rows' links, as in a mail program. */
function move_between_rows(event: KeyboardEvent<HTMLElement>) {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const at = document.activeElement;
  if (!(at instanceof HTMLElement) || !at.matches('[data-row-link]')) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row-link]')];
  const to = links[links.indexOf(at) + (event.key === 'ArrowDown' ? 1 : -1)];
  if (!to) return;
  event.preventDefault();
  to.focus();
}
