import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import i18next from 'i18next';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { json, serve, show } from '@/testing/render';
import { portal_en } from './en';
import { format_date } from '@/ui/format/date';
import { format_money } from '@/ui/format/money';
import { beside } from './quote';
import { Home } from './rooms/Home';
import { InvoiceRoom, Pay } from './rooms/InvoiceRoom';
import { PlanChange } from './rooms/PlanChange';
import { Profile } from './rooms/Profile';
import { SignIn } from './rooms/SignIn';
import { said } from './said';
import type { HowToPay, PlanChangeQuote, PortalMe, QuoteDocument } from './types';

beforeAll(() => void i18next.addResourceBundle('en', 'translation', { portal: portal_en }, true));
afterEach(() => vi.unstubAllGlobals());
const me = (over: Partial<PortalMe> = {}) => ({ customer_id: 7, number: 'C-000007', name: 'Ada', email: 'ada@example.net', phone: '', street: '', city: '', postal_code: '', region: '', country: 'IE', currency: 'EUR', has_password: true, may_set_freely: false, ...over }) as PortalMe;
const document = (issued_on: string, kind: 'invoice' | 'credit_note', gross_minor: number) => ({ issued_on, kind, gross_minor, customer_id: 7, lines: [] }) as unknown as QuoteDocument;
const quote = { on: '2026-03-14', after: { currency: 'EUR', until: '2026-05-14', gross_minor: 9000, documents: [document('2026-03-15', 'credit_note', 1000), document('2026-04-01', 'invoice', 10000)] }, before: { currency: 'EUR', until: '2026-05-14', gross_minor: 5000, documents: [document('2026-04-01', 'invoice', 4000), document('2026-05-01', 'invoice', 1000)] } } as unknown as PlanChangeQuote;
const refusal = (status: number, detail: string) => () => json(status, { status, code: 'x', title: '', detail, errors: [] });

test('documents stand beside those of the same day and kind; what is new and what is gone are told', () => {
  expect(beside(quote).map(({ after, before }) => [after?.issued_on, before?.issued_on])).toEqual([['2026-03-15', undefined], ['2026-04-01', '2026-04-01'], [undefined, '2026-05-01']]);
});

test('a link is asked for without a password, and the answer tells nothing', async () => {
  const asked = serve({ 'POST /v1/portal/link-requests': () => new Response(null, { status: 204 }) });
  show(<SignIn />);
  await userEvent.click(await screen.findByRole('button', { name: portal_en.sign_in.link }));
  expect(screen.getByText(portal_en.sign_in.need_account)).toBeTruthy();
  await userEvent.type(screen.getByLabelText(/E-mail or customer number/), ' ada@example.net ');
  await userEvent.click(screen.getByRole('button', { name: portal_en.sign_in.link }));
  await screen.findByText(portal_en.sign_in.link_sent);
  expect(asked.map(({ body }) => body)).toEqual([{ account: 'ada@example.net' }]);
});

test('a wrong password is said in the server’s words', async () => {
  serve({ 'POST /v1/portal/session': refusal(401, 'The password is wrong.') });
  show(<SignIn />);
  await userEvent.type(await screen.findByLabelText(/E-mail or customer number/), 'ada');
  await userEvent.type(screen.getByLabelText(/^Password/), 'guess{Enter}');
  await screen.findByText('The password is wrong.');
});

test('home says what is overdue and why a service is off', async () => {
  serve({ 'GET /v1/portal/home': () => json(200, { currency: 'EUR', balance_minor: 3451, open_minor: 3451, overdue_minor: 3451, credit_minor: 0, due: [{ id: 3, number: '2026-000003', due_on: '2026-03-02', open_minor: 3451, is_overdue: true }], next_bill: { issued_on: '2026-04-01', due_on: '2026-04-15', gross_minor: 3451 }, services: [{ id: 5, username: 'ada', plan_id: 1, plan_name: 'Fibre', price_minor: 2900, quantity: 1, currency: 'EUR', starts_on: '2026-01-01', place: { street: '8 Shore', city: 'Cork', postal_code: '', region: '', country: 'IE' }, status: 'suspended', verdict: 'reject', reasons: [{ code: 'overdue', text: 'suspended because invoice 2026-000003 is 12 days overdue' }], has_usage: true, month_octets_in: 1e9, month_octets_out: 5e9 }] }) });
  show(<Home me={me()} />);
  await screen.findByText('suspended because invoice 2026-000003 is 12 days overdue');
  expect(screen.getByText('€34.51', { selector: '.portal-big' })).toBeTruthy();
  expect(screen.getByText(/was due on 2 Mar 2026/)).toBeTruthy();
  expect(screen.getByText(/8 Shore, Cork/)).toBeTruthy();
  expect(screen.getByText(/about €34.51 on 1 Apr 2026/)).toBeTruthy();
});

test('a line is explained when asked', async () => {
  const asked = serve({
    'GET /v1/portal/invoices/3': () => json(200, { invoice: { id: 3, number: '2026-000003', kind: 'invoice', status: 'open', issued_on: '2026-03-01', due_on: '2026-03-15', currency: 'EUR', net_minor: 2900, tax_minor: 551, gross_minor: 3451, open_minor: 3451, lines: [{ id: 1, description: 'Fibre', net_minor: 2900, included_tax_minor: 0 }] }, how_to_pay: null }),
    'GET /v1/portal/invoices/3/lines/1/explanation': () => json(200, { steps: [{ what: 'Price of the plan', how: 'per month', result: '29.00 EUR' }], begins: { words: 'billing day' }, ends: { words: 'next billing day' }, rule: 'full', rounding: 'half up', tax_rule: 'VAT' }),
  });
  show(<InvoiceRoom id={3} />);
  await userEvent.click(await screen.findByRole('button', { name: 'Explain this line: Fibre' }));
  expect((await screen.findByText('Price of the plan:')).closest('li')!.textContent).toContain('€29.00');
  expect(asked).toHaveLength(2);
});

test('only an address of the web becomes a link to pay', async () => {
  const pay = { title: '', facts: [{ label: 'Reference', value: '2026-000003' }], link: 'javascript:alert(1)', code_label: 'Scan', code_side: 2, code_dark: '1001' } as HowToPay;
  const { unmount } = show(<Pay pay={pay} />);
  await screen.findByText('2026-000003');
  expect(screen.queryByRole('link')).toBeNull();
  expect(screen.getByRole('img').querySelector('path')!.getAttribute('d')).toBe('M0 0h1v1h-1zM1 1h1v1h-1z');
  unmount();
  const part = show(<Pay pay={pay} open="€5.00" />);
  await screen.findByText(/€5.00 is left/);
  part.unmount();
  show(<Pay pay={{ ...pay, link: 'https://pay.example.net/3' }} />);
  expect((await screen.findByRole('link')).getAttribute('href')).toBe('https://pay.example.net/3');
});

const plan = (id: number, name: string, is_current: boolean) => ({ id, name, description: '', price_minor: id * 1000, currency: 'EUR', price_includes_tax: false, interval_months: 1, interval_days: 0, minimum_months: 0, notice_days: 0, is_current });

test('another plan is confirmed only after its bills are shown', async () => {
  const asked = serve({ 'GET /v1/portal/services/5/plans': () => json(200, { plans: [plan(1, 'Small', true), plan(2, 'Large', false)], not_now: null, days: ['2026-03-14', '2026-04-01'] }), 'POST /v1/portal/services/5/plan-quote': () => json(200, quote), 'POST /v1/portal/services/5/change-plan': () => json(200, {}) });
  show(<PlanChange id={5} />);
  await userEvent.click(await screen.findByLabelText(/Large/));
  await screen.findByText('Together €90.00, without the change €50.00');
  await userEvent.click(screen.getByLabelText(/with the next bill/));
  const change = await screen.findByRole('button', { name: 'Change to Large' });
  await waitFor(() => expect(change.hasAttribute('disabled')).toBe(false));
  await userEvent.click(change);
  await screen.findByText(portal_en.plan.done);
  const last = asked.find(({ path }) => path.endsWith('/change-plan'))!;
  expect(last.body).toEqual({ plan_id: 2, on: '2026-04-01' });
  expect(last.headers.get('idempotency-key')).toBeTruthy();
});

test('what a person must do is said, and nothing can be chosen', async () => {
  serve({ 'GET /v1/portal/services/5/plans': () => json(200, { plans: [plan(1, 'Small', true), plan(2, 'Large', false)], not_now: 'While this service is off, ask us.', days: ['2026-03-14'] }) });
  show(<PlanChange id={5} />);
  await screen.findByText('While this service is off, ask us.');
  expect(screen.queryByRole('radio')).toBeNull();
});

test('who came by a link sets a password without the one before', async () => {
  const asked = serve({ 'PUT /v1/portal/password': () => new Response(null, { status: 204 }) });
  show(<Profile me={me({ has_password: false, may_set_freely: true })} />);
  expect(await screen.findByRole('button', { name: portal_en.me.set })).toBeTruthy();
  expect(screen.queryByLabelText(/Present password/)).toBeNull();
  await userEvent.type(screen.getByLabelText(/New password/), 'short');
  await userEvent.click(screen.getByRole('button', { name: portal_en.me.set }));
  expect(asked).toHaveLength(0);
  await userEvent.type(screen.getByLabelText(/New password/), ' but longer');
  await userEvent.click(screen.getByRole('button', { name: portal_en.me.set }));
  await screen.findByText(portal_en.me.saved);
  expect(asked[0]!.body).toEqual({ password: 'short but longer' });
});

const irish = { date: (value: string) => format_date(value, 'en-IE'), money: (minor: number, currency = 'EUR') => format_money(minor, currency, 'en-IE') };
test.each([
  ['paused as you asked, service again from 2026-03-01', 'paused as you asked, service again from 1 Mar 2026'],
  ['stopped because the balance of 3.00 EUR does not cover 1234.50 EUR', 'stopped because the balance of €3.00 does not cover €1,234.50'],
  ['less -3.70 EUR', 'less -€3.70'],
  ['29.97 EUR × 15 ÷ 31 days = 14.50161…, rounded half up', '€29.97 × 15 ÷ 31 days = 14.50161…, rounded half up'],
  ['1200 JPY and 1.250 KWD', '¥1,200 and KWD\u00a01.250'],
  ['invoice 2026-000123 is 12 days overdue', 'invoice 2026-000123 is 12 days overdue'],
  ['AT-CN2026-000017, 2026-13-45, 12026-01-01, 2026-01-010', 'AT-CN2026-000017, 2026-13-45, 12026-01-01, 2026-01-010'],
  ['14.5016 EUR and 100 GBit and 5 ABC', '14.5016 EUR and 100 GBit and 5 ABC'],
])('%j is written %j', (sentence, written) => expect(said(sentence, irish)).toBe(written));
test('as the provider writes it', () => expect(said('bis 2026-03-01, 1234.50 EUR', { date: (value) => format_date(value, 'de-DE'), money: (minor, currency = 'EUR') => format_money(minor, currency, 'de-DE') })).toBe('bis 1. März 2026, 1.234,50\u00a0€'));

test('a paused service is Paused, and its day is written as every other', async () => {
  const service = (id: number, code: string, text: string) => ({ id, username: `ada${id}`, plan_id: 1, plan_name: `Fibre ${id}`, price_minor: 2900, quantity: 1, currency: 'EUR', starts_on: '2026-01-01', place: { street: '', city: '', postal_code: '', region: '', country: 'IE' }, status: 'suspended', verdict: 'reject', reasons: [{ code, text }, { code: 'in_good_standing', text: 'in good standing' }], has_usage: false, month_octets_in: 0, month_octets_out: 0 });
  serve({ 'GET /v1/portal/home': () => json(200, { currency: 'EUR', balance_minor: 0, open_minor: 0, overdue_minor: 0, credit_minor: 0, due: [], next_bill: null, services: [service(5, 'paused', 'paused as you asked, service again from 2026-04-01'), service(6, 'held', 'put on hold by us: ask us why')] }) });
  show(<Home me={me()} />);
  expect(await screen.findByText('paused as you asked, service again from 1 Apr 2026')).toBeTruthy();
  expect(screen.getByText('Paused')).toBeTruthy();
  expect(screen.getByText('Off')).toBeTruthy();
});

test('what is refused has its dates and money written too', async () => {
  serve({ 'GET /v1/portal/services/5/plans': () => json(200, { plans: [plan(1, 'Small', true), plan(2, 'Large', false)], not_now: null, days: ['2026-03-14', '2026-04-01'] }), 'POST /v1/portal/services/5/plan-quote': refusal(409, 'Your contract runs until 2027-03-01.') });
  show(<PlanChange id={5} />);
  await userEvent.click(await screen.findByLabelText(/Large/));
  await screen.findByText('Your contract runs until 1 Mar 2027.');
});
