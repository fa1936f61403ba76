import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import i18next from 'i18next';
import { afterEach, expect, test, vi } from 'vitest';
import type { Plan } from '@/api/types';
import { json, serve, show } from '@/testing/render';
import { interval_of, interval_words, per_words } from './interval';
import { PlanDialog } from './PlanDialog';

const { t } = i18next;
const plan = { id: 4, version: 2, name: 'Business', code: 'biz', description: '', price_minor: 70_000, currency: 'EUR', interval_months: 5, tax_id: null, down_kbit: null, up_kbit: null, active: true, services_active: 2 } as Plan;
const serving = () => serve({ 'GET /v1/taxes': () => json(200, { items: [] }), 'POST /v1/plans': () => json(201, plan), 'PATCH /v1/plans/4': () => json(200, plan) });
const choose = async (name: string) => {
  await userEvent.click(await screen.findByRole('combobox', { name: 'Billed every' }));
  await userEvent.click(await screen.findByRole('option', { name }));
};
afterEach(() => vi.unstubAllGlobals());

test.each([[1, 'Monthly', 'per month'], [3, 'Quarterly', 'per quarter'], [6, 'Half-yearly', 'per half-year'], [12, 'Yearly', 'per year'], [5, 'Every 5 months', 'per 5 months']])('%i months', (months, every, per) => {
  expect([interval_words(t, months), per_words(t, months)]).toEqual([every, per]);
});
test.each([[1, 'Daily', 'per day'], [7, 'Weekly', 'per week'], [14, 'Every 2 weeks', 'per 2 weeks'], [10, 'Every 10 days', 'per 10 days']])('%i days', (interval_days, every, per) => {
  expect([interval_words(t, { interval_months: 0, interval_days }), per_words(t, { interval_months: 0, interval_days })]).toEqual([every, per]);
});
test('where the interval of a service is not known, none is claimed', () => {
  expect(interval_of({ plan_id: 4, price_minor: 70_000 }, [plan])).toBe(plan);
  expect(interval_of({ plan_id: 4, price_minor: 60_000 }, [plan])).toBeNull(); // on an older version's terms
  expect(interval_of({ plan_id: 9, price_minor: 70_000 }, [plan])).toBeNull();
  expect(per_words(t, null)).toBe('per billing period');
});

test('a new plan is monthly; the price says what it is for', async () => {
  const asked = serving();
  show(<PlanDialog open="new" close={() => undefined} />);
  expect(await screen.findByLabelText(/Price per month, before tax/)).toBeTruthy();
  await choose('Quarter');
  await userEvent.type(screen.getByLabelText(/Price per quarter, before tax/), '87');
  await userEvent.type(screen.getByRole('textbox', { name: 'Name' }), 'Home');
  await userEvent.type(screen.getByRole('textbox', { name: 'Code' }), 'home');
  await userEvent.click(screen.getByRole('button', { name: 'Create plan' }));
  await waitFor(() => expect(asked.find(({ method }) => method === 'POST')?.body).toMatchObject({ price_minor: 8700, interval_months: 3 }));
});

test('weeks and arrears', async () => {
  const asked = serving();
  show(<PlanDialog open="new" close={() => undefined} />);
  await choose('Several days…');
  await userEvent.type(screen.getByLabelText(/Number of days/), '10');
  expect(screen.getByLabelText(/Price per 10 days, before tax/)).toBeTruthy();
  await choose('Week');
  await userEvent.click(await screen.findByRole('combobox', { name: 'Billed' }));
  await userEvent.click(await screen.findByRole('option', { name: 'In arrears: when a period is over' }));
  await userEvent.type(screen.getByLabelText(/Price per week, before tax/), '7');
  await userEvent.type(screen.getByRole('textbox', { name: 'Name' }), 'Weekly');
  await userEvent.type(screen.getByRole('textbox', { name: 'Code' }), 'weekly');
  await userEvent.click(screen.getByRole('button', { name: 'Create plan' }));
  await waitFor(() => expect(asked.find(({ method }) => method === 'POST')?.body).toMatchObject({ price_minor: 700, interval_days: 7, in_arrears: true }));
  expect(asked.find(({ method }) => method === 'POST')?.body).not.toHaveProperty('interval_months');
});

test('a trial may have a price, which is asked for with its days', async () => {
  const asked = serving();
  show(<PlanDialog open="new" close={() => undefined} />);
  await userEvent.type(await screen.findByLabelText(/Price per month, before tax/), '29');
  expect(screen.queryByLabelText(/Price of the trial/)).toBeNull();
  await userEvent.type(screen.getByLabelText(/Trial, days/), '14');
  await userEvent.type(screen.getByLabelText(/Price of the trial, before tax/), '9.50');
  await userEvent.type(screen.getByRole('textbox', { name: 'Name' }), 'Home');
  await userEvent.type(screen.getByRole('textbox', { name: 'Code' }), 'home');
  await userEvent.click(screen.getByRole('button', { name: 'Create plan' }));
  await waitFor(() => expect(asked.find(({ method }) => method === 'POST')?.body).toMatchObject({ trial_days: 14, trial_price_minor: 950 }));
});

test('without a number of months nothing is sent', async () => {
  const asked = serving();
  show(<PlanDialog open={plan} close={() => undefined} />);
  await userEvent.clear(await screen.findByLabelText(/Number of months/));
  expect(screen.getByLabelText(/Price per billing period, before tax/)).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: /Make version/ }));
  expect(await screen.findByText('A whole number of months from 1 to 120.')).toBeTruthy();
  expect(asked.some(({ method }) => method === 'PATCH')).toBe(false);
});

test('a plan of some other number of months keeps it', async () => {
  const asked = serving();
  show(<PlanDialog open={plan} close={() => undefined} />);
  expect((await screen.findByLabelText(/Number of months/) as HTMLInputElement).value).toBe('5');
  expect(screen.getByLabelText(/Price per 5 months, before tax/)).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Save changes' }));
  await waitFor(() => expect(asked.find(({ method }) => method === 'PATCH')?.body).toMatchObject({ interval_months: 5 }));
});

test('a contract is opened, given and sent; what was given comes back', async () => {
  const asked = serving();
  show(<PlanDialog open="new" close={() => undefined} />);
  await userEvent.type(await screen.findByLabelText(/Price per month, before tax/), '29');
  await userEvent.type(screen.getByRole('textbox', { name: 'Name' }), 'Home');
  await userEvent.type(screen.getByRole('textbox', { name: 'Code' }), 'home');
  await userEvent.click(screen.getByText('Contract'));
  await userEvent.type(screen.getByLabelText(/Minimum term, months/), '24');
  await userEvent.type(screen.getByLabelText(/Notice, days/), '30');
  await userEvent.type(screen.getByLabelText(/Renews for, months/), '1');
  await userEvent.click(screen.getByRole('combobox', { name: 'Fee for leaving early' }));
  await userEvent.click(await screen.findByRole('option', { name: 'Part of the price that remains' }));
  await userEvent.click(screen.getByRole('button', { name: 'Create plan' }));
  expect(await screen.findByText('More than 0 and at most 100 percent.')).toBeTruthy();
  await userEvent.type(screen.getByRole('textbox', { name: 'Percent' }), '50');
  await userEvent.click(screen.getByRole('button', { name: 'Create plan' }));
  await waitFor(() => expect(asked.find(({ method }) => method === 'POST')?.body).toMatchObject({ contract: { minimum_months: 24, renewal_months: 1, notice_days: 30, fee_kind: 'percent', fee_minor: 0, fee_ppm: 500_000 } }));
});

test('a plan keeps its contract, and loses it when the term and the notice are cleared', async () => {
  const asked = serving();
  const bound = { ...plan, contract: { minimum_months: 12, renewal_months: 0, notice_days: 0, fee_kind: 'flat', fee_minor: 10_000, fee_ppm: 0 } } as Plan;
  show(<PlanDialog open={bound} close={() => undefined} />);
  expect((await screen.findByLabelText(/Amount of the fee/) as HTMLInputElement).value).toBe('100.00');
  await userEvent.clear(screen.getByLabelText(/Minimum term, months/));
  await userEvent.click(screen.getByRole('button', { name: /Make version 3/ }));
  await waitFor(() => expect(asked.find(({ method }) => method === 'PATCH')?.body).toMatchObject({ contract: null }));
});

test('a kind brings the details that it declares, and no speeds; what is empty is not sent', async () => {
  const kinds = [
    { kind: 'internet', has_speeds: true, attributes: [] },
    { kind: 'equipment', has_speeds: false, attributes: [
      { name: 'model', label: 'Model', type: 'text', required: true, minimum: 0, maximum: 0, description: '' },
      { name: 'rental', label: 'Rented', type: 'flag', required: false, minimum: 0, maximum: 0, description: '' },
      { name: 'serial_needed', label: 'Serial number needed', type: 'flag', required: false, minimum: 0, maximum: 0, description: '' },
    ] },
  ];
  const asked = serve({ 'GET /v1/taxes': () => json(200, { items: [] }), 'GET /v1/plan-kinds': () => json(200, { items: kinds }), 'POST /v1/plans': () => json(201, plan) });
  show(<PlanDialog open="new" close={() => undefined} />);
  expect(await screen.findByLabelText(/Download/)).toBeTruthy();
  await userEvent.click(screen.getByRole('combobox', { name: 'Kind' }));
  await userEvent.click(await screen.findByRole('option', { name: 'Equipment' }));
  expect(screen.queryByLabelText(/Download/)).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Create plan' }));
  await waitFor(() => expect(screen.getByRole('textbox', { name: 'Model' }).getAttribute('aria-invalid')).toBe('true'));
  await userEvent.type(screen.getByRole('textbox', { name: 'Model' }), 'AX 1800');
  await userEvent.click(screen.getByRole('switch', { name: 'Rented' }));
  await userEvent.type(screen.getByLabelText(/Price per month, before tax/), '5');
  await userEvent.type(screen.getByRole('textbox', { name: 'Name' }), 'Router');
  await userEvent.type(screen.getByRole('textbox', { name: 'Code' }), 'router');
  await userEvent.click(screen.getByRole('button', { name: 'Create plan' }));
  await waitFor(() => expect(asked.find(({ method }) => method === 'POST')?.body).toMatchObject({ kind: 'equipment', down_kbit: null, attributes: [{ name: 'model', value: 'AX 1800' }, { name: 'rental', value: 'true' }] }));
});

test('while a price change is announced the dialog says so, and nothing can be sent', async () => {
  const asked = serving();
  show(<PlanDialog open={{ ...plan, next_price_minor: 75_000, next_from: '2026-05-01' }} close={() => undefined} />);
  expect(await screen.findByText(/^The price of €750\.00 is announced from 1 May 2026\./)).toBeTruthy();
  await userEvent.type(screen.getByRole('textbox', { name: 'Name' }), ' Plus');
  expect((screen.getByRole('button', { name: 'Make version 3' }) as HTMLButtonElement).disabled).toBe(true);
  expect(asked.some(({ method }) => method === 'PATCH')).toBe(false);
});

const sold = { ...plan, interval_months: 1, is_once: false, is_prepaid: false, in_arrears: false, forfeits_unused: false, joins_stub: false, offered_in_portal: false, price_includes_tax: false, tax_category: '', setup_fee_minor: 0, setup_fee_months: 0, trial_days: 0, trial_price_minor: 0, contract: null, bundle: [], attributes: [], active: true, kind: 'internet' } as unknown as Plan;

test('where a plan is sold makes no version, and the dialog does not say so', async () => {
  const asked = serve({ 'GET /v1/taxes': () => json(200, { items: [] }), 'PATCH /v1/plans/4': () => json(200, sold) });
  show(<PlanDialog open={sold} close={() => undefined} />);
  const price = await screen.findByLabelText(/Price per month, before tax/);
  expect(screen.getByRole('button', { name: 'Save changes' })).toBeTruthy();
  await userEvent.click(screen.getByRole('switch', { name: /Offered in the portal/ }));
  expect(await screen.findByText('No new version: only where and whether the plan is sold changes.')).toBeTruthy();
  expect(screen.queryByRole('button', { name: /Make version/ })).toBeNull();
  // With a price it is another version; with the old price again, written otherwise, it is not.
  await userEvent.clear(price);
  await userEvent.type(price, '710');
  expect(screen.getByRole('button', { name: 'Make version 3' })).toBeTruthy();
  expect(screen.queryByText(/^No new version/)).toBeNull();
  await userEvent.clear(price);
  await userEvent.type(price, '700,00');
  await userEvent.click(screen.getByRole('button', { name: 'Save changes' }));
  await waitFor(() => expect(asked.find(({ method }) => method === 'PATCH')?.body).toMatchObject({ offered_in_portal: true, price_minor: 70_000 }));
  expect(await screen.findByText('Business is saved.')).toBeTruthy();
});

test('a plan whose price waits can still be offered, and withdrawn', async () => {
  const asked = serve({ 'GET /v1/taxes': () => json(200, { items: [] }), 'PATCH /v1/plans/4': () => json(200, sold) });
  show(<PlanDialog open={{ ...sold, next_price_minor: 75_000, next_from: '2026-05-01' }} close={() => undefined} />);
  await userEvent.click(await screen.findByRole('switch', { name: /On sale/ }));
  await userEvent.click(screen.getByRole('button', { name: 'Save changes' }));
  await waitFor(() => expect(asked.find(({ method }) => method === 'PATCH')?.body).toMatchObject({ active: false }));
});
