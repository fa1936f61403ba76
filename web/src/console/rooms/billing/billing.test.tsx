import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { BillingRun, Me, StopRules as Rules } from '@/api/types';
import { json, now, serve, show } from '@/testing/render';
import { SessionProvider } from '../../app/session';
import { StopRules } from '../settings/StopRules';
import { Preview } from './Preview';
import { later_of, RunProgressPanel } from './RunProgress';
import { Resume } from './Resume';

const me = (permissions: string[]) => ({ user_id: 1, email: '', name: 'Ann', role: 'admin', permissions, provider: { currency: 'EUR', time_zone: 'Europe/Berlin', locale: 'en-IE', country: 'IE' }, clock: { now, simulated: true, today: '2026-03-14' } }) as unknown as Me;
const clock = { 'GET /v1/clock': () => json(200, { now, simulated: true, today: '2026-03-14' }) };
const at = (node: React.ReactNode, permissions = ['billing.read', 'billing.run', 'billing.confirm', 'settings.write'], address = '/') => show(<SessionProvider me={me(permissions)}>{node}</SessionProvider>, address);

const run = {
  id: 7, date: '2026-03-14', status: 'held', total: 900, done: 900, invoices: 0, gross_minor: 0, currency: 'EUR', started_at: now, ended_at: null, started_by: 'Demarc', error: null, parked: [], seconds_left: null, issue_at: null, confirmed_at: null, confirmed_by: null, cancelled_by: null, taken_over_by: null, can_be_resumed: false,
  check: { customers: 900, invoices: 900, credit_notes: 0, gross_minor: 31_059_000, previous_minor: 3_105_900, difference_minor: 27_953_100, up: 900, down: 0, started: 0, gone: 0 },
  findings: [
    { rule: 'bill_jump', figure: 900, limit: 19, detail: '900 of 900 customers would be billed more.', examples: [{ customer_id: 3, customer_name: 'Ada', gross_minor: 34_510, previous_minor: 3_451 }] },
    { rule: 'tax_jump', figure: 70_000, limit: 170_000, detail: 'Tax would be 7.00 % of net.', examples: [] },
  ],
} as BillingRun;
vi.setConfig({ testTimeout: 20_000 });
afterEach(() => vi.unstubAllGlobals());

test('a held run says why, how much, and is issued only after a question', async () => {
  const asked = serve({ ...clock, 'GET /v1/billing/runs/7': () => json(200, run), 'POST /v1/billing/runs/7/confirm': () => json(200, { ...run, status: 'running' }) });
  at(<RunProgressPanel id={7} />);
  expect(await screen.findByText('900, limit 19')).toBeTruthy();
  expect(screen.getByText('7%, limit 17%')).toBeTruthy();
  expect(screen.getByText('+€279,531.00')).toBeTruthy();
  const row = screen.getByRole('row', { name: /Ada/ });
  expect(within(row).getByText('€345.10')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Issue now' }));
  const dialog = await screen.findByRole('dialog');
  expect(dialog.textContent).toContain('900 invoices for €310,590.00');
  expect(asked.some(({ method }) => method === 'POST')).toBe(false);
  await userEvent.click(within(dialog).getByRole('button', { name: 'Issue now' }));
  await waitFor(() => expect(asked.find(({ method }) => method === 'POST')?.headers.get('idempotency-key')).toBeTruthy());
});

test('who may not confirm is not asked to', async () => {
  serve({ ...clock, 'GET /v1/billing/runs/7': () => json(200, run) });
  at(<RunProgressPanel id={7} />, ['billing.read']);
  expect(await screen.findByText('900, limit 19')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Issue now' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Stop the run' })).toBeNull();
});

test('a run that is checked tells how far it is and how long it takes', async () => {
  serve({ ...clock, 'GET /v1/billing/runs/7': () => json(200, { ...run, status: 'checking', done: 300, seconds_left: 125, findings: [] }) });
  at(<RunProgressPanel id={7} />);
  expect((await screen.findByText(/300 of 900 customers looked at/)).textContent).toContain('about 2m\u00a005s left');
});

test.each([
  ['the stream is ahead', { status: 'checking', done: 10, total: 90 }, { status: 'checking', done: 20, total: 90 }, 20],
  ['the answer is ahead', { status: 'running', done: 30, total: 90 }, { status: 'running', done: 20, total: 90 }, 30],
  ['issuing begins anew', { status: 'checking', done: 90, total: 90 }, { status: 'running', done: 5, total: 90 }, 5],
  ['an old word of the check', { status: 'running', done: 5, total: 90 }, { status: 'checking', done: 90, total: 90 }, 5],
] as const)('%s', (_, answer, live, done) => expect(later_of(answer, live).done).toBe(done));

test('the rest of a stopped run is billed by another one for the same date', async () => {
  const asked = serve({ ...clock, 'POST /v1/billing/runs': () => json(201, { ...run, id: 8 }) });
  const { router } = at(<Resume run={{ date: '2026-03-01', done: 20, total: 90 }} />);
  await userEvent.click(await screen.findByRole('button', { name: 'Resume' }));
  await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Resume' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/billing/runs/8'));
  expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({ date: '2026-03-01' });
});

test('the preview shows the difference, filters and orders by it', async () => {
  const queries: string[] = [];
  const item = { customer_id: 3, customer_name: 'Zoe', gross_minor: 34_510, previous_minor: 3_451, difference_minor: 31_059, change: 'up', lines: [] };
  const page = {
    date: '2026-03-14', customers: 2, invoices: 2, credit_notes: 0, net_minor: 31_900, tax_minor: 6_061, gross_minor: 37_961, previous_minor: 6_902, difference_minor: 31_059, up: 1, down: 0, started: 0, gone: 0, currency: 'EUR', parked: [], findings: run.findings, next_cursor: null,
    items: [item, { ...item, customer_id: 4, customer_name: 'Bea', gross_minor: 3_451, difference_minor: 0, change: 'same' }, { ...item, customer_id: 5, customer_name: 'Cem', gross_minor: 0, difference_minor: -3_451, change: 'gone' }],
  };
  const fetched = serve({ ...clock, 'GET /v1/billing/preview': () => json(200, page) });
  const wrapped = globalThis.fetch;
  vi.stubGlobal('fetch', (request: Request) => { queries.push(new URL(request.url).search); return wrapped(request); });
  at(<Preview busy={false} />);
  const row = await screen.findByRole('row', { name: /Zoe/ });
  expect(row.textContent).toContain('+€310.59');
  expect(screen.getByRole('row', { name: /Bea/ }).textContent).toContain('as before');
  expect(screen.getByRole('row', { name: /Cem/ }).textContent).toContain('gone -€34.51');
  expect(screen.getByText('A scheduled run would be held')).toBeTruthy();
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Show' }), 'up');
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Order' }), 'change');
  await waitFor(() => expect(queries.at(-1)).toMatch(/show=up.*sort=change/));
  expect(fetched.length).toBeGreaterThan(0);
});

test('stop rules are typed as percentages and sent as parts per million, only what was changed', async () => {
  const rules: Rules = { jump_holds: true, jump_ppm: 1_000_000, jump_minor: 1_000, jump_customers: 20, jump_share_ppm: 10_000, count_holds: true, count_ppm: 250_000, count_invoices: 50, zero_holds: true, zero_customers: 20, zero_share_ppm: 10_000, tax_holds: true, tax_points_ppm: 20_000, tax_customers: 20, hours_to_look: 0, changed_at: null, changed_by: null };
  const asked = serve({ ...clock, 'GET /v1/billing/stop-rules': () => json(200, rules), 'PATCH /v1/billing/stop-rules': () => json(200, { ...rules, jump_ppm: 505_000 }) });
  at(<StopRules />);
  const percent = await screen.findByLabelText('Bill rises by more than, %');
  expect((percent as HTMLInputElement).value).toBe('100');
  await userEvent.clear(percent);
  await userEvent.type(percent, '50.5');
  await userEvent.clear(screen.getByLabelText('and by more than'));
  await userEvent.type(screen.getByLabelText('and by more than'), '7.50');
  await userEvent.click(screen.getByRole('switch', { name: 'Hold when tax moves' }));
  await userEvent.click(screen.getByRole('button', { name: 'Save changes' }));
  await waitFor(() => expect(asked.find(({ method }) => method === 'PATCH')?.body).toEqual({ jump_ppm: 505_000, jump_minor: 750, tax_holds: false }));
});

test('stop rules say what their numbers mean together, and who changed what', async () => {
  const rules: Rules = { jump_holds: true, jump_ppm: 500_000, jump_minor: 1_000, jump_customers: 20, jump_share_ppm: 10_000, count_holds: false, count_ppm: 250_000, count_invoices: 50, zero_holds: true, zero_customers: 20, zero_share_ppm: 10_000, tax_holds: true, tax_points_ppm: 25_000, tax_customers: 20, hours_to_look: 3, changed_at: now, changed_by: 'Ann' };
  const versions = [rules, { ...rules, jump_ppm: 1_000_000, count_holds: true, tax_points_ppm: 20_000, changed_by: 'Ben' }];
  serve({ ...clock, 'GET /v1/billing/stop-rules': () => json(200, rules), 'GET /v1/billing/stop-rules/versions': () => json(200, { items: versions }) });
  at(<StopRules />);
  expect(await screen.findByText('Held when at least 20 customers, and at least 1% of those billed before, would get a bill that is more than 50% and more than €10.00 above the one before.')).toBeTruthy();
  const history = await screen.findByRole('list', { name: 'Earlier versions' });
  const [newest, oldest] = within(history).getAllByRole('listitem');
  for (const text of ['Ann', 'In force', 'Bills jump: Bill rises by more than: 100% → 50%', 'Number of invoices: on → off', '2 → 2.5']) expect(newest!.textContent).toContain(text);
  expect(oldest!.textContent).toContain('The oldest change that is kept.');
  await userEvent.click(within(oldest!).getByRole('button', { name: /^Read all/ }));
  expect(oldest!.textContent).toContain('more than 25% more or fewer invoices');
  expect(oldest!.textContent).toContain('waits 3 hours');
  // As it is typed, the sentence says it.
  await userEvent.clear(screen.getByLabelText('For so many customers'));
  await userEvent.type(screen.getByLabelText('For so many customers'), '35');
  expect(screen.getByText(/^Held when at least 35 customers, and at least 1%/)).toBeTruthy();
});
