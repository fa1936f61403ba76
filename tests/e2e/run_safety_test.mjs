// A billing run that looks wrong, in a real browser: the preview says what changes and that a rule would hold, the daily run is held,
// somebody issues it; the rules are changed in settings, and a run waits for its hours to look.
import assert from 'node:assert/strict';
import test from 'node:test';

import { with_daemon } from '../flows/support/daemon.mjs';
import { eventually } from '../flows/support/wait.mjs';
import { Browser, accessibility_violations, assert_no_problems, shot, sign_in } from './support/browser.mjs';

const customers = 22;

async function prepare(api) {
  await api.patch('/v1/provider', { name: 'Fjord Net', country: 'DE', time_zone: 'UTC', payment_days: 14 });
  const taxes = (await api.get('/v1/taxes')).items;
  const tax = taxes.find((one) => one.code === 'VAT') ?? await api.post('/v1/taxes', { code: 'VAT', name: 'VAT', percent_ppm: 190000, valid_from: '2020-01-01' });
  const plan = (code, name, price_minor) => api.post('/v1/plans', { code, name, price_minor, tax_id: tax.id });
  const plans = { right: await plan('fibre-100', 'Fibre 100', 2900), wrong: await plan('fibre-typo', 'Fibre 100 new', 29000) };
  const services = [];
  for (let n = 0; n < customers; ++n) {
    const customer = await api.post('/v1/customers', { name: `Ada Fjord ${n + 1}`, street: 'Hafenstraße 7', postal_code: '24103', city: 'Kiel', country: 'DE', billing_day: 1 });
    services.push((await api.post(`/v1/customers/${customer.id}/services`, { plan_id: plans.right.id, username: `ada${n}@fjord.example` })).service.id);
  }
  return { plans, services };
}

test('a run that looks wrong waits for a person', { timeout: 300000 }, async (t) => {
  const browser = await Browser.start();
  t.after(() => browser.stop());
  await with_daemon({ name: 'e2e-run-safety', simulated_clock: '2027-01-01T05:00:00Z' }, async (daemon) => {
    const api = await daemon.api('admin');
    const { plans, services } = await prepare(api);
    await daemon.advance('2027-01-31T09:00:00Z');
    for (const id of services.slice(0, 21)) await api.post(`/v1/services/${id}/change-plan`, { plan_id: plans.wrong.id, on: '2027-02-01' });
    const page = await browser.page({ url: daemon.url });
    const step = async (name, body) => {
      let failure;
      await t.test(name, () => body().catch(async (error) => {
        failure = error;
        await shot(page, '49-failed', { full: true });
        throw error;
      }));
      if (failure) throw failure;
    };
    const preview = page.getByRole('region', { name: 'What would be billed' });

    await step('sign in', () => sign_in(page, api));

    await step('the preview says what changes to last month, and that a rule would hold', async () => {
      await page.goto('/billing?date=2027-02-01');
      // 22 bills of 34.51 last month; 21 of 345.10 and one of 34.51 now.
      await preview.getByText('€759.22').waitFor();
      await preview.getByText('€7,281.61').waitFor();
      await preview.getByText('+€6,522.39').waitFor();
      await preview.getByText('A scheduled run would be held').waitFor();
      await preview.getByText('21 of 22 customers would be billed more than 100.00 % and 10.00 EUR above their last bill.').waitFor();
      await preview.getByRole('combobox', { name: 'Show' }).selectOption('up');
      await preview.getByRole('combobox', { name: 'Order' }).selectOption('change');
      await page.waitForURL(/show=up.*order=change|order=change.*show=up/);
      const table = preview.getByRole('group', { name: 'What would be billed' });
      await eventually(async () => (await table.getByRole('row').count()) === 22, { within_ms: 10000, what: '21 customers and a head' });
      assert.equal(await table.getByText('+€310.59').count(), 21);
      await shot(page, '40-preview-difference', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
    });

    let run;
    await step('the daily run is held, and the home page says so', async () => {
      await daemon.advance('2027-02-01T09:00:00Z');
      [run] = (await api.get('/v1/billing/runs')).items;
      assert.equal(run.status, 'held');
      await page.goto('/');
      await page.getByText(`Billing run ${run.id} is held`, { exact: false }).waitFor();
      await page.goto(`/billing/runs/${run.id}`);
      await page.getByText('Held: nothing is issued until somebody decides').waitFor();
      await page.getByText('21, limit 19').waitFor();
      await shot(page, '41-run-held', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      assert.equal((await api.get('/v1/invoices', { limit: 100 })).items.length, customers, 'nothing is issued');
    });

    await step('also on a phone in the dark', async () => {
      const phone = await browser.page({ url: daemon.url, phone: true, dark: true });
      await phone.context().addCookies(await page.context().cookies());
      await phone.goto('/billing?date=2027-02-01&order=change');
      await phone.getByText('Held: nothing is issued until somebody decides').waitFor();
      await phone.getByText('A scheduled run would be held').waitFor();
      const wide = await phone.evaluate(() => globalThis.document.documentElement.scrollWidth - globalThis.document.documentElement.clientWidth);
      assert.equal(wide, 0, 'nothing sticks out at the side');
      await shot(phone, '42-billing-held-phone-dark', { full: true });
      assert.deepEqual(await accessibility_violations(phone), []);
      assert_no_problems(phone);
    });

    await step('issued by a person, who is named', async () => {
      await page.getByRole('button', { name: 'Issue now' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('22 invoices for €7,281.61 in all are issued and numbered.', { exact: false }).waitFor();
      await dialog.getByRole('button', { name: 'Issue now' }).click();
      await eventually(async () => (await api.get(`/v1/billing/runs/${run.id}`)).status === 'done', { within_ms: 20000, what: 'the end of the run' });
      await page.getByText('Confirmed by').waitFor();
      await page.getByText('Done', { exact: true }).first().waitFor();
      assert.equal((await api.get('/v1/invoices', { limit: 100 })).items.length, 2 * customers);
      await shot(page, '43-run-confirmed', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
    });

    await step('hours to look are set, and a run waits for them', async () => {
      await page.goto('/settings/billing');
      await page.getByText('As they came with the program').waitFor();
      await page.getByLabel('Hours to look before a run issues').fill('6');
      await page.getByLabel('Bill rises by more than, %').fill('50');
      await page.getByRole('button', { name: 'Save changes' }).click();
      await page.getByText('Rules saved.').waitFor();
      await page.getByText(/^Changed .* by Test admin$/).waitFor();
      const rules = await api.get('/v1/billing/stop-rules');
      assert.deepEqual([rules.hours_to_look, rules.jump_ppm, rules.jump_minor], [6, 500000, 1000]);
      await shot(page, '44-stop-rules', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await daemon.advance('2027-03-01T07:00:00Z');
      await page.goto('/billing');
      await page.getByText(/^Issues by itself at 1 Mar 2027/).waitFor();
      await shot(page, '45-run-waiting', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await page.getByRole('button', { name: 'Stop the run' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Stop the run' }).click();
      await page.getByText('The run stops.').waitFor();
      assert.equal((await api.get('/v1/billing/runs')).items[0].status, 'cancelled');
      await daemon.advance('2027-03-01T18:00:00Z');
      assert.equal((await api.get('/v1/invoices', { limit: 100 })).items.length, 2 * customers, 'stopped is stopped');
    });

    assert_no_problems(page, [/401/]); // asked for, at sign-in
  });
});
