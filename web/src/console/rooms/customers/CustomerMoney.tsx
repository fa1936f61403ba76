import { useMediaQuery } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { useApi } from '@/api/query';
import { AppLink } from '@/ui/AppLink';
import { LoadingRows } from '@/ui/list/ResourceList';
import { RowCards, RowTable } from '@/ui/list/rows';
import { Panel } from '@/ui/Panel';
import { Trouble } from '@/ui/Trouble';
import { invoice_columns } from '../invoices/columns';
import { payment_columns } from '../payments/columns';

const shown = 8;

export function CustomerInvoices({ id }: { id: number }) {
  const { t } = useTranslation();
  const narrow = useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false });
  const answer = useApi('/v1/invoices', { query: { customer_id: id, limit: shown } });
  const columns = invoice_columns(t).filter(({ key }) => key !== 'customer' && key !== 'net' && key !== 'tax');
  const Rows = narrow ? RowCards : RowTable;
  return (
    <Panel title={t('customer.invoices')} flush actions={answer.data?.next_cursor ? <AppLink href={`/invoices?customer_id=${id}`}>{t('customer.all_invoices')}</AppLink> : null}>
      {answer.isError && !answer.data ? <Trouble error={answer.error} retry={() => void answer.refetch()} /> : !answer.data ? <LoadingRows rows={3} /> : answer.data.items.length === 0 ? (
        <p className="panel-body quiet">{t('customer.no_invoices')}</p>
      ) : (
        <Rows label={t('customer.invoices')} rows={answer.data.items} columns={columns} row_key={(row) => row.id} row_href={(row) => `/invoices/${row.id}`} />
      )}
    </Panel>
  );
}

export function CustomerPayments({ id }: { id: number }) {
  const { t } = useTranslation();
  const narrow = useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false });
  const answer = useApi('/v1/payments', { query: { customer_id: id, limit: shown } });
  const columns = payment_columns(t)
    .filter(({ key }) => key !== 'customer' && key !== 'recorded_by')
    .map((column) => (column.key === 'received_on' ? { ...column, card: 'title' as const } : column));
  const Rows = narrow ? RowCards : RowTable;
  return (
    <Panel title={t('customer.payments')} flush actions={answer.data?.next_cursor ? <AppLink href={`/payments?customer_id=${id}`}>{t('customer.all_payments')}</AppLink> : null}>
      {answer.isError && !answer.data ? <Trouble error={answer.error} retry={() => void answer.refetch()} /> : !answer.data ? <LoadingRows rows={3} /> : answer.data.items.length === 0 ? (
        <p className="panel-body quiet">{t('customer.no_payments')}</p>
      ) : (
        <Rows label={t('customer.payments')} rows={answer.data.items} columns={columns} row_key={(row) => row.id} row_href={(row) => `/payments/${row.id}`} />
      )}
    </Panel>
  );
}
