import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { Customer, Quote, QuoteQuestion, Service } from '@/api/types';
import { json, serve, show } from '@/testing/render';
import { BillingDayDialog } from './BillingDayDialog';

afterEach(() => vi.unstubAllGlobals());
const customer = { id: 7, name: 'Ada Fjord', billing_day: 1, next_billing_on: '2026-02-01' } as Customer;
const services = [{ id: 3, customer_id: 7, username: 'ada' } as unknown as Service];
const nothing: Quote = { currency: 'EUR', until: '2026-05-14', net_minor: 0, tax_minor: 0, gross_minor: 0, stops: [], balance_minor: 0, documents: [] };

test('what it does to the bills is asked before it is confirmed, and sent as shown', async () => {
  const asked = serve({
    'POST /v1/quotes': () => json(200, nothing),
    'POST /v1/customers/7/billing-day': () => json(200, { customer_id: 7, billing_day: 15, on: '2026-02-01', before: 1 }),
  });
  const close = vi.fn();
  show(<BillingDayDialog customer={customer} services={services} opened close={close} />);
  await userEvent.type(await screen.findByRole('textbox', { name: /New billing day/ }), '15');
  await waitFor(() => expect(asked.filter(({ path }) => path === '/v1/quotes').map(({ body }) => (body as QuoteQuestion).events).find((events) => events.length > 0)).toMatchObject([{ kind: 'billing_day', billing_day: 15, on: '2026-02-01' }]));
  await waitFor(() => expect((screen.getByRole('button', { name: 'Change billing day' }) as HTMLButtonElement).disabled).toBe(false));
  await userEvent.click(screen.getByRole('button', { name: 'Change billing day' }));
  await waitFor(() => expect(asked.find(({ path }) => path === '/v1/customers/7/billing-day')?.body).toMatchObject({ billing_day: 15, on: '2026-02-01' }));
  await waitFor(() => expect(close).toHaveBeenCalled());
});

test('a day that no month has is not sent', async () => {
  const asked = serve({ 'POST /v1/quotes': () => json(200, nothing) });
  show(<BillingDayDialog customer={customer} services={services} opened close={() => undefined} />);
  await userEvent.click(await screen.findByRole('button', { name: 'Change billing day' }));
  expect(await screen.findByText('A day from 1 to 31.')).toBeTruthy();
  expect(asked.some(({ path }) => path.includes('billing-day'))).toBe(false);
});
