import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { Me, Plan, PriceChange } from '@/api/types';
import { json, now, serve, show } from '@/testing/render';
import { SessionProvider } from '../../app/session';
import { PriceChanges } from './PriceChanges';

vi.mock('@tanstack/react-router', async (real) => ({ ...(await real<object>()), useParams: () => ({ id: '4' }) }));
const me = { user_id: 1, email: '', name: 'Ann', role: 'admin', permissions: ['catalog.read', 'catalog.write', 'customers.read'], provider: { currency: 'EUR', time_zone: 'Europe/Berlin', locale: 'en-IE', country: 'IE' }, clock: { now, simulated: true, today: '2026-03-14' } } as unknown as Me;
const plan = { id: 4, kind: 'internet', version: 2, name: 'Fiber', code: 'fiber', description: '', price_minor: 2900, currency: 'EUR', interval_months: 1, tax_id: null, down_kbit: null, up_kbit: null, active: true, services_active: 3, attributes: [] } as unknown as Plan;
const change = (over: Partial<PriceChange>): PriceChange => ({
  id: 9, plan_id: 4, state: 'announced', on: '2026-05-01', price_minor: 3100, currency: 'EUR', interval_months: 1, from_versions: [1], services: 1, customers: 1, total: 1, done: 1, monthly_difference_minor: 200, first_date: '2026-05-01', last_date: '2026-05-01', notice_days: 30, text: '', error: null, created_by: 'Ann', created_at: now, cancelled_by: null, cancelled_at: null, can_be_cancelled: true, ...over,
}) as PriceChange;
const room = (items: PriceChange[], more: Parameters<typeof serve>[0] = {}) => {
  const asked = serve({ 'GET /v1/clock': () => json(200, { now, simulated: true, today: '2026-03-14' }), 'GET /v1/plans/4': () => json(200, plan), 'GET /v1/plans/4/price-changes': () => json(200, { items }), ...more });
  show(<SessionProvider me={me}><PriceChanges /></SessionProvider>);
  return asked;
};
afterEach(() => vi.unstubAllGlobals());

test('under way it says how far it is; stopped it says why', async () => {
  room([change({ state: 'announcing', services: 900, customers: 800, total: 800, done: 200 }), change({ id: 8, state: 'failed', error: 'The mail server does not answer.' })]);
  expect((await screen.findByRole('progressbar', { name: 'Told' })).getAttribute('aria-valuenow')).toBe('25');
  expect(screen.getByText('200 of 800 customers')).toBeTruthy();
  expect(screen.getByRole('alert').textContent).toContain('The mail server does not answer.');
});

test('one is taken back after saying who is told', async () => {
  const asked = room([change({})], { 'POST /v1/price-changes/9/cancel': () => json(200, change({ state: 'cancelling' })) });
  expect(await screen.findByText('1 service of 1 customer')).toBeTruthy();
  expect(screen.getByText('+€2.00')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Take back' }));
  const dialog = await screen.findByRole('dialog');
  expect(dialog.textContent).toContain('1 customer who was told is told');
  expect(asked.some(({ method }) => method === 'POST')).toBe(false);
  await userEvent.click(within(dialog).getByRole('button', { name: 'Take back' }));
  await waitFor(() => expect(asked.some(({ path }) => path === '/v1/price-changes/9/cancel')).toBe(true));
});

test('what can no longer be taken back offers nothing', async () => {
  room([change({ can_be_cancelled: false })]);
  expect(await screen.findByText('€31.00 per month')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Take back' })).toBeNull();
});
