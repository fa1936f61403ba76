import { Select } from '@mantine/core';
import { mdiFileDocumentOutline } from '@mdi/js';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { get } from '@/api/query';
import type { InvoicesShown } from '@/api/types';
import { LinkButton } from '@/ui/AppLink';
import { DateFilter } from '@/ui/DateFilter';
import { ResourceList } from '@/ui/list/ResourceList';
import { useListSearch } from '@/ui/list/state';
import { Nothing } from '@/ui/Nothing';
import { PageHead } from '@/ui/PageHead';
import { invoice_columns } from './columns';

const statuses = ['open', 'overdue', 'paid'] as const;

export function Invoices() {
  const { t } = useTranslation();
  const [search, set_search] = useListSearch();
  const { status, from, to, customer_id } = search;
  const filter = { ...(status && { status: status as InvoicesShown }), ...(from && { from }), ...(to && { to }), ...(customer_id && { customer_id: Number(customer_id) }) };
  const columns = useMemo(() => invoice_columns(t), [t]);
  return (
    <>
      <PageHead title={t('invoices.title')} note={customer_id ? <>{t('invoices.of_customer')} · <button type="button" className="link-button" onClick={() => set_search({ customer_id: undefined })}>{t('invoices.all')}</button></> : undefined} />
      <ResourceList
        name="invoices" label={t('invoices.title')} path="/v1/invoices" filter={filter} columns={columns} load={(page) => get('/v1/invoices', { query: { ...page, ...filter } })}
        row_key={(row) => row.id} row_href={(row) => `/invoices/${row.id}`} search_label={t('invoices.search')}
        filters={
          <>
            <Select aria-label={t('invoices.status')} w={140} value={status ?? ''} onChange={(value) => set_search({ status: value || undefined })} data={[{ value: '', label: t('invoices.any_status') }, ...statuses.map((value) => ({ value, label: t(`invoice_status.${value}`) }))]} />
            <DateFilter label={t('invoices.from')} value={from} onChange={(date) => set_search({ from: date })} />
            <DateFilter label={t('invoices.to')} value={to} onChange={(date) => set_search({ to: date })} />
          </>
        }
        empty={<Nothing icon={mdiFileDocumentOutline} title={t('invoices.none')} action={<LinkButton href="/billing" variant="default">{t('invoices.go_billing')}</LinkButton>}>{t('invoices.none_hint')}</Nothing>}
      />
    </>
  );
}
