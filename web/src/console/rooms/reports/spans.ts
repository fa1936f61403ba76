// The periods people ask for, from the business's present day. Dates are text, both ends included.
import { add_days } from '@/ui/format/date';

export interface Span {
  from: string;
  to: string;
}
export type SpanName = 'this_month' | 'last_month' | 'this_quarter' | 'this_year' | 'last_year' | 'twelve_months';
export const span_names: SpanName[] = ['this_month', 'last_month', 'this_quarter', 'twelve_months', 'this_year', 'last_year'];

/** The first day of the month `months` away from the day's. */
export function month_start(day: string, months = 0): string {
  const at = new Date(`${day.slice(0, 7)}-01T00:00:00Z`);
  at.setUTCMonth(at.getUTCMonth() + months);
  return at.toISOString().slice(0, 10);
}

export function span_of(name: SpanName, today: string): Span {
  const year = Number(today.slice(0, 4));
  switch (name) {
    case 'this_month': return { from: month_start(today), to: today };
    case 'last_month': return { from: month_start(today, -1), to: add_days(month_start(today), -1) };
    case 'this_quarter': return { from: month_start(today, -((Number(today.slice(5, 7)) - 1) % 3)), to: today };
    case 'this_year': return { from: `${year}-01-01`, to: today };
    case 'last_year': return { from: `${year - 1}-01-01`, to: `${year - 1}-12-31` };
    case 'twelve_months': return { from: month_start(today, -11), to: today };
  }
}

export function name_of_span({ from, to }: Span, today: string): SpanName | undefined {
  return span_names.find((name) => {
    const span = span_of(name, today);
    return span.from === from && span.to === to;
  });
}

/** Charts of months want a year; what is closed is looked at by the month. */
export function usual_span(report: string): SpanName {
  return ['deferred_revenue', 'collections'].includes(report) ? 'twelve_months' : 'this_month';
}
