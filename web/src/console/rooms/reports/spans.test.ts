import { expect, test } from 'vitest';
import { month_start, name_of_span, span_names, span_of } from './spans';

test.each([
  ['this_month', '2026-03-31', '2026-03-01', '2026-03-31'], ['last_month', '2026-03-31', '2026-02-01', '2026-02-28'], ['last_month', '2026-01-05', '2025-12-01', '2025-12-31'], ['this_quarter', '2026-06-30', '2026-04-01', '2026-06-30'],
  ['this_quarter', '2026-01-01', '2026-01-01', '2026-01-01'], ['this_year', '2026-02-03', '2026-01-01', '2026-02-03'], ['last_year', '2026-02-03', '2025-01-01', '2025-12-31'], ['twelve_months', '2026-02-03', '2025-03-01', '2026-02-03'],
] as const)('%s on %s is %s to %s', (name, today, from, to) => expect(span_of(name, today)).toEqual({ from, to }));

test('a period is known by its dates again', () => {
  for (const name of span_names) expect(name_of_span(span_of(name, '2026-05-20'), '2026-05-20')).toBe(name);
  expect(name_of_span({ from: '2026-05-02', to: '2026-05-20' }, '2026-05-20')).toBeUndefined();
});

test('months are counted from the first, so the 31st does not skip February', () => expect(month_start('2026-01-31', 1)).toBe('2026-02-01'));
