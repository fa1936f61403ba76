import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use, type EChartsCoreOption, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import type { ChartColours } from './Chart';

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

function colours_of(element: HTMLElement): ChartColours {
  const style = getComputedStyle(element);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: value('--chart-text'), line: value('--chart-line'), surface: value('--surface'), bad: value('--chart-bad'),
    series: [value('--chart-1'), value('--chart-2'), value('--chart-3')],
  };
}

export default function ChartCanvas({ option }: { option: (colours: ChartColours) => EChartsCoreOption }) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  useEffect(() => {
    const made = init(box.current!);
    chart.current = made;
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(box.current!);
    return () => {
      watch.disconnect();
      made.dispose();
    };
  }, []);
  useEffect(() => {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    chart.current?.setOption({ animation: !still, animationDuration: 300, textStyle: { fontFamily: '"Inter Variable", sans-serif' }, ...option(colours_of(box.current!)) }, true);
  }, [option]);
  return <div ref={box} style={{ blockSize: '100%', inlineSize: '100%' }} />;
}
