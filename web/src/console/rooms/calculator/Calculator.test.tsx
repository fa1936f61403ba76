import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { Plan, Quote, QuoteQuestion } from '@/api/types';
import { json, serve, show, type Asked } from '@/testing/render';
import { Calculator } from './Calculator';

const plan = (id: number, name: string, active = true) => ({ id, kind: 'internet', name, active, price_minor: 2900, currency: 'EUR', interval_months: 1, down_kbit: null, up_kbit: null }) as Plan;
const answer: Quote = {
  currency: 'EUR', until: '2026-05-01', net_minor: 935, tax_minor: 178, gross_minor: 1113, stops: [], balance_minor: 0,
  documents: [
    {
      position: 1, kind: 'invoice', corrects_position: null, corrects_invoice_id: null, corrects_number: null, customer_id: null, customer_name: '', issued_on: '2026-03-14', due_on: '2026-03-28', net_minor: 2900, tax_minor: 551, gross_minor: 3451, taxes: [{ name: 'VAT', percent_ppm: 190000, base_minor: 2900, tax_minor: 551, code: 'VAT', category: 'S', reason: '', is_included: false, jurisdiction: null, jurisdiction_name: null, rate_id: null, rate_valid_from: null, rate_source: null }],
      lines: [{ id: 1, service_id: null, description: 'Fibre 100', period_start: '2026-03-14', period_end: '2026-04-14', quantity: 1, unit_price_minor: 2900, net_minor: 2900, tax_name: 'VAT', tax_percent_ppm: 190000, explanation: 'the full period of 31 days, 29.00 EUR', included_tax_minor: 0, tax_category: 'S', tax_basis_id: null, taxes: [], account_id: null, account: '', parts: [], discounts: [] }],
    },
    {
      position: 2, kind: 'credit_note', corrects_position: 1, corrects_invoice_id: null, corrects_number: null, customer_id: null, customer_name: '', issued_on: '2026-04-14', due_on: '2026-04-14', net_minor: 1965, tax_minor: 373, gross_minor: 2338, taxes: [],
      lines: [{ id: 1, service_id: null, description: 'Credit: Fibre 100', period_start: '2026-03-24', period_end: '2026-04-14', quantity: 1, unit_price_minor: 2900, net_minor: 1965, tax_name: 'VAT', tax_percent_ppm: 190000, explanation: 'less 9.35 EUR for the 10 of 31 days used', included_tax_minor: 0, tax_category: 'S', tax_basis_id: null, taxes: [], account_id: null, account: '', parts: [], discounts: [] }],
    },
  ],
};
const problem = (status: number, code: string, detail: string, path?: string) => json(status, { type: '', title: '', status, code, detail, errors: path ? [{ path, code, detail }] : [] });
const at = (search: string, quote: (asked: Asked) => Response | Promise<Response> = () => json(200, answer)) => {
  const asked = serve({ 'GET /v1/plans': () => json(200, { items: [plan(3, 'Fibre 100'), plan(4, 'Fibre 500'), plan(5, 'Copper', false)] }), 'POST /v1/quotes': quote });
  const shown = show(<Calculator />, `/${search}`);
  return { ...shown, questions: () => asked.filter(({ path }) => path === '/v1/quotes').map(({ body }) => body as QuoteQuestion), asked };
};
afterEach(() => vi.unstubAllGlobals());

test('asks nothing before there is something to ask, and says that it writes nothing', async () => {
  const { questions } = at('');
  expect(await screen.findByText('Choose a plan or a service')).toBeTruthy();
  expect(screen.getByText(/Nothing is written/)).toBeTruthy();
  expect(questions()).toEqual([]);
});

test('shows each document with its lines, why they cost that, and the sums', async () => {
  const { questions } = at('?plan=3&events=pause.2026-03-24');
  const invoice = await screen.findByRole('listitem', { name: 'Invoice, 14 Mar 2026' });
  for (const text of ['€34.51', '14 Mar 2026 – 13 Apr 2026', 'the full period of 31 days, 29.00 EUR', 'VAT 19% of €29.00']) expect(invoice.textContent).toContain(text);
  const note = screen.getByRole('listitem', { name: 'Credit note, 14 Apr 2026' });
  for (const text of ['for the invoice of 14 Mar 2026', '-€23.38', '-€19.65', 'less 9.35 EUR']) expect(note.textContent).toContain(text);
  expect(screen.getByText('€11.13')).toBeTruthy();
  expect(questions()).toEqual([{ plan_id: 3, events: [{ kind: 'pause', on: '2026-03-24' }] }]);
  await userEvent.click(within(note).getByRole('button', { name: /Lines of Credit note/ }));
  expect(note.textContent).not.toContain('less 9.35 EUR');
});

test('an event is added by hand and lands in the address; half of one is not asked', async () => {
  const { router, questions } = at('?plan=3');
  await screen.findByRole('listitem', { name: 'Invoice, 14 Mar 2026' });
  await userEvent.click(within(screen.getByRole('group', { name: 'Add' })).getByRole('button', { name: 'End' }));
  expect(await screen.findByText('Complete the events')).toBeTruthy();
  const event = screen.getByRole('group', { name: 'Event 1' });
  await userEvent.type(within(event).getByLabelText(/Last day of service/), '2026-08-31');
  await waitFor(() => expect(questions().at(-1)?.events).toEqual([{ kind: 'end', on: '2026-09-01' }])); // the API takes the first day without
  expect(router.state.location.search).toEqual({ plan: expect.anything(), events: 'end.2026-09-01' });
  await userEvent.click(screen.getByRole('button', { name: 'Remove event 1' }));
  await waitFor(() => expect(router.state.location.search).not.toHaveProperty('events'));
});

test('what cannot happen is said in the server’s sentence', async () => {
  at('?plan=3&events=resume.2026-03-24', () => problem(409, 'quote_impossible', 'The service is not paused on 2026-03-24.'));
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('This cannot happen');
  expect(alert.textContent).toContain('The service is not paused on 2026-03-24.');
});

test.each([['until', '?plan=3&until=2090-01-01', /Look ahead until/], ['starts_on', '?plan=3', /Starts on/], ['events[0].on', '?plan=3&events=pause.2026-03-24', /Paused from/], ['events[0].plan_id', '?plan=3&events=plan.2026-03-24.9', /^Plan/], ['coupon_code', '?plan=3&coupon=nope', /^Coupon code/], ['quantity', '?plan=3&quantity=9', /^Quantity/], ['events[0].coupon_code', '?plan=3&events=off.2026-03-24...cnope', /^Coupon code/], ['events[0].quantity', '?plan=3&events=add.2026-03-24.3..q5', /^Quantity/]])('a refused %s stands on its field', async (path, search, label) => {
  at(search, () => problem(422, 'invalid', 'Not this one.', path));
  await waitFor(() => expect(screen.getAllByText('Not this one.').length).toBe(2)); // on the field, and in place of the answer
  const fields = screen.getAllByLabelText(label).filter((field) => field.getAttribute('aria-invalid') === 'true');
  expect(fields).toHaveLength(1);
});

test('nothing to bill, and no answer, are said so', async () => {
  const { unmount } = at('?plan=3', () => json(200, { ...answer, documents: [] }));
  expect(await screen.findByText('Nothing would be billed')).toBeTruthy();
  unmount();
  at('?plan=3', () => problem(500, 'fault', ''));
  expect(await screen.findByText('This could not be loaded')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy();
});

test('a service there is brings its customer, and is asked as it stands', async () => {
  const asked = serve({
    'GET /v1/plans': () => json(200, { items: [] }), 'POST /v1/quotes': () => json(200, answer), 'GET /v1/services/9': () => json(200, { id: 9, customer_id: 7 }), 'GET /v1/customers/7': () => json(200, { id: 7, name: 'Ada Fjord', number: 'C-7' }),
    'GET /v1/customers/7/services': () => json(200, { items: [{ id: 9, plan_name: 'Fibre 100', username: 'ada', status: 'active' }] }), 'GET /v1/customers': () => json(200, { items: [] }),
  });
  show(<Calculator />, '/?service=9');
  await waitFor(() => expect((screen.getByRole('combobox', { name: 'Customer' }) as HTMLInputElement).value).toBe('Ada Fjord · C-7'));
  await waitFor(() => expect((screen.getByRole('combobox', { name: 'Service' }) as HTMLInputElement).value).toBe('Fibre 100 · ada'));
  expect(screen.queryByLabelText(/Billing day/)).toBeNull();
  expect(asked.find(({ path }) => path === '/v1/quotes')?.body).toEqual({ service_id: 9, events: [] });
});

test('an add-on in instalments, a discount and a quantity are told in the address and asked', async () => {
  const asked = serve({ 'GET /v1/plans': () => json(200, { items: [plan(3, 'Fibre 100'), { ...plan(6, 'Router'), is_once: true, kind: 'equipment' }] }), 'POST /v1/quotes': () => json(200, answer) });
  const { router } = show(<Calculator />, '/?plan=3');
  await screen.findByRole('listitem', { name: 'Invoice, 14 Mar 2026' });
  await userEvent.type(screen.getByLabelText(/^Quantity/), '2');
  await userEvent.type(screen.getByLabelText(/^Coupon code/), 'welcome');
  await userEvent.click(within(screen.getByRole('group', { name: 'Add' })).getByRole('button', { name: 'Add-on or charge' }));
  const item = await screen.findByRole('group', { name: 'Event 1' });
  await userEvent.click(within(item).getByRole('combobox', { name: 'What' }));
  await userEvent.click(await screen.findByRole('option', { name: /Router/ }));
  await userEvent.type(await within(item).findByLabelText(/Instalments/), '3');
  await userEvent.type(within(item).getByLabelText(/Agreed price/), '99.9');
  await userEvent.type(within(item).getByLabelText(/^From/), '2026-04-02');
  await userEvent.click(within(screen.getByRole('group', { name: 'Add' })).getByRole('button', { name: 'Discount' }));
  const discount = await screen.findByRole('group', { name: 'Event 2' });
  await userEvent.type(within(discount).getByRole('textbox', { name: /^Percent/ }), '7.5');
  await userEvent.type(within(discount).getByLabelText(/^From/), '2026-05-01');
  const question = { plan_id: 3, quantity: 2, coupon_code: 'welcome', events: [{ kind: 'add_item', on: '2026-04-02', plan_id: 6, price_minor: 9990, instalments: 3 }, { kind: 'discount', on: '2026-05-01', percent_ppm: 75_000 }] };
  await waitFor(() => expect(asked.filter(({ path }) => path === '/v1/quotes').at(-1)?.body).toEqual(question));
  expect(router.state.location.search).toMatchObject({ quantity: expect.anything(), coupon: 'welcome', events: 'add.2026-04-02.6..p9990.i3_off.2026-05-01...r75000' });
});
