import { Button, SegmentedControl, Select, Stack } from '@mantine/core';
import { mdiChartBoxOutline, mdiDownloadOutline } from '@mdi/js';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useApi } from '@/api/query';
import type { Report } from '@/api/types';
import { AppLink } from '@/ui/AppLink';
import { DateFilter } from '@/ui/DateFilter';
import { Icon } from '@/ui/Icon';
import { LoadingRows } from '@/ui/list/ResourceList';
import { useListSearch } from '@/ui/list/state';
import { useFormat } from '@/ui/locale';
import { Nothing } from '@/ui/Nothing';
import { PageHead } from '@/ui/PageHead';
import { Panel } from '@/ui/Panel';
import { Trouble } from '@/ui/Trouble';
import { Dash } from '@/ui/values';
import { EntityFilter } from '../../app/entities';
import { word } from '../../app/words';
import { NotFound } from '../../app/fallbacks';
import { ReportChart } from './ReportChart';
import { month_start, name_of_span, span_names, span_of, usual_span, type SpanName } from './spans';
import { add_days } from '@/ui/format/date';
import './reports.css';

const shown_rows = 500;

export function ReportPage() {
  const { name } = useParams({ strict: false }) as { name: string };
  const all = useApi('/v1/reports');
  if (all.isError && !all.data) return <Trouble error={all.error} retry={() => void all.refetch()} />;
  if (!all.data) return <LoadingRows />;
  const info = all.data.find((report) => report.name === name);
  // Keyed: another report begins with its own usual dates.
  return info ? <OneReport key={name} name={name} of_day={info.span === 'day'} /> : <NotFound />;
}

function OneReport({ name, of_day }: { name: string; of_day: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [search, set_search] = useListSearch();
  const today = format.today();
  const usual = span_of(usual_span(name), today);
  const span = { from: search['from'] ?? usual.from, to: search['to'] ?? usual.to };
  const as_of = search['as_of'] ?? today;
  const { customer_id, plan, place, tax, legal_entity } = search;
  const by_day = search['by'] === 'day';
  const query = {
    ...(of_day ? { as_of } : span),
    ...(customer_id && { customer_id: Number(customer_id) }), ...(plan && { plan }), ...(place !== undefined && { place }), ...(tax && { tax }),
    ...(legal_entity && { legal_entity: Number(legal_entity) }),
    ...(name === 'collections' && by_day && { by: 'day' as const }),
  };
  const answer = useApi('/v1/reports/{report}', { path: { report: name }, query: { ...query, limit: shown_rows } }, { keep: true });
  const plain_title = word(t, 'report_title', name), entity = answer.data?.legal_entity;
  const title = entity ? t('reports.of_entity', { title: plain_title, entity }) : plain_title; // on paper too, where the filter is not
  const file = (kind: 'csv' | 'xlsx') => `/v1/reports/${name}/file?${new URLSearchParams({ format: kind, ...Object.fromEntries(Object.entries(query).map(([key, value]) => [key, String(value)])) })}`;
  const customer_at = answer.data?.columns.findIndex(({ key }) => key === 'customer') ?? -1;
  const customer = customer_id && (answer.data?.rows.find((row) => !row.is_total)?.cells[customer_at]?.text ?? t('reports.one_customer'));
  const narrowed = [plan, place, tax, customer].find((what) => what !== undefined);
  return (
    <>
      <PageHead
        title={title} up={{ href: '/reports', label: t('reports.up') }} note={name === 'trial_balance' ? t('reports.debit_note') : word(t, 'report_hint', name)}
        actions={(['csv', 'xlsx'] as const).map((kind) => (
          <Button key={kind} variant="default" leftSection={<Icon path={mdiDownloadOutline} />} aria-label={t(`reports.download_${kind}`)} component="a" href={file(kind)} download>{t(`reports.${kind}`)}</Button>
        ))}
      />
      <Stack gap="md">
        <div className="report-controls no-print">
          {of_day ? <DayControls as_of={as_of} today={today} set={(day) => set_search({ as_of: day })} /> : <SpanControls span={span} today={today} set={(change) => set_search(change)} />}
          <EntityFilter value={legal_entity} onChange={(id) => set_search({ legal_entity: id })} />
          {name === 'collections' && <SegmentedControl aria-label={t('reports.by')} value={by_day ? 'day' : 'month'} onChange={(value) => set_search({ by: value === 'day' ? 'day' : undefined })} data={[{ value: 'month', label: t('reports.by_month') }, { value: 'day', label: t('reports.by_day') }]} />}
          {narrowed !== undefined && <Button variant="subtle" onClick={() => set_search({ plan: undefined, place: undefined, tax: undefined, customer_id: undefined })}>{t('reports.narrowed', { what: narrowed })} · {t('reports.all')}</Button>}
        </div>
        {answer.isError && !answer.data ? <Trouble error={answer.error} retry={() => void answer.refetch()} /> : !answer.data ? <LoadingRows /> : <Shown report={answer.data} title={title} stale={answer.isPlaceholderData} />}
      </Stack>
    </>
  );
}

function SpanControls({ span, today, set }: { span: { from: string; to: string }; today: string; set: (span: { from?: string; to?: string }) => void }) {
  const { t } = useTranslation();
  const name = name_of_span(span, today);
  return (
    <>
      <Select
        aria-label={t('reports.span')} w={170} allowDeselect={false} value={name ?? 'own'} onChange={(value) => value && value !== 'own' && set(span_of(value as SpanName, today))}
        data={[...span_names.map((value) => ({ value: value as string, label: t(`reports.${value}`) })), ...(name ? [] : [{ value: 'own', label: t('reports.own') }])]}
      />
      <DateFilter label={t('reports.from')} value={span.from} onChange={(from) => set({ from })} />
      <DateFilter label={t('reports.to')} value={span.to} onChange={(to) => set({ to })} />
    </>
  );
}

function DayControls({ as_of, today, set }: { as_of: string; today: string; set: (day: string) => void }) {
  const { t } = useTranslation();
  const days = { today, month_end: add_days(month_start(today), -1), year_end: `${Number(today.slice(0, 4)) - 1}-12-31` };
  const known = (Object.keys(days) as (keyof typeof days)[]).find((key) => days[key] === as_of);
  return (
    <>
      <Select
        aria-label={t('reports.as_of')} w={190} allowDeselect={false} value={known ?? 'own'} onChange={(value) => value && value !== 'own' && set(days[value as keyof typeof days])}
        data={[...(Object.keys(days) as (keyof typeof days)[]).map((value) => ({ value: value as string, label: t(`reports.${value}`) })), ...(known ? [] : [{ value: 'own', label: t('reports.own') }])]}
      />
      <DateFilter label={t('reports.as_of')} value={as_of} onChange={set} />
    </>
  );
}

function Shown({ report, title, stale }: { report: Report; title: string; stale: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const currencies = [...new Set(report.rows.filter((row) => !row.is_converted).map(({ currency }) => currency))];
  const main = currencies.includes(format.currency) ? format.currency : currencies[0];
  if (report.rows.length === 0 || !main) return <Panel><Nothing icon={mdiChartBoxOutline} title={t('reports.nothing')}>{t('reports.nothing_hint')}</Nothing></Panel>;
  const text = (column: Report['columns'][number], row: Report['rows'][number], at: number) => {
    const cell = row.cells[at];
    if (cell?.number === 0 && column.kind === 'money' && !row.is_total) return <Dash />;
    if (cell?.number != null) return column.kind === 'money' ? format.money(cell.number, row.currency) : column.kind === 'percent' ? format.percent(cell.number) : format.count(cell.number);
    if (!cell?.text) return '';
    if (row.is_converted && at === 0) return t('reports.converted', { currency: row.currency });
    if (row.is_total && at === 0) return currencies.length > 1 ? t('reports.total_in', { currency: row.currency }) : t('reports.total');
    if (column.kind === 'date') return <span className="nowrap">{format.date(cell.text)}</span>;
    if (column.key === 'number' || column.key === 'invoice' || column.key === 'document') return <span className="nowrap">{cell.text}</span>;
    if (column.kind === 'month') return <span className="nowrap">{format.month(cell.text)}</span>;
    return column.key === 'method' ? word(t, 'method', cell.text) : column.key === 'kind' ? word(t, 'plan_kind', cell.text) : cell.text;
  };
  const numeric = (kind: string) => ['money', 'count', 'percent'].includes(kind);
  // A column in which nothing is, such as what was carried over once, only takes room.
  const columns = report.columns.map((column, at) => ({ column, at })).filter(({ column, at }) => column.key !== 'other' || report.rows.some((row) => (row.cells[at]?.number ?? 0) !== 0));
  const rows = report.rows.filter((row) => !row.is_total), totals = report.rows.filter((row) => row.is_total);
  const line = (row: Report['rows'][number], index: number) => (
    <tr key={index}>
      {columns.map(({ column, at }) => {
        const shown = text(column, row, at);
        return <td key={column.key} className={numeric(column.kind) ? 'num' : undefined}>{at === 0 && row.href ? <AppLink href={row.href}>{shown}</AppLink> : shown}</td>;
      })}
    </tr>
  );
  const picture = <ReportChart report={report} currency={main} />;
  return (
    <>
      <section className="panel report-picture" aria-label={t('reports.chart', { title })}><div className="panel-body">{picture}</div></section>
      <section className="panel" aria-label={t('reports.table', { title })}>
        {/* Scrolls by the keyboard too. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <div className="table-scroll" tabIndex={0} role="group" aria-label={title}>
          <table className="grid-table report-table" data-stale={stale || undefined}>
            <thead><tr>{columns.map(({ column }) => <th key={column.key} scope="col" className={numeric(column.kind) ? 'num' : undefined}>{word(t, 'report_column', column.key)}</th>)}</tr></thead>
            <tbody>{rows.map(line)}</tbody>
            {totals.length > 0 && <tfoot>{totals.map(line)}</tfoot>}
          </table>
        </div>
        {report.rates_of && (
          <p className="panel-body quiet small" style={{ margin: 0 }}>
            {report.rates_missing.length > 0
              ? <>{t('reports.rates_missing', { what: report.rates_missing.join(', '), date: format.date(report.rates_of) })} <AppLink href="/settings/currencies">{t('reports.rates_set')}</AppLink></>
              : t('reports.rates_used', { date: format.date(report.rates_of), rates: report.rates.map(({ currency, rate }) => `1 ${currency} = ${rate}`).join(', ') })}
          </p>
        )}
        {rows.length >= shown_rows && <p className="panel-body quiet small" style={{ margin: 0 }}>{t('reports.cut', { shown: format.count(shown_rows) })}</p>}
      </section>
    </>
  );
}
