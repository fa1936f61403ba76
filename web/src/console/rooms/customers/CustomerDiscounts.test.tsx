import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { Customer, CustomerDiscount, Me, Quote, QuoteQuestion, Service } from '@/api/types';
import { json, now, serve, show } from '@/testing/render';
import { SessionProvider } from '../../app/session';
import { CustomerDiscounts } from './CustomerDiscounts';

afterEach(() => vi.unstubAllGlobals());
const customer = { id: 7, name: 'Ada Fjord', currency: 'EUR' } as unknown as Customer;
const service = { id: 3, customer_id: 7, currency: 'EUR', username: 'ada' } as unknown as Service;
const given = (over: Partial<CustomerDiscount>): CustomerDiscount => ({ id: 6, coupon_id: null, name: 'Welcome', percent_ppm: 0, amount_minor: 500, invoices: 3, used: 1, taken_off_minor: 500, from: '2026-02-01', until: null, is_over: false, actor: 'Ann', ...over });
const nothing: Quote = { currency: 'EUR', until: '2026-05-14', net_minor: 0, tax_minor: 0, gross_minor: 0, stops: [], balance_minor: 0, documents: [] };
const me = (permissions: string[]) => ({ user_id: 1, email: '', name: 'Ann', role: 'admin', permissions, provider: { currency: 'EUR', time_zone: 'Europe/Berlin', locale: 'en-IE', country: 'IE' }, clock: { now, simulated: true, today: '2026-03-14' } }) as unknown as Me;
const room = (items: CustomerDiscount[], { services = [service], permissions = ['customers.write'] } = {}) => {
  const asked = serve({
    'GET /v1/clock': () => json(200, { now, simulated: true, today: '2026-03-14' }), 'GET /v1/customers/7/discounts': () => json(200, { currency: 'EUR', items }),
    'POST /v1/quotes': () => json(200, nothing), 'POST /v1/customers/7/discounts': () => json(201, { currency: 'EUR', items }), 'POST /v1/customers/7/discounts/6/end': () => json(200, { currency: 'EUR', items }),
  });
  show(<SessionProvider me={me(permissions)}><CustomerDiscounts customer={customer} services={services} /></SessionProvider>);
  return asked;
};
const events_of = (asked: ReturnType<typeof serve>) => asked.filter(({ path }) => path === '/v1/quotes').map(({ body }) => (body as QuoteQuestion).events).findLast((events) => events.length > 0);

test('each says how much, on how many invoices, and what it took off; those that are over are behind a button', async () => {
  room([given({}), given({ id: 8, name: 'Old', is_over: true, percent_ppm: 100_000, amount_minor: 0 })]);
  expect((await screen.findByText('−€5.00')).closest('li')!.textContent).toContain('Welcome off 3 invoices, 1 used · €5.00 so far');
  expect(screen.queryByText('−10%')).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: '1 past discount' }));
  expect(screen.getByText('−10%')).toBeTruthy();
});

test('an amount off two invoices is asked for before it is given', async () => {
  const asked = room([]);
  await userEvent.click(await screen.findByRole('button', { name: 'Give discount' }));
  await userEvent.click(await screen.findByText('Amount'));
  await userEvent.type(screen.getByLabelText(/^Name/), 'Sorry');
  await userEvent.type(screen.getByLabelText(/^Off each invoice/), '7.5');
  await userEvent.type(screen.getByLabelText(/^Invoices/), '2');
  await waitFor(() => expect(events_of(asked)).toMatchObject([{ kind: 'invoice_discount', name: 'Sorry', amount_minor: 750, periods: 2 }]));
  const give = screen.getAllByRole('button', { name: 'Give discount' }).at(-1)!;
  await waitFor(() => expect(give.hasAttribute('disabled')).toBe(false));
  await userEvent.click(give);
  await waitFor(() => expect(asked.find(({ method, path }) => method === 'POST' && path === '/v1/customers/7/discounts')?.body).toMatchObject({ name: 'Sorry', amount_minor: 750, percent_ppm: null, invoices: 2 }));
});

test('one is ended after its bills are asked', async () => {
  const asked = room([given({})]);
  await userEvent.click(await screen.findByRole('button', { name: 'End: Welcome' }));
  expect(await screen.findByText('End Welcome?')).toBeTruthy();
  await waitFor(() => expect(events_of(asked)).toMatchObject([{ kind: 'end_invoice_discount', customer_discount_id: 6 }]));
  const end = screen.getByRole('button', { name: 'End' });
  await waitFor(() => expect(end.hasAttribute('disabled')).toBe(false));
  await userEvent.click(end);
  await waitFor(() => expect(asked.some(({ path }) => path === '/v1/customers/7/discounts/6/end')).toBe(true));
});

test('without a service there is no bill to show, and who may only read gives nothing', async () => {
  const asked = room([], { services: [] });
  await userEvent.click(await screen.findByRole('button', { name: 'Give discount' }));
  expect(await screen.findByText(/no bill to show yet/)).toBeTruthy();
  expect(asked.some(({ path }) => path === '/v1/quotes')).toBe(false);
});

test('who may only read sees no button', async () => {
  room([given({})], { permissions: [] });
  expect(await screen.findByText('−€5.00')).toBeTruthy();
  expect(screen.queryByRole('button', { name: /Give|End/ })).toBeNull();
});
