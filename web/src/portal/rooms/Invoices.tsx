import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { get, type Answer } from '@/api/query';
import { useFormat } from '@/ui/locale';
import { Panel } from '@/ui/Panel';
import { Status } from '@/ui/Status';
import { Trouble } from '@/ui/Trouble';
import { Go } from '../place';

export function Invoices() {
  const { t } = useTranslation();
  const format = useFormat();
  const list = useInfiniteQuery({
    queryKey: ['/v1/portal/invoices'], initialPageParam: undefined as string | undefined, getNextPageParam: (page: Answer<'/v1/portal/invoices'>) => page.next_cursor ?? undefined,
    queryFn: ({ pageParam, signal }: { pageParam: string | undefined; signal: AbortSignal }) => get('/v1/portal/invoices', { query: { limit: 24, cursor: pageParam } }, signal),
  });
  if (list.isError && !list.data) return <Trouble error={list.error} retry={() => void list.refetch()} />;
  if (!list.data) return <Skeleton height={320} />;
  const rows = list.data.pages.flatMap((page) => page.items);
  return (
    <>
      <h1>{t('portal.invoices')}</h1>
      {rows.length === 0 ? <p className="quiet">{t('portal.invoice.none')}</p> : (
        <Panel flush>
          <ul className="portal-list">
            {rows.map((row) => (
              <li key={row.id}>
                <span className="grow"><Go to={`/invoices/${row.id}`}>{t('portal.invoice.of', { kind: t(row.kind === 'credit_note' ? 'portal.invoice.credit_note' : 'portal.invoice.invoice'), number: row.number })}</Go><br /><span className="quiet small">{format.date(row.issued_on)}</span></span>
                <Status value={row.status}>{t(`portal.invoice.state.${row.status}`)}</Status>
                <span className="money strong">{format.money(row.kind === 'credit_note' ? -row.gross_minor : row.gross_minor, row.currency)}</span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {list.hasNextPage && <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('portal.more')}</Button>}
    </>
  );
}
