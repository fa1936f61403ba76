import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { Customer, CustomerPayers, Quote, QuoteQuestion, Service } from '@/api/types';
import { json, serve, show } from '@/testing/render';
import { MoveDialog } from './MoveDialog';
import { PayerDialog } from './PayerDialog';

afterEach(() => vi.unstubAllGlobals());
const service = { id: 3, customer_id: 7, plan_id: 1, starts_on: '2026-01-01', username: 'ada', status: 'active', currency: 'EUR' } as unknown as Service;
const other = { ...service, id: 4, username: 'tv' } as Service;
const nothing: Quote = { currency: 'EUR', until: '2026-05-14', net_minor: 0, tax_minor: 0, gross_minor: 0, documents: [], stops: [], balance_minor: 0 };
const asked_event = (asked: ReturnType<typeof serve>) => asked.filter(({ path }) => path === '/v1/quotes').map(({ body }) => (body as QuoteQuestion).events).findLast((events) => events.length > 0)?.[0];
const enabled = (name: string) => waitFor(() => expect((screen.getByRole('button', { name }) as HTMLButtonElement).disabled).toBe(false));

test('a move asks for the bills before it is confirmed, and goes for one service or for all', async () => {
  const asked = serve({
    'GET /v1/plans': () => json(200, { items: [{ id: 9, name: 'Visit', active: true, is_once: true, price_minor: 4000, currency: 'EUR', kind: 'other' }] }),
    'GET /v1/customers/7/services': () => json(200, { items: [service, other] }),
    'POST /v1/quotes': () => json(200, nothing), 'POST /v1/customers/7/move': () => json(200, { services: [] }),
  });
  const close = vi.fn();
  show(<MoveDialog service={service} opened close={close} />);
  await userEvent.type(await screen.findByLabelText(/^Street/), '1 King');
  await userEvent.type(screen.getByLabelText('Postal code'), 'M5V 3L9');
  await userEvent.type(screen.getByLabelText(/^(Town|City)/), 'Toronto');
  await userEvent.click(await screen.findByLabelText('Move the customer’s other service too'));
  await waitFor(() => expect(asked_event(asked)).toMatchObject({ kind: 'move', on: '2026-03-14', place: { postal_code: 'M5V 3L9', country: null }, all_services: true }));
  await enabled('Move');
  await userEvent.click(screen.getByRole('button', { name: 'Move' }));
  await waitFor(() => expect(asked.find(({ path }) => path === '/v1/customers/7/move')?.body).toMatchObject({ on: '2026-03-14', street: '1 King', postal_code: 'M5V 3L9', city: 'Toronto', fee_plan_id: null }));
  await waitFor(() => expect(close).toHaveBeenCalled());
});

test('a customer who has a payer is given back, with the bills of both', async () => {
  const asked = serve({
    'GET /v1/customers': () => json(200, { items: [] }), 'POST /v1/quotes': () => json(200, nothing),
    'POST /v1/customers/7/payer': () => json(200, { billed_to: null, history: [], pays_for: [] }),
  });
  const close = vi.fn();
  const payers = { billed_to: { id: 8, number: 'C-8', name: 'Pat' }, history: [], pays_for: [] } as CustomerPayers;
  show(<PayerDialog customer={{ id: 7, name: 'Ada', currency: 'EUR', next_billing_on: '2026-04-01' } as Customer} payers={payers} services={[service]} opened close={close} />);
  await waitFor(() => expect(asked_event(asked)).toMatchObject({ kind: 'payer', on: '2026-04-01', payer_id: null }));
  await enabled('Change who is billed');
  await userEvent.click(screen.getByRole('button', { name: 'Change who is billed' }));
  await waitFor(() => expect(asked.find(({ path }) => path === '/v1/customers/7/payer')?.body).toEqual({ payer_id: null, on: '2026-04-01' }));
  await waitFor(() => expect(close).toHaveBeenCalled());
});
