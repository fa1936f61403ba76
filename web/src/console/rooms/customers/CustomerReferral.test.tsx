import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { Customer, CustomerReferrals, Me, Referral, ReferralSettings } from '@/api/types';
import { json, now, serve, show } from '@/testing/render';
import { SessionProvider } from '../../app/session';
import { Referrals } from '../settings/Referrals';
import { CustomerReferral } from './CustomerReferral';

afterEach(() => vi.unstubAllGlobals());
const customer = { id: 7, name: 'Ada Fjord', currency: 'EUR' } as unknown as Customer;
const settings: ReferralSettings = { is_on: true, referrer_minor: 1000, referred_minor: 500, minimum_paid_minor: 0, most_per_year: null, window_days: 30 };
const referral = (over: Partial<Referral>): Referral => ({ customer: { id: 9, number: 'C-000009', name: 'Bo Sund' }, named_on: '2026-03-01', actor: 'Ann', rewarded_on: null, invoice_id: null, reward_minor: 0, reason: '', ...over });
const me = (permissions: string[]) => ({ user_id: 1, email: '', name: 'Ann', role: 'admin', permissions, provider: { currency: 'EUR', time_zone: 'Europe/Berlin', locale: 'en-IE', country: 'IE' }, clock: { now, simulated: true, today: '2026-03-14' } }) as unknown as Me;
const room = (known: Partial<CustomerReferrals>, asked_settings = settings, permissions = ['customers.write']) => {
  const asked = serve({
    'GET /v1/clock': () => json(200, { now, simulated: true, today: '2026-03-14' }), 'GET /v1/referral-settings': () => json(200, asked_settings),
    'GET /v1/customers/7/referral': () => json(200, { currency: 'EUR', referred_by: null, can_be_named_until: '2099-01-01', referred: [], ...known }),
    'GET /v1/customers': () => json(200, { items: [{ id: 9, number: 'C-000009', name: 'Bo Sund', city: 'Kiel' }, { id: 7, number: 'C-000007', name: 'Ada Fjord', city: 'Kiel' }], next_cursor: null }),
    'POST /v1/customers/7/referral': () => json(200, { currency: 'EUR', referred_by: referral({}), can_be_named_until: '2099-01-01', referred: [] }),
  });
  show(<SessionProvider me={me(permissions)}><CustomerReferral customer={customer} /></SessionProvider>);
  return asked;
};

test('it says who brought the customer and what came of those they brought', async () => {
  room({ referred_by: referral({ rewarded_on: '2026-03-02', reward_minor: 500 }), referred: [referral({ customer: { id: 11, number: 'C-000011', name: 'Cy' } }), referral({ customer: { id: 12, number: 'C-000012', name: 'Di' }, rewarded_on: '2026-03-03', reason: 'has had 2 this year, the most' })] });
  expect((await screen.findByText('Bo Sund')).parentElement!.textContent).toContain('€5.00 on');
  expect(screen.getByText('Cy').parentElement!.textContent).toContain('not earned yet');
  expect(screen.getByText('Di').parentElement!.textContent).toContain('no reward: has had 2 this year, the most');
  expect(screen.queryByRole('button')).toBeNull();
});

test('somebody else is named, never the customer', async () => {
  const asked = room({});
  await userEvent.click(await screen.findByRole('button', { name: 'Say who referred the customer' }));
  await userEvent.click(await screen.findByRole('combobox', { name: 'Referred by' }));
  await userEvent.click(await screen.findByRole('option', { name: 'C-000009 Bo Sund, Kiel' }));
  expect(screen.queryByRole('option', { name: /Ada Fjord/ })).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Save changes' }));
  await waitFor(() => expect(asked.find(({ method, path }) => method === 'POST' && path === '/v1/customers/7/referral')?.body).toEqual({ referrer_id: 9 }));
});

test('after the days, and while nothing is given, there is nothing to do', async () => {
  room({ can_be_named_until: '2020-01-01' });
  expect(await screen.findByText('nobody is named')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Say who referred the customer' })).toBeNull();
});

test('what is given is set in the currency of the provider; what is empty is nothing', async () => {
  const asked = serve({ 'GET /v1/clock': () => json(200, { now, simulated: true, today: '2026-03-14' }), 'GET /v1/referral-settings': () => json(200, settings), 'PUT /v1/referral-settings': () => json(200, settings) });
  show(<SessionProvider me={me(['settings.write'])}><Referrals /></SessionProvider>);
  await userEvent.clear(await screen.findByLabelText(/^For who is referred/));
  await userEvent.type(screen.getByLabelText(/^Most rewards a year/), '4');
  await userEvent.click(screen.getByRole('button', { name: 'Save changes' }));
  await waitFor(() => expect(asked.find(({ method }) => method === 'PUT')?.body).toEqual({ is_on: true, referrer_minor: 1000, referred_minor: 0, minimum_paid_minor: 0, most_per_year: 4, window_days: 30 }));
});
