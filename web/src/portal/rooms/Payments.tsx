import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { get, type Answer } from '@/api/query';
import { useFormat } from '@/ui/locale';
import { Panel } from '@/ui/Panel';
import { Trouble } from '@/ui/Trouble';
import { Download } from '../files';

export function Payments() {
  const { t } = useTranslation();
  const format = useFormat();
  const list = useInfiniteQuery({
    queryKey: ['/v1/portal/payments'], initialPageParam: undefined as string | undefined, getNextPageParam: (page: Answer<'/v1/portal/payments'>) => page.next_cursor ?? undefined,
    queryFn: ({ pageParam, signal }: { pageParam: string | undefined; signal: AbortSignal }) => get('/v1/portal/payments', { query: { limit: 24, cursor: pageParam } }, signal),
  });
  if (list.isError && !list.data) return <Trouble error={list.error} retry={() => void list.refetch()} />;
  if (!list.data) return <Skeleton height={320} />;
  const rows = list.data.pages.flatMap((page) => page.items);
  return (
    <>
      <h1>{t('portal.payments')}</h1>
      {rows.length === 0 ? <p className="quiet">{t('portal.payment.none')}</p> : (
        <Panel flush>
          <ul className="portal-list">
            {rows.map((row) => (
              <li key={row.id}>
                <span className="grow"><span className="strong">{format.date(row.received_on)}</span> · {t(`portal.payment.method.${row.method}`)}<br />
                  <span className="quiet small">{[row.reference, row.allocations.length > 0 && t('portal.payment.settled', { numbers: row.allocations.map((one) => one.invoice_number).join(', ') }), row.credited_minor > 0 && t('portal.payment.kept', { amount: format.money(row.credited_minor, row.currency) })].filter(Boolean).join(' · ')}</span>
                </span>
                <span className="money strong">{format.money(row.amount_minor, row.currency)}</span>
                <Download address={`/v1/portal/payments/${row.id}/receipt/pdf`} label={t('portal.payment.receipt')} described={t('portal.payment.receipt_of', { date: format.date(row.received_on) })} />
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {list.hasNextPage && <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('portal.more')}</Button>}
    </>
  );
}
