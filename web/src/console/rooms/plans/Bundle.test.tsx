import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { Me, Plan } from '@/api/types';
import { json, now, serve, show } from '@/testing/render';
import { SessionProvider } from '../../app/session';
import { can_be_part, newer_parts, price_alone } from './bundle';
import { PlanDialog } from './PlanDialog';
import { Plans } from './Plans';

const plan = (id: number, name: string, price_minor: number, over: Partial<Plan> = {}) => ({ id, version_id: id * 10, version: 1, kind: 'internet', name, code: name.toLowerCase(), description: '', price_minor, currency: 'EUR', interval_months: 1, interval_days: 0, tax_id: null, tax_category: '', price_includes_tax: false, is_once: false, is_prepaid: false, in_arrears: false, active: true, services_active: 0, attributes: [], bundle: [], down_kbit: null, up_kbit: null, ...over }) as unknown as Plan;
const part = ({ id, version_id, name, price_minor, interval_months }: Plan) => ({ plan_id: id, plan_version_id: version_id, name, kind: 'internet' as const, price_minor, interval_months, interval_days: 0, tax_id: null, tax_category: '' });
const fiber = plan(1, 'Fiber', 2990, { down_kbit: 250_000, up_kbit: 50_000 }), tv = plan(2, 'TV', 1990), phone = plan(3, 'Telephone', 4500, { interval_months: 3 });
const router = plan(4, 'Router', 9900, { is_once: true });
const triple = plan(5, 'Triple', 4990, { bundle: [part(fiber), part(tv), part(phone)] });
const serving = (items: Plan[]) => serve({ 'GET /v1/taxes': () => json(200, { items: [] }), 'GET /v1/plan-kinds': () => json(200, { items: [{ kind: 'internet', has_speeds: true, attributes: [] }] }), 'GET /v1/plans': () => json(200, { items }), 'POST /v1/plans': () => json(201, triple), 'PATCH /v1/plans/5': () => json(200, triple) });
const sent = (asked: ReturnType<typeof serving>, how: string) => asked.find(({ method }) => method === how)?.body;
const choose = async (name: string) => {
  await userEvent.click(await screen.findByRole('combobox', { name: /Sold as a bundle of/ }));
  await userEvent.click(await screen.findByRole('option', { name }));
};
afterEach(() => vi.unstubAllGlobals());

test.each([
  [[fiber, tv, phone], { interval_months: 1 }, 6480],
  [[fiber, phone], { interval_months: 3 }, 13_470],
  [[plan(6, 'Yearly', 10_000, { interval_months: 12 }), plan(7, 'Other', 10_000, { interval_months: 12 })], { interval_months: 1 }, 1667], // 8.333… twice, rounded once
  [[plan(8, 'Week', 700, { interval_months: 0, interval_days: 7 })], { interval_days: 28 }, 2800],
  [[plan(8, 'Week', 700, { interval_months: 0, interval_days: 7 })], { interval_months: 1 }, null],
])('what parts cost alone %#', (parts, period, minor) => expect(price_alone(parts, period)).toBe(minor));

test('parts are plans that are sold alone, again and again', () => {
  expect([fiber, tv, router, triple, plan(9, 'Prepaid', 1, { is_prepaid: true }), plan(9, 'Old', 1, { active: false })].filter((one) => can_be_part(one)).map(({ name }) => name)).toEqual(['Fiber', 'TV']);
  expect(can_be_part(fiber, fiber.id)).toBe(false);
  expect(newer_parts(triple.bundle, [fiber, { ...tv, version_id: 21, price_minor: 2490 }, phone]).map(({ name, now }) => [name, now.price_minor])).toEqual([['TV', 2490]]);
});

test('a bundle is chosen, says what it saves, and is sent without a tax', async () => {
  const asked = serving([fiber, tv, phone, router, triple]);
  show(<PlanDialog open="new" close={() => undefined} />);
  await choose('Fiber');
  await userEvent.type(screen.getByRole('textbox', { name: 'Name' }), 'Triple');
  await userEvent.type(screen.getByRole('textbox', { name: 'Code' }), 'triple');
  await userEvent.type(screen.getByLabelText(/Price per month, before tax/), '49.90');
  await userEvent.click(screen.getByRole('button', { name: 'Create plan' }));
  expect(await screen.findByText('A bundle has 2 to 10 parts.')).toBeTruthy();
  await choose('TV');
  expect(screen.queryByRole('option', { name: 'Router' })).toBeNull();
  expect(screen.queryByRole('option', { name: 'Triple' })).toBeNull();
  await choose('Telephone');
  expect(await screen.findByText(/Alone €64\.80 per month\. The bundle saves €14\.90 \(23%\)/)).toBeTruthy();
  expect((screen.getByRole('textbox', { name: 'Tax' }) as HTMLInputElement).value).toBe('Each part bears its own');
  await userEvent.click(screen.getByRole('button', { name: 'Create plan' }));
  await waitFor(() => expect(sent(asked, 'POST')).toMatchObject({ price_minor: 4990, bundle: [1, 2, 3], tax_id: null, tax_category: '', down_kbit: 250_000, up_kbit: 50_000 }));
});

test('parts stay as they were taken over until today’s prices are wanted', async () => {
  const asked = serving([fiber, { ...tv, version_id: 21, price_minor: 2490 }, phone]);
  show(<PlanDialog open={triple} close={() => undefined} />);
  expect(await screen.findByText('TV €24.90 instead of €19.90')).toBeTruthy();
  expect(screen.getByText(/Alone €64\.80 per month/)).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Save changes' }));
  await waitFor(() => expect(sent(asked, 'PATCH')).toMatchObject({ price_minor: 4990 }));
  expect(sent(asked, 'PATCH')).not.toHaveProperty('bundle');
  await userEvent.click(screen.getByRole('switch', { name: /Take over what the parts cost today/ }));
  expect(screen.getByText(/Alone €69\.80 per month/)).toBeTruthy();
  asked.length = 0;
  await userEvent.click(screen.getByRole('button', { name: /Make version 2/ }));
  await waitFor(() => expect(sent(asked, 'PATCH')).toMatchObject({ bundle: [1, 2, 3] }));
});

test('the list of plans marks bundles and is searched by their parts', async () => {
  serve({ 'GET /v1/clock': () => json(200, { now, simulated: true, today: '2026-03-14' }), 'GET /v1/plans': () => json(200, { items: [fiber, triple] }), 'GET /v1/plan-kinds': () => json(200, { items: [] }) });
  const me = { user_id: 1, email: '', name: 'Ann', role: 'admin', permissions: ['catalog.read'], provider: { currency: 'EUR', time_zone: 'Europe/Berlin', locale: 'en-IE', country: 'IE' }, clock: { now, simulated: true, today: '2026-03-14' } } as unknown as Me;
  show(<SessionProvider me={me}><Plans /></SessionProvider>, '/plans');
  const row = (await screen.findByText('of Fiber, TV, Telephone')).closest('tr, li')!;
  for (const text of ['Bundle', 'Triple', 'Each part bears its own', '€49.90']) expect(row.textContent).toContain(text);
  expect(screen.getByText('Fiber').closest('tr, li')!.textContent).not.toContain('Bundle');
  await userEvent.type(screen.getByPlaceholderText('Name, code…'), 'telephone');
  await waitFor(() => expect(screen.queryByText('Fiber')).toBeNull());
  expect(screen.getByText('Triple')).toBeTruthy();
});
