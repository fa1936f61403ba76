import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { Plan, PriceChangePreview } from '@/api/types';
import { json, serve, show } from '@/testing/render';
import { PriceChangeDialog } from './PriceChangeDialog';

const plan = { id: 4, kind: 'internet', version: 1, name: 'Fiber', code: 'fiber', description: '', price_minor: 2900, currency: 'EUR', interval_months: 1, tax_id: null, down_kbit: null, up_kbit: null, active: true, services_active: 3, attributes: [] } as unknown as Plan;
const preview: PriceChangePreview = {
  from_versions: [1], left_out_versions: [], services: 3, customers: 2, monthly_difference_minor: 600, first_date: '2026-05-15', last_date: '2026-05-31', currency: 'EUR', notice_days: 30, next_cursor: 'more',
  items: [{ service_id: 7, customer_id: 9, customer_name: 'Ann Archer', username: 'ann1', old_price_minor: 2900, new_price_minor: 3100, on: '2026-05-15', outlook: 'coming' }],
};
const ask_for = async (price: string, on: string) => {
  await userEvent.type(await screen.findByLabelText(/New price per month/), price);
  await userEvent.type(screen.getByLabelText(/^From/), on);
};
afterEach(() => vi.unstubAllGlobals());

test('who is affected stands there before anybody is told; the button says how many', async () => {
  const asked = serve({ 'POST /v1/plans/4/price-changes/preview': () => json(200, preview), 'POST /v1/plans/4/price-changes': () => json(201, {}) });
  show(<PriceChangeDialog plan={plan} opened close={() => undefined} />);
  await ask_for('31', '2026-05-01');
  expect(await screen.findByText('3 services of 2 customers')).toBeTruthy();
  expect(screen.getByText('Ann Archer')).toBeTruthy();
  expect(screen.queryByRole('link')).toBeNull(); // a click must not lose what was entered
  expect(screen.getByText('+€6.00')).toBeTruthy();
  expect(screen.getByText(/^and 2 more/)).toBeTruthy();
  expect(screen.getByText(/15 May 2026 to 31 May 2026/)).toBeTruthy();
  expect(asked.some(({ path }) => path === '/v1/plans/4/price-changes')).toBe(false);
  await userEvent.type(screen.getByLabelText(/Your words/), 'Energy');
  const announce = await screen.findByRole('button', { name: 'Tell 2 customers' });
  await waitFor(() => expect((announce as HTMLButtonElement).disabled).toBe(false));
  await userEvent.click(announce);
  await waitFor(() => expect(asked.find(({ path }) => path === '/v1/plans/4/price-changes')?.body).toEqual({ price_minor: 3100, on: '2026-05-01', text: 'Energy' }));
});

test('a day too early is refused at its field, and nobody can be told', async () => {
  const detail = 'Customers have 30 days of notice: 2026-04-13 is the earliest day.';
  serve({ 'POST /v1/plans/4/price-changes/preview': () => json(422, { status: 422, code: 'notice_too_short', title: '', detail, errors: [{ path: 'on', code: 'notice_too_short', detail }] }) });
  show(<PriceChangeDialog plan={plan} opened close={() => undefined} />);
  await ask_for('31', '2026-03-20');
  expect((await screen.findAllByText(detail)).length).toBeGreaterThan(0);
  expect((screen.getByRole('button', { name: /^Tell/ }) as HTMLButtonElement).disabled).toBe(true);
});

test('without anybody on an older version nobody can be told', async () => {
  serve({ 'POST /v1/plans/4/price-changes/preview': () => json(200, { ...preview, services: 0, customers: 0, items: [], first_date: null, last_date: null }) });
  show(<PriceChangeDialog plan={plan} opened close={() => undefined} />);
  await ask_for('31', '2026-05-01');
  expect(await screen.findByText('No service is on an older version.')).toBeTruthy();
  expect((screen.getByRole('button', { name: /^Tell/ }) as HTMLButtonElement).disabled).toBe(true);
});

test('the earliest day is said before one is chosen', async () => {
  serve({ 'GET /v1/price-settings': () => json(200, { notice_days: 30 }) });
  show(<PriceChangeDialog plan={plan} opened close={() => undefined} />);
  expect(await screen.findByText('At the earliest 13 Apr 2026: 30 days of notice')).toBeTruthy();
  expect(screen.getByLabelText(/^From/).getAttribute('min')).toBe('2026-04-13');
});
