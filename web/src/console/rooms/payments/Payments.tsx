import { Button, Tabs } from '@mantine/core';
import { mdiCashMultiple, mdiPlus } from '@mdi/js';
import { useLocation } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get } from '@/api/query';
import { useGo } from '@/ui/AppLink';
import { DateFilter } from '@/ui/DateFilter';
import { Icon } from '@/ui/Icon';
import { ResourceList } from '@/ui/list/ResourceList';
import { useListSearch } from '@/ui/list/state';
import { Nothing } from '@/ui/Nothing';
import { PageHead } from '@/ui/PageHead';
import { useMay } from '../../app/session';
import { payment_columns } from './columns';
import { VoucherBatches } from './Vouchers';

/** Money that came in, and money that was paid before it was known for whom. */
export function Payments() {
  const { t } = useTranslation();
  const go = useGo();
  const may = useMay();
  const [making, set_making] = useState(false);
  const tab = useLocation().pathname === '/payments/vouchers' ? 'vouchers' : 'payments';
  const create = may('payments.write') && <Button leftSection={<Icon path={mdiPlus} />} onClick={() => set_making(true)}>{t('vouchers.new')}</Button>;
  return (
    <>
      {tab === 'vouchers' && <PageHead title={t('vouchers.title')} actions={create} />}
      {tab === 'payments' && <PaymentsHead />}
      <Tabs value={tab} onChange={(next) => go(next === 'vouchers' ? '/payments/vouchers' : '/payments')} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="payments">{t('payments.title')}</Tabs.Tab>
          <Tabs.Tab value="vouchers">{t('vouchers.title')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="payments"><PaymentList /></Tabs.Panel>
        <Tabs.Panel value="vouchers"><VoucherBatches create={create} making={making} made={() => set_making(false)} /></Tabs.Panel>
      </Tabs>
    </>
  );
}

function PaymentsHead() {
  const { t } = useTranslation();
  const [{ customer_id }, set_search] = useListSearch();
  return <PageHead title={t('payments.title')} note={customer_id ? <>{t('payments.of_customer')} · <button type="button" className="link-button" onClick={() => set_search({ customer_id: undefined })}>{t('payments.all')}</button></> : undefined} />;
}

function PaymentList() {
  const { t } = useTranslation();
  const [search, set_search] = useListSearch();
  const { from, to, customer_id } = search;
  const filter = { ...(from && { from }), ...(to && { to }), ...(customer_id && { customer_id: Number(customer_id) }) };
  const columns = useMemo(() => payment_columns(t), [t]);
  return (
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
  );
}
