import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ageing, MonthFigures } from '@/api/types';
import { Chart, type ChartColours } from '@/ui/Chart';
import { useFormat } from '@/ui/locale';

function axes(colours: ChartColours) {
  return {
    grid: { left: 4, right: 8, top: 32, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    text: { axisLabel: { color: colours.text, fontSize: 11 }, axisLine: { lineStyle: { color: colours.line } }, axisTick: { show: false } },
    tooltip: { trigger: 'axis', backgroundColor: colours.surface, borderColor: colours.line, textStyle: { color: colours.text, fontSize: 12 }, axisPointer: { type: 'shadow' } },
    legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 8, textStyle: { color: colours.text, fontSize: 12 }, icon: 'roundRect' },
    split: { splitLine: { lineStyle: { color: colours.line } } },
  };
}

export function MonthsChart({ months, currency }: { months: MonthFigures[]; currency: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const option = useCallback(
    (colours: ChartColours) => {
      const { grid, text, tooltip, legend, split } = axes(colours);
      const bars = { type: 'bar', barMaxWidth: 14, barGap: '15%', itemStyle: { borderRadius: [2, 2, 0, 0] } };
      return {
        color: colours.series, grid, legend,
        tooltip: { ...tooltip, valueFormatter: (value: unknown) => format.money(Number(value), currency) },
        xAxis: { type: 'category', data: months.map(({ month }) => format.month(month, true)), ...text },
        yAxis: { type: 'value', ...text, ...split, axisLabel: { ...text.axisLabel, formatter: (value: number) => format.money_compact(value, currency) } },
        series: [
          { ...bars, name: t('home.billed_short'), data: months.map(({ billed_minor }) => billed_minor) },
          { ...bars, name: t('home.collected_short'), data: months.map(({ collected_minor }) => collected_minor) },
        ],
      };
    },
    [months, currency, format, t],
  );
  return (
    <Chart
      label={t('home.months')} height={260} option={option}
      table={{ head: [t('home.month'), t('home.billed_short'), t('home.collected_short')], rows: months.map((row) => [format.month(row.month), format.money(row.billed_minor, currency), format.money(row.collected_minor, currency)]) }}
    />
  );
}

export function AgeingChart({ ageing, currency }: { ageing: Ageing[]; currency: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = (bucket: string) => (bucket === 'current' ? t('home.current') : t('home.days', { range: bucket }));
  const most = Math.max(1, ...ageing.map(({ amount_minor }) => amount_minor));
  if (ageing.every(({ invoices }) => invoices === 0)) return <p className="quiet">{t('home.nothing_open')}</p>;
  // Five bars need no chart library; as a table they are read by everyone.
  return (
    <table className="grid-table ageing">
      <caption className="visually-hidden">{t('home.ageing_hint')}</caption>
      <thead><tr><th scope="col"><span className="visually-hidden">{t('home.ageing_hint')}</span></th><th scope="col" className="num">{t('home.invoices')}</th><th scope="col" className="num">{t('home.amount')}</th></tr></thead>
      <tbody>
        {ageing.map(({ bucket, invoices, amount_minor }, index) => (
          <tr key={bucket}>
            <th scope="row">
              {name(bucket)}
              <span className="ageing-bar" aria-hidden><span data-age={index} style={{ inlineSize: `${Math.max(0.5, (amount_minor / most) * 100)}%` }} /></span>
            </th>
            <td className="num">{format.count(invoices)}</td>
            <td className="num">{format.money(amount_minor, currency)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function MovementChart({ months }: { months: MonthFigures[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const option = useCallback(
    (colours: ChartColours) => {
      const { grid, text, tooltip, legend, split } = axes(colours);
      return {
        color: [colours.series[0], colours.bad, colours.series[2]], grid, legend, tooltip,
        xAxis: { type: 'category', data: months.map(({ month }) => format.month(month, true)), ...text },
        yAxis: [{ type: 'value', ...text, ...split, axisLabel: { ...text.axisLabel, formatter: (value: number) => format.count(value) } }, { type: 'value', ...text, splitLine: { show: false }, axisLabel: { show: false } }],
        series: [
          { type: 'bar', stack: 'move', barMaxWidth: 10, name: t('home.joined'), yAxisIndex: 1, data: months.map(({ joined }) => joined) },
          { type: 'bar', stack: 'move', barMaxWidth: 10, name: t('home.left'), yAxisIndex: 1, data: months.map(({ left }) => -left) },
          { type: 'line', name: t('home.subscribers_short'), symbol: 'none', lineStyle: { width: 2 }, data: months.map(({ subscribers }) => subscribers) },
        ],
      };
    },
    [months, format, t],
  );
  return (
    <Chart
      label={t('home.movement')} height={200} option={option}
      table={{ head: [t('home.month'), t('home.joined'), t('home.left'), t('home.subscribers_short')], rows: months.map((row) => [format.month(row.month), row.joined, row.left, format.count(row.subscribers)]) }}
    />
  );
}
