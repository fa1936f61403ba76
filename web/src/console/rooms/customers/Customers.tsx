import { Button, Checkbox, Select } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { mdiAccountGroupOutline, mdiPlus } from '@mdi/js';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { get } from '@/api/query';
import type { CustomerRow, CustomerSort } from '@/api/types';
import { minor_to_decimal } from '@/ui/format/money';
import { Icon } from '@/ui/Icon';
import type { Column } from '@/ui/list/columns';
import { ResourceList } from '@/ui/list/ResourceList';
import { useListSearch } from '@/ui/list/state';
import { Nothing } from '@/ui/Nothing';
import { PageHead } from '@/ui/PageHead';
import { Status } from '@/ui/Status';
import { Dash, Money, OnDate } from '@/ui/values';
import { useKey } from '../../app/keys';
import { useMay } from '../../app/session';
import { word } from '../../app/words';
import { shown_status } from './pause';
import { CustomerDialog } from './CustomerDialog';

const statuses = ['active', 'suspended', 'lead', 'left'] as const;
const kinds = ['residential', 'business'] as const;

export function Customers() {
  const { t } = useTranslation();
  const may = useMay();
  const [search, set_search] = useListSearch();
  const [creating, dialog] = useDisclosure(search['new'] === '1');
  useKey('n', dialog.open, may('customers.write'));
  const status = statuses.find((value) => value === search['status']);
  const kind = kinds.find((value) => value === search['kind']);
  const overdue = search['overdue'] === '1';
  const filter = { ...(status && { status }), ...(kind && { kind }), ...(overdue && { overdue }) };
  const create = may('customers.write') && <Button leftSection={<Icon path={mdiPlus} />} onClick={dialog.open} aria-keyshortcuts="n">{t('customers.new')}</Button>;

  const columns = useMemo<Column<CustomerRow>[]>(
    () => [
      { key: 'name', title: t('customers.name'), sort: { up: 'name' }, card: 'title', render: (row) => row.name, csv: (row) => row.name, max_width: '22rem' },
      { key: 'number', title: t('customers.number'), sort: { up: 'number' }, card: 'detail', render: (row) => row.number, csv: (row) => row.number },
      { key: 'city', title: t('customers.city'), card: 'detail', render: (row) => row.city, csv: (row) => row.city },
      { key: 'phone', title: t('customers.phone'), render: (row) => row.phone || <Dash />, csv: (row) => row.phone },
      { key: 'email', title: t('customers.email'), extra: true, render: (row) => row.email || <Dash />, csv: (row) => row.email },
      { key: 'kind', title: t('customers.kind'), render: (row) => word(t, 'customer_kind', row.kind), csv: (row) => row.kind },
      { key: 'status', title: t('customers.status'), card: 'end2', render: (row) => <Status value={shown_status(row)}>{word(t, 'customer_status', shown_status(row))}</Status>, csv: shown_status },
      {
        key: 'online', title: t('customers.online'), card: 'detail', csv: (row) => row.online,
        render: (row) => row.services === 0 ? <Dash /> : (
          <span className="nowrap"><span className="dot" data-tone={row.online > 0 ? 'good' : undefined} aria-hidden /> {row.online > 0 ? t('customers.online') : <span className="quiet">{t('customers.offline')}</span>}</span>
        ),
      },
      { key: 'services', title: t('customers.services'), numeric: true, extra: true, render: (row) => row.services, csv: (row) => row.services },
      { key: 'since', title: t('customers.since'), sort: { down: 'newest' }, render: (row) => <OnDate date={row.joined_on} />, csv: (row) => row.joined_on },
      { key: 'overdue', title: t('customers.overdue'), numeric: true, render: (row) => row.overdue_minor > 0 ? <Money minor={row.overdue_minor} currency={row.currency} bad /> : <Dash />, csv: (row) => minor_to_decimal(row.overdue_minor, row.currency) },
      { key: 'balance', title: t('customers.balance'), numeric: true, card: 'end', render: (row) => <Money minor={row.balance_minor} currency={row.currency} owed />, csv: (row) => minor_to_decimal(row.balance_minor, row.currency) },
    ],
    [t],
  );

  return (
    <>
      <PageHead title={t('customers.title')} actions={create} />
      <ResourceList
        name="customers" label={t('customers.title')} path="/v1/customers" filter={filter} columns={columns}
        load={({ sort, ...page }) => get('/v1/customers', { query: { ...page, ...filter, ...(sort && { sort: sort as CustomerSort }) } })}
        row_key={(row) => row.id} row_href={(row) => `/customers/${row.id}`} search_label={t('customers.search')}
        filters={
          <>
            <Select aria-label={t('customers.status')} w={150} value={status ?? ''} onChange={(value) => set_search({ status: value || undefined })} data={[{ value: '', label: t('customers.any_status') }, ...statuses.map((value) => ({ value, label: t(`customer_status.${value}`) }))]} />
            <Select aria-label={t('customers.kind')} w={190} value={kind ?? ''} onChange={(value) => set_search({ kind: value || undefined })} data={[{ value: '', label: t('customers.any_kind') }, ...kinds.map((value) => ({ value, label: t(`customer_kind.${value}`) }))]} />
            <Checkbox label={t('customers.overdue_only')} checked={overdue} onChange={(event) => set_search({ overdue: event.currentTarget.checked ? '1' : undefined })} />
          </>
        }
        empty={<Nothing icon={mdiAccountGroupOutline} title={t('customers.none')} action={create}>{t('customers.none_hint')}</Nothing>}
      />
      <CustomerDialog opened={creating} close={dialog.close} />
    </>
  );
}
