// What a report looks like: one currency's rows as bars. The table beside it says the same in figures.
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Report } from '@/api/types';
import { Chart, type ChartColours } from '@/ui/Chart';
import { useFormat } from '@/ui/locale';
import { word } from '../../app/words';

interface Series {
  name: string;
  values: number[];
  line?: boolean;
}
interface Picture {
  labels: string[];
  series: Series[];
  stacked: boolean;
  sideways: boolean;
}

type Words = { title: (key: string) => string; label: (kind: string, text: string) => string };
const most_bars = 12;
const nothing: Picture = { labels: [], series: [], stacked: false, sideways: false };

/** The figures of a chart, or nothing where a chart would say nothing. */
export function picture_of(report: Report, currency: string, words: Words): Picture | null {
  const at = (key: string) => report.columns.findIndex((column) => column.key === key);
  const rows = report.rows.filter((row) => row.currency === currency && !row.is_total);
  const values = (key: string, sign = 1) => rows.map((row) => sign * (row.cells[at(key)]?.number ?? 0));
  const labels = rows.map((row) => words.label(report.columns[0]!.kind, row.cells[0]?.text ?? ''));
  switch (report.name) {
    case 'receivables_ageing': {
      const total = report.rows.find((row) => row.currency === currency && row.is_total);
      const keys = ['current', 'days_1_30', 'days_31_60', 'days_61_90', 'days_90'];
      if (!total) return null;
      return { labels: keys.map(words.title), series: [{ name: words.title('open'), values: keys.map((key) => total.cells[at(key)]?.number ?? 0) }], stacked: false, sideways: false };
    }
    case 'deferred_revenue':
      return { labels, stacked: true, sideways: false, series: [...['billed', 'earned', 'credited'].map((key) => ({ name: words.title(key), values: values(key) })), { name: words.title('closing'), values: values('closing'), line: true }] };
    case 'deferred_release':
      return { labels, stacked: false, sideways: false, series: [{ name: words.title('released'), values: values('released') }] };
    case 'revenue_by_plan':
    case 'revenue_by_place': {
      const best = rows.map((row, index) => ({ label: labels[index]!, value: row.cells[at('earned')]?.number ?? 0 })).toSorted((a, b) => b.value - a.value).slice(0, most_bars).toReversed();
      return { labels: best.map(({ label }) => label), series: [{ name: words.title('earned'), values: best.map(({ value }) => value) }], stacked: false, sideways: true };
    }
    case 'collections': {
      const periods = [...new Set(labels)];
      const methods = [...new Set(rows.map((row) => row.cells[at('method')]?.text ?? ''))].toSorted();
      const amount = (period: string, method: string) => rows.reduce((sum, row, index) => sum + (labels[index] === period && row.cells[at('method')]?.text === method ? (row.cells[at('amount')]?.number ?? 0) : 0), 0);
      return { labels: periods, stacked: true, sideways: false, series: methods.map((method) => ({ name: words.label('method', method), values: periods.map((period) => amount(period, method)) })) };
    }
    default:
      return null;
  }
}

export function ReportChart({ report, currency }: { report: Report; currency: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const picture = useMemo(
    () => picture_of(report, currency, {
      title: (key) => word(t, 'report_column', key),
      label: (kind, text) => (kind === 'month' ? format.month(text, true) : kind === 'date' ? format.date(text) : kind === 'method' ? word(t, 'method', text) : text),
    }),
    [report, currency, t, format],
  );
  const option = useCallback(
    (colours: ChartColours) => {
      const { labels, series, stacked, sideways } = picture ?? nothing;
      const text = { axisLabel: { color: colours.text, fontSize: 11 }, axisLine: { lineStyle: { color: colours.line } }, axisTick: { show: false } };
      const names = { type: 'category', data: labels, ...text, axisLabel: { ...text.axisLabel, ...(sideways && { width: 150, overflow: 'truncate' }) } };
      const amounts = { type: 'value', ...text, splitNumber: sideways ? 4 : 5, splitLine: { lineStyle: { color: colours.line } }, axisLabel: { ...text.axisLabel, hideOverlap: true, formatter: (value: number) => format.money_compact(value, currency) } };
      return {
        color: [...colours.series, colours.bad],
        grid: { left: 4, right: 16, top: series.length > 1 ? 32 : 12, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
        legend: series.length > 1 ? { top: 0, left: 0, itemWidth: 12, itemHeight: 8, textStyle: { color: colours.text, fontSize: 12 }, icon: 'roundRect' } : undefined,
        tooltip: { trigger: 'axis', backgroundColor: colours.surface, borderColor: colours.line, textStyle: { color: colours.text, fontSize: 12 }, axisPointer: { type: 'shadow' }, valueFormatter: (value: unknown) => format.money(Number(value), currency) },
        xAxis: sideways ? amounts : names,
        yAxis: sideways ? names : amounts,
        series: series.map(({ name, values, line }) => (line ? { type: 'line', name, data: values, symbol: 'none', lineStyle: { width: 2, color: colours.text }, itemStyle: { color: colours.text } } : { type: 'bar', name, data: values, barMaxWidth: 28, ...(stacked && { stack: 'all' }), itemStyle: { borderRadius: stacked ? 0 : 2 } })),
      };
    },
    [picture, format, currency],
  );
  if (!picture || picture.labels.length === 0 || picture.series.every(({ values }) => values.every((value) => value === 0))) return null;
  return (
    <Chart
      label={t('reports.chart', { title: word(t, 'report_title', report.name) })} height={picture.sideways ? Math.max(120, picture.labels.length * 30 + 40) : 260} option={option}
      table={{ head: ['', ...picture.series.map(({ name }) => name)], rows: picture.labels.map((label, index) => [label, ...picture.series.map(({ values }) => format.money(values[index] ?? 0, currency))]) }}
    />
  );
}
