// ECharts, loaded only when a chart is on screen, coloured from the theme's tokens. A chart is a picture of a table, and the
// table is there for those who cannot see the picture.
import { Skeleton, useComputedColorScheme } from '@mantine/core';
import { lazy, Suspense, type ReactNode } from 'react';
import type { EChartsCoreOption } from 'echarts/core';

const Canvas = lazy(() => import('./ChartCanvas'));

export interface ChartColours {
  text: string;
  line: string;
  surface: string;
  series: [string, string, string];
  bad: string;
}

interface Props {
  label: string;
  height: number;
  option: (colours: ChartColours) => EChartsCoreOption;
  table: { head: string[]; rows: ReactNode[][] };
}

export function Chart({ label, height, option, table }: Props) {
  const scheme = useComputedColorScheme('light');
  return (
    <figure style={{ margin: 0 }} aria-label={label}>
      <div aria-hidden style={{ blockSize: height }}>
        <Suspense fallback={<Skeleton height={height} />}>
          <Canvas key={scheme} option={option} />
        </Suspense>
      </div>
      <table className="visually-hidden">
        <caption>{label}</caption>
        <thead><tr>{table.head.map((cell) => <th key={cell} scope="col">{cell}</th>)}</tr></thead>
        <tbody>{table.rows.map((row, index) => <tr key={index}>{row.map((cell, at) => <td key={at}>{cell}</td>)}</tr>)}</tbody>
      </table>
    </figure>
  );
}
