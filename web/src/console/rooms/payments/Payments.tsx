import { mdiCashMultiple } from '@mdi/js';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { get } from '@/api/query';
import { DateFilter } from '@/ui/DateFilter';
import { ResourceList } from '@/ui/list/ResourceList';
import { useListSearch } from '@/ui/list/state';
import { Nothing } from '@/ui/Nothing';
import { PageHead } from '@/ui/PageHead';
import { payment_columns } from './columns';

export function Payments() {
  const { t } = useTranslation();
  const [search, set_search] = useListSearch();
  const { from, to, customer_id } = search;
  const filter = { ...(from && { from }), ...(to && { to }), ...(customer_id && { customer_id: Number(customer_id) }) };
  const columns = useMemo(() => payment_columns(t), [t]);
  return (
    <>
      <PageHead title={t('payments.title')} note={customer_id ? <>{t('payments.of_customer')} · <button type="button" className="link-button" onClick={() => set_search({ customer_id: undefined })}>{t('payments.all')}</button></> : undefined} />
      <ResourceList
        name="payments" label={t('payments.title')} path="/v1/payments" filter={filter} columns={columns} load={(page) => get('/v1/payments', { query: { ...page, ...filter } })}
        row_key={(row) => row.id} row_href={(row) => `/payments/${row.id}`} search_label={t('payments.search')}
        filters={
          <>
            <DateFilter label={t('payments.from')} value={from} onChange={(date) => set_search({ from: date })} />
            <DateFilter label={t('payments.to')} value={to} onChange={(date) => set_search({ to: date })} />
          </>
        }
        empty={<Nothing icon={mdiCashMultiple} title={t('payments.none')}>{t('payments.none_hint')}</Nothing>}
      />
    </>
  );
}
