import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { Plan, Quote, QuoteDocument, QuoteQuestion, Service } from '@/api/types';
import { json, serve, show, type Asked } from '@/testing/render';
import { ended_by, first_free_day, overlapped_by, pauses_ahead } from './pause';
import { PauseDialog, ResumeDialog } from './pause_dialogs';
import { EndDialog } from './EndDialog';
import { ChangePlanDialog } from './service_dialogs';

const plan = (id: number, name: string, price_minor: number, interval_months = 1) => ({ id, kind: 'internet', name, active: true, price_minor, currency: 'EUR', interval_months, down_kbit: null, up_kbit: null }) as Plan;
const service = (over: Partial<Service> = {}) => ({ id: 3, customer_id: 7, customer_name: 'Ada Fjord', plan_id: 1, plan_name: 'Fibre 100', username: 'ada', price_minor: 2900, currency: 'EUR', pauses: [], ...over }) as unknown as Service;
const document = (over: Partial<QuoteDocument>): QuoteDocument => ({
  position: 1, kind: 'invoice', corrects_position: null, corrects_invoice_id: null, corrects_number: null, customer_id: null, customer_name: '', issued_on: '2026-04-01', due_on: '2026-04-15', net_minor: 2900, tax_minor: 551, gross_minor: 3451, taxes: [],
  lines: [{ id: 1, service_id: 3, description: 'Fibre 100', period_start: '2026-04-01', period_end: '2026-05-01', quantity: 1, unit_price_minor: 2900, net_minor: 2900, tax_name: 'VAT', tax_percent_ppm: 190000, explanation: 'the full period', included_tax_minor: 0, tax_category: 'S', tax_basis_id: null, taxes: [], account_id: null, account: '', parts: [], discounts: [] }], ...over,
});
const as_now: Quote = { currency: 'EUR', until: '2026-05-14', net_minor: 2900, tax_minor: 551, gross_minor: 3451, stops: [], balance_minor: 0, documents: [document({})] };
const changed: Quote = {
  ...as_now, gross_minor: 1486,
  documents: [document({ kind: 'credit_note', corrects_invoice_id: 1, corrects_number: '2026-000001', gross_minor: 1965 }), document({ position: 2, lines: [{ ...document({}).lines[0]!, explanation: '16 of 30 days' }] })],
};
const serving = (more: Record<string, (asked: Asked) => Response | Promise<Response>> = {}) => serve({
  'GET /v1/plans': () => json(200, { items: [plan(1, 'Fibre 100', 2900), plan(2, 'Fibre 500', 12_000, 3)] }),
  'POST /v1/quotes': ({ body }) => json(200, (body as QuoteQuestion).events.length > 0 ? changed : as_now),
  ...more,
});
const quotes = (asked: Asked[]) => asked.filter(({ path }) => path === '/v1/quotes').map(({ body }) => body as QuoteQuestion);
const close = () => undefined;
afterEach(() => vi.unstubAllGlobals());

test('a pause shows what it changes before it is confirmed, and each line why', async () => {
  const asked = serving({ 'POST /v1/services/3/pause': () => json(200, service()) });
  show(<PauseDialog opened close={close} service={service()} />);
  expect(await screen.findByText('-€19.65')).toBeTruthy();
  expect(screen.getByText('for 2026-000001')).toBeTruthy();
  expect(screen.getByText('was €34.51')).toBeTruthy();
  expect(screen.getByText('Until 14 May 2026: €14.86 instead of €34.51, €19.65 less.')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Lines of Next invoice, 1 Apr 2026' }));
  expect(screen.getByText('16 of 30 days')).toBeTruthy();
  // Entered today, whatever its day: a pause to come is known to the runs before it.
  expect(quotes(asked)).toContainEqual({ service_id: 3, events: [{ kind: 'pause', on: '2026-03-14', known_on: '2026-03-14' }], until: '2026-05-14' });
  expect(asked.some(({ path }) => path.endsWith('/pause'))).toBe(false);
  await userEvent.type(screen.getByLabelText(/Service again from/), '2026-04-02');
  await userEvent.type(screen.getByLabelText(/Note/), ' At sea ');
  await waitFor(() => expect(quotes(asked)).toContainEqual({ service_id: 3, events: [{ kind: 'pause', on: '2026-03-14', known_on: '2026-03-14' }, { kind: 'resume', on: '2026-04-02', known_on: '2026-03-14' }], until: '2026-06-02' }));
  await waitFor(() => expect(screen.getByRole('button', { name: 'Pause service' }).hasAttribute('disabled')).toBe(false));
  await userEvent.click(screen.getByRole('button', { name: 'Pause service' }));
  await waitFor(() => expect(asked.find(({ path }) => path.endsWith('/pause'))?.body).toEqual({ from: '2026-03-14', until: '2026-04-02', note: 'At sea' }));
});

test('days that are paused already are neither quoted nor sent', async () => {
  const asked = serving();
  show(<PauseDialog opened close={close} service={service({ pauses: [{ from: '2026-03-10', until: null, note: '', actor: '' }] })} />);
  expect(await screen.findByText(/Paused from 10 Mar 2026 on already/)).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Pause service' }));
  expect(await screen.findAllByText(/Paused from 10 Mar 2026 on already/)).toHaveLength(2);
  expect(asked.filter(({ method }) => method === 'POST')).toEqual([]);
});

test('what the rules refuse is said in their sentence, and does not block', async () => {
  serving({ 'POST /v1/quotes': ({ body }) => ((body as QuoteQuestion).events.length > 0 ? json(409, { status: 409, code: 'quote_impossible', title: '', detail: 'The service ends on 2026-03-01.', errors: [] }) : json(200, as_now)) });
  show(<PauseDialog opened close={close} service={service()} />);
  expect((await screen.findByRole('alert')).textContent).toBe('The service ends on 2026-03-01.');
  expect(screen.getByRole('button', { name: 'Pause service' }).hasAttribute('disabled')).toBe(false);
});

test('a pause that has not begun is taken back: for the bill it ends as it begins', async () => {
  const asked = serving({ 'POST /v1/services/3/resume': () => json(200, service()) });
  show(<ResumeDialog opened close={close} service={service({ pauses: [{ from: '2026-04-10', until: '2026-04-20', note: 'Moving', actor: '' }] })} />);
  expect(await screen.findByText(/Paused from 10 Apr 2026, service again from 20 Apr 2026 \(Moving\)/)).toBeTruthy();
  await waitFor(() => expect(quotes(asked)).toContainEqual({ service_id: 3, events: [{ kind: 'resume', on: '2026-04-10', known_on: '2026-03-14' }], until: '2026-06-10' }));
  await waitFor(() => expect(screen.getByRole('button', { name: 'Take back the pause' }).hasAttribute('disabled')).toBe(false));
  await userEvent.click(screen.getByRole('button', { name: 'Take back the pause' }));
  await waitFor(() => expect(asked.find(({ path }) => path.endsWith('/resume'))?.body).toEqual({ on: '2026-03-14' }));
});

test('an end is quoted from the first day without service', async () => {
  const asked = serving();
  show(<EndDialog opened close={close} service={service()} />);
  await waitFor(() => expect(quotes(asked)).toContainEqual({ service_id: 3, events: [{ kind: 'end', on: '2026-03-15', known_on: '2026-03-14' }], until: '2026-05-15' }));
  expect(await screen.findByText('-€19.65')).toBeTruthy();
});

const contract = { from: '2025-06-01', minimum_until: '2026-06-01', term_until: '2026-06-01', earliest_end: '2026-06-01', minimum_months: 12, renewal_months: 0, notice_days: 30, fee_kind: 'percent' as const, fee_minor: 0, fee_ppm: 500_000, actor: 'Ann' };
const end_terms = { on: '2026-03-15', noticed_on: '2026-03-14', earliest_end: '2026-06-01', has_contract: true, is_early: true, fee_minor: 5800, currency: 'EUR', fee_words: '4 of 12 months remain: 4 × 29.00 EUR × 50 % = 58.00 EUR' };
test('leaving a contract early says when it could end and what it costs, and can be waived with a reason', async () => {
  const asked = serving({ 'GET /v1/services/3/end-terms': () => json(200, end_terms), 'POST /v1/services/3/end': () => json(200, service()) });
  show(<EndDialog opened close={close} service={service({ contract })} />);
  expect(await screen.findByText(/can end without a fee on 31 May 2026. Leaving before costs €58.00/)).toBeTruthy();
  expect(screen.getByText(end_terms.fee_words)).toBeTruthy();
  await waitFor(() => expect(quotes(asked)).toContainEqual({ service_id: 3, events: [{ kind: 'end', on: '2026-03-15', noticed_on: '2026-03-14', waive_fee: false, known_on: '2026-03-14' }], until: '2026-05-15' }));
  await userEvent.click(screen.getByRole('checkbox', { name: 'Waive the fee' }));
  await waitFor(() => expect(quotes(asked)).toContainEqual({ service_id: 3, events: [{ kind: 'end', on: '2026-03-15', noticed_on: '2026-03-14', waive_fee: true, known_on: '2026-03-14' }], until: '2026-05-15' }));
  await waitFor(() => expect(screen.getByRole('button', { name: 'End service' }).hasAttribute('disabled')).toBe(false));
  await userEvent.click(screen.getByRole('button', { name: 'End service' })); // without a reason nothing is sent
  expect(asked.some(({ path }) => path === '/v1/services/3/end')).toBe(false);
  await userEvent.type(screen.getByRole('textbox', { name: 'Reason' }), ' Price rise ');
  await userEvent.click(screen.getByRole('button', { name: 'End service' }));
  await waitFor(() => expect(asked.find(({ path }) => path === '/v1/services/3/end')?.body).toEqual({ on: '2026-03-15', noticed_on: '2026-03-14', waive_fee: true, waive_reason: 'Price rise' }));
});

test('an end that the contract allows has nothing to waive', async () => {
  serving({ 'GET /v1/services/3/end-terms': () => json(200, { ...end_terms, is_early: false, fee_minor: 0, fee_words: '' }) });
  show(<EndDialog opened close={close} service={service({ contract })} />);
  expect(await screen.findByText('The contract ends by then: no fee.')).toBeTruthy();
  expect(screen.queryByRole('checkbox', { name: 'Waive the fee' })).toBeNull();
});

test('a change to a quarterly plan is looked at for two quarters', async () => {
  const asked = serving();
  show(<ChangePlanDialog opened close={close} service={service()} />);
  expect(await screen.findByText('Now on Fibre 100 for €29.00 per month.')).toBeTruthy();
  expect(screen.getByText(/Complete the fields/)).toBeTruthy();
  await userEvent.click(screen.getByRole('combobox', { name: /Plan/ }));
  await userEvent.click(await screen.findByRole('option', { name: /Fibre 500/ }));
  expect(await screen.findByText('From 14 Mar 2026: Fibre 500 for €120.00 per quarter.')).toBeTruthy();
  await waitFor(() => expect(quotes(asked)).toContainEqual({ service_id: 3, events: [{ kind: 'change_plan', on: '2026-03-14', plan_id: 2, known_on: '2026-03-14' }], until: '2026-09-14' }));
  expect(await screen.findByText('-€19.65')).toBeTruthy();
});

const days = (from: string, until: string | null) => ({ from, until });
test('pauses that are over are not ahead', () => {
  const pauses = [days('2026-05-01', null), days('2026-01-01', '2026-03-14'), days('2026-03-01', '2026-03-15')];
  expect(pauses_ahead(pauses, '2026-03-14').map(({ from }) => from)).toEqual(['2026-03-01', '2026-05-01']);
});
test.each([['2026-03-14', '2026-03-20', undefined], ['2026-03-14', '2026-03-21', '2026-03-20'], ['2026-03-30', null, undefined], ['2026-03-29', null, '2026-03-20'], ['2026-03-01', null, '2026-03-20']])('%s until %s meets %s', (from, until, met) => {
  expect(overlapped_by([days('2026-03-20', '2026-03-30')], days(from, until))?.from).toBe(met);
});
test.each([['2026-03-14', '2026-03-14'], ['2026-03-20', '2026-03-30'], ['2026-03-29', '2026-03-30']])('on %s the next pause can begin on %s', (today, day) => expect(first_free_day([days('2026-03-20', '2026-03-30')], today)).toBe(day));
test('resuming ends the pause of that day, or takes back the next', () => {
  const pauses = [days('2026-03-01', '2026-03-10'), days('2026-03-20', null)];
  expect(['2026-03-05', '2026-03-10', '2026-03-25', '2026-02-01'].map((on) => ended_by(pauses, on)?.from)).toEqual(['2026-03-01', '2026-03-20', '2026-03-20', '2026-03-01']);
  expect(ended_by([pauses[0]!], '2026-03-10')).toBeUndefined();
});
