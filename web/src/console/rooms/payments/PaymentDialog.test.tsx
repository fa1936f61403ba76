import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { Customer, Payment, Service } from '@/api/types';
import { json, serve, show } from '@/testing/render';
import { PaymentDialog } from './PaymentDialog';

const customer = { id: 7, name: 'Anna Petersen', currency: 'EUR', open_minor: 5926 } as Customer;
const services = [{ id: 3, username: 'anna.petersen' }] as Service[];
const paid = (over: Partial<Payment>): Payment => ({
  id: 1, customer_id: 7, customer_name: 'Anna Petersen', amount_minor: 5926, currency: 'EUR', method: 'bank', received_on: '2026-03-14', reference: '', note: '', recorded_at: '2026-03-14T09:12:00Z', recorded_by: 'Tim',
  allocations: [{ invoice_id: 9, invoice_number: '2026-000009', amount_minor: 5926 }], credited_minor: 0, restored_services: [3], ...over,
});
afterEach(() => vi.unstubAllGlobals());
const dialog = () => show(<PaymentDialog opened close={() => undefined} customer={customer} services={services} />);
const amount = () => screen.findByLabelText(/Amount received/);
const press = (name: RegExp) => userEvent.click(screen.getByRole('button', { name }));

test('starts with what is open and says what was restored', async () => {
  const asked = serve({ 'POST /v1/payments': () => json(201, paid({})) });
  dialog();
  expect((await amount() as HTMLInputElement).value).toBe('59.26');
  await press(/Record payment of €59\.26/);
  expect(await screen.findByText(/Back online: anna\.petersen/)).toBeTruthy();
  expect(asked[0]!.body).toEqual({ customer_id: 7, amount_minor: 5926, method: 'bank', received_on: '2026-03-14' });
  expect(asked[0]!.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f-]{36}$/);
  expect(asked[0]!.headers.get('X-Demarc-CSRF')).toBe('1');
});

test('a surplus is announced before it is recorded, and told after', async () => {
  serve({ 'POST /v1/payments': () => json(201, paid({ amount_minor: 7000, credited_minor: 1074, restored_services: [] })) });
  dialog();
  await userEvent.clear(await amount());
  await userEvent.type(await amount(), '70');
  expect(screen.getByText(/€10\.74 more than is open/)).toBeTruthy();
  await press(/Record payment of €70\.00/);
  expect(await screen.findByText(/€10\.74 stays as credit/)).toBeTruthy();
});

test('the same payment tried again after a broken network has the same key', async () => {
  let broken = true;
  const asked = serve({ 'POST /v1/payments': () => { if (broken) throw new TypeError('Failed to fetch'); return json(201, paid({})); } });
  dialog();
  await amount();
  await press(/Record payment of/);
  await screen.findByText(/Demarc does not answer/);
  broken = false;
  await press(/Record payment of/);
  await screen.findByText(/is recorded/);
  expect(asked.length).toBeGreaterThan(1);
  expect(new Set(asked.map(({ headers }) => headers.get('Idempotency-Key'))).size).toBe(1);
});

test('what the server refuses stands on its field, and the next try is a new request', async () => {
  const asked = serve({ 'POST /v1/payments': () => json(422, { type: '', title: '', status: 422, code: 'invalid', detail: 'The payment was not accepted.', errors: [{ path: 'amount_minor', code: 'range', detail: 'More than this customer can owe.' }] }) });
  dialog();
  await amount();
  await press(/Record payment of/);
  expect(await screen.findByText('More than this customer can owe.')).toBeTruthy();
  expect(await screen.findByRole('alert')).toHaveProperty('textContent', expect.stringContaining('The payment was not accepted.'));
  await press(/Record payment of/);
  await waitFor(() => expect(asked).toHaveLength(2));
  expect(asked[0]!.headers.get('Idempotency-Key')).not.toBe(asked[1]!.headers.get('Idempotency-Key'));
});

test.each([['12.345', /Too many digits/], ['abc', /not an amount/], ['0', /more than zero/], ['', /Enter an amount/]])('%j is not sent', async (text, complaint) => {
  const asked = serve({});
  dialog();
  await userEvent.clear(await amount());
  if (text) await userEvent.type(await amount(), text);
  await press(/Record payment/);
  expect(await screen.findByText(complaint)).toBeTruthy();
  expect(asked).toHaveLength(0);
});
