import { screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { json, serve, show } from '@/testing/render';
import { LineExplanation } from './LineExplanation';

const steps = [
  { what: 'Price of the plan', how: 'Fiber, version 1: per month', result: '37.00 EUR' },
  { what: 'Discount: Welcome', how: '10 % of 37.00 EUR', result: '-3.70 EUR' },
  { what: 'Discount: Welcome', how: '3.33 EUR off each full period', result: '-3.33 EUR' },
  { what: 'Price after discounts', how: 'of the full period', result: '29.97 EUR' },
];
afterEach(() => vi.unstubAllGlobals());

test('every step is shown in the order it was taken, two discounts of one name too', async () => {
  serve({
    'GET /v1/invoices/4/lines/2/explanation': () => json(200, {
      steps, plan_name: 'Fiber', plan_version: 1, plan_valid_from: '2025-09-19', rule: 'The rule.', rounding: 'half up', tax_rule: 'No tax.', corrects_invoice_id: null, corrects_number: null,
      begins: { cause: 'service_start', on: '2026-11-12', words: 'The service began.', event: null }, ends: { cause: 'billing_day', on: '2026-11-27', words: 'The period ends.', event: null },
    }),
  });
  show(<LineExplanation invoice={4} line={2} />);
  await screen.findByText('Price of the plan');
  const said = screen.getAllByRole('row').slice(1).map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent));
  expect(said).toEqual(steps.map(({ what, how, result }) => [what, how, result]));
});
