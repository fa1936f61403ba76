import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { Coupon, Me } from '@/api/types';
import { SessionProvider } from '../../app/session';
import { json, now, serve, show } from '@/testing/render';
import { coupon_state } from './Coupons';
import { Plans } from './Plans';

const coupon = (over: Partial<Coupon>): Coupon => ({
  id: 1, code: 'welcome', name: 'Welcome', percent_ppm: 100_000, amount_minor: 0, currency: null, periods: 2, plan_id: null, on_add_ons: false, valid_from: null, valid_until: null, max_redemptions: 10, redeemed: 3, active: true, created_at: '2026-03-01T08:00:00Z', on_invoice: false, ...over,
});
const me = (permissions: string[]) => ({ user_id: 1, email: '', name: 'Ann', role: 'admin', permissions, provider: { currency: 'EUR', time_zone: 'Europe/Berlin', locale: 'en-IE', country: 'IE' }, clock: { now, simulated: true, today: '2026-03-14' } }) as unknown as Me;
const problem = (code: string, path: string, detail: string) => json(409, { status: 409, code, title: '', detail, errors: [{ path, code, detail }] });
const room = (answers: Parameters<typeof serve>[0], permissions = ['catalog.read', 'catalog.write']) => {
  const asked = serve({ 'GET /v1/clock': () => json(200, { now, simulated: true, today: '2026-03-14' }), 'GET /v1/plans': () => json(200, { items: [] }), 'GET /v1/coupons': () => json(200, { items: [coupon({}), coupon({ id: 2, code: 'old', active: false, percent_ppm: 0, amount_minor: 500, currency: 'EUR', periods: null, max_redemptions: null })] }), ...answers });
  show(<SessionProvider me={me(permissions)}><Plans /></SessionProvider>, '/plans/coupons');
  return asked;
};
afterEach(() => vi.unstubAllGlobals());

test.each([
  ['active', {}], ['active', { valid_from: '2026-03-14', valid_until: '2026-03-14' }], ['withdrawn', { active: false }], ['used_up', { redeemed: 10 }], ['over', { valid_until: '2026-03-13' }], ['to_come', { valid_from: '2026-03-15' }], ['over', { valid_until: '2026-03-13', redeemed: 10 }],
] as const)('%s: %j', (state, over) => expect(coupon_state(coupon(over), '2026-03-14')).toBe(state));

test('each coupon says how much, how long and how often', async () => {
  room({});
  const row = (await screen.findByText('welcome')).closest('tr, li')!;
  for (const text of ['Welcome', '10%', '2 billing periods', 'Any plan', 'used 3 of 10 times']) expect(row.textContent).toContain(text);
  expect(screen.getByText('old').closest('tr, li')!.textContent).toContain('€5.00');
});

test('one is withdrawn after asking, and one given again', async () => {
  const asked = room({ 'PATCH /v1/coupons/1': () => json(200, coupon({ active: false })), 'PATCH /v1/coupons/2': () => json(200, coupon({ id: 2, code: 'old' })) });
  await userEvent.click(await screen.findByRole('button', { name: 'Withdraw: welcome' }));
  expect(await screen.findByText(/Who has it keeps the discount/)).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Withdraw' }));
  await waitFor(() => expect(asked.find(({ path }) => path === '/v1/coupons/1')?.body).toEqual({ active: false }));
  await userEvent.click(screen.getByRole('button', { name: 'Give again: old' }));
  await waitFor(() => expect(asked.find(({ path }) => path === '/v1/coupons/2')?.body).toEqual({ active: true }));
});

test('a new one is a percentage or an amount; what is empty is not limited', async () => {
  const asked = room({ 'POST /v1/coupons': () => json(201, coupon({ code: 'spring' })) });
  await userEvent.click((await screen.findAllByRole('button', { name: 'New coupon' }))[0]!);
  await userEvent.type(await screen.findByLabelText(/^Code/), 'spring');
  await userEvent.type(screen.getByLabelText(/^Name/), 'Spring');
  await userEvent.click(screen.getByText('Amount'));
  await userEvent.type(await screen.findByLabelText(/Amount, before tax/), '5');
  await userEvent.click(screen.getByRole('button', { name: 'Create coupon' }));
  await waitFor(() => expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({ code: 'spring', name: 'Spring', percent_ppm: null, amount_minor: 500, periods: null, plan_id: null, on_add_ons: false, valid_from: null, valid_until: null, max_redemptions: null }));
});

test('one on the invoice counts invoices and is for no plan', async () => {
  const asked = room({ 'POST /v1/coupons': () => json(201, coupon({ code: 'spring' })), 'GET /v1/coupons': () => json(200, { items: [coupon({ code: 'whole', on_invoice: true, periods: 3 })] }) });
  const row = (await screen.findByText('whole')).closest('tr, li')!;
  for (const text of ['3 invoices', 'The invoice']) expect(row.textContent).toContain(text);
  await userEvent.click((await screen.findAllByRole('button', { name: 'New coupon' }))[0]!);
  await userEvent.type(await screen.findByLabelText(/^Code/), 'spring');
  await userEvent.type(screen.getByLabelText(/^Name/), 'Spring');
  await userEvent.click(screen.getByText('A customer, on the invoice'));
  expect(screen.queryByLabelText(/^Only for/)).toBeNull();
  await userEvent.type(screen.getByRole('textbox', { name: /^Percent/ }), '10');
  await userEvent.type(screen.getByRole('textbox', { name: /^Invoices/ }), '2');
  await userEvent.click(screen.getByRole('button', { name: 'Create coupon' }));
  await waitFor(() => expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({ code: 'spring', name: 'Spring', percent_ppm: 100_000, amount_minor: null, periods: 2, on_invoice: true, valid_from: null, valid_until: null, max_redemptions: null }));
});

test('nothing is sent without a percentage; a taken code stands on its field', async () => {
  const asked = room({ 'POST /v1/coupons': () => problem('code_taken', 'code', 'There is a coupon "welcome" already.') });
  await userEvent.click((await screen.findAllByRole('button', { name: 'New coupon' }))[0]!);
  await userEvent.type(await screen.findByLabelText(/^Code/), 'welcome');
  await userEvent.type(screen.getByLabelText(/^Name/), 'Welcome');
  await userEvent.click(screen.getByRole('button', { name: 'Create coupon' }));
  expect(await screen.findByText('More than 0 and at most 100 percent.')).toBeTruthy();
  expect(asked.some(({ method }) => method === 'POST')).toBe(false);
  await userEvent.type(screen.getByRole('textbox', { name: /^Percent/ }), '10');
  await userEvent.click(screen.getByRole('button', { name: 'Create coupon' }));
  await waitFor(() => expect(screen.getByLabelText(/^Code/).getAttribute('aria-invalid')).toBe('true'));
});

test('who may only read sees no button', async () => {
  room({}, ['catalog.read']);
  expect(await screen.findByText('welcome')).toBeTruthy();
  expect(screen.queryByRole('button', { name: /Withdraw|New coupon|Give again/ })).toBeNull();
});
