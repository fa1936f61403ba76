import { Stack } from '@mantine/core';
import { mdiReceiptTextClockOutline } from '@mdi/js';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { get, useApi } from '@/api/query';
import type { BillingRun } from '@/api/types';
import { AppLink } from '@/ui/AppLink';
import { clock_text } from '@/ui/format/date';
import { minor_to_decimal } from '@/ui/format/money';
import type { Column } from '@/ui/list/columns';
import { ResourceList } from '@/ui/list/ResourceList';
import { useFormat } from '@/ui/locale';
import { Nothing } from '@/ui/Nothing';
import { PageHead } from '@/ui/PageHead';
import { Status } from '@/ui/Status';
import { Dash, Money, OnDate, When } from '@/ui/values';
import { useMay } from '../../app/session';
import { word } from '../../app/words';
import { Preview } from './Preview';
import { over, RunProgressPanel } from './RunProgress';

export function Billing() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const runs = useApi('/v1/billing/runs', { query: { limit: 5 } }, { refetch_ms: 30_000 });
  const provider = useApi('/v1/provider').data;
  const under_way = runs.data?.items.find(({ status }) => !over(status));
  const columns = useMemo<Column<BillingRun>[]>(
    () => [
      { key: 'id', title: t('billing.title'), card: 'title', render: (row) => <span className="nowrap">{t('billing.run', { id: row.id })}</span>, csv: (row) => row.id },
      { key: 'date', title: t('billing.date'), card: 'detail', render: (row) => <OnDate date={row.date} />, csv: (row) => row.date },
      { key: 'status', title: t('billing.status'), card: 'end2', render: (row) => <Status value={row.status}>{word(t, 'run_status', row.status)}</Status>, csv: (row) => row.status },
      { key: 'started', title: t('billing.started_at'), render: (row) => <When at={row.started_at} full />, csv: (row) => row.started_at },
      { key: 'by', title: t('billing.by'), render: (row) => row.started_by, csv: (row) => row.started_by },
      { key: 'parked', title: t('billing.parked'), numeric: true, render: (row) => (row.parked.length > 0 ? <span className="warn strong">{format.count(row.parked.length)}</span> : <Dash />), csv: (row) => row.parked.length },
      { key: 'invoices', title: t('billing.invoices'), numeric: true, render: (row) => format.count(row.invoices), csv: (row) => row.invoices },
      { key: 'gross', title: t('billing.gross'), numeric: true, card: 'end', render: (row) => <Money minor={row.gross_minor} currency={row.currency} />, csv: (row) => minor_to_decimal(row.gross_minor, row.currency) },
    ],
    [t, format],
  );
  return (
    <>
      <PageHead title={t('billing.title')} actions={may('settings.read') && <AppLink href="/settings/billing" fz="sm">{t('stop_rules.link')}</AppLink>} />
      <Stack gap="md">
        {under_way && <RunProgressPanel id={under_way.id} />}
        <Preview busy={!!under_way} />
        <h2 className="section-title">{t('billing.history')}</h2>
        <ResourceList
          name="billing-runs" label={t('billing.history')} path="/v1/billing/runs" filter={{}} columns={columns} load={(page) => get('/v1/billing/runs', { query: page })} row_key={(row) => row.id}
          row_href={(row) => `/billing/runs/${row.id}`} page_size={20}
          empty={<Nothing icon={mdiReceiptTextClockOutline} title={t('billing.none')}>{t('billing.none_hint', { time: clock_text(provider?.billing_run_at_s ?? 21_600) })}</Nothing>}
        />
      </Stack>
    </>
  );
}
