// Cycles, in a real browser: a plan that is billed weekly when the week is over, and another billing day for a customer, shown before it is
// confirmed; the runs then bill just that.
import assert from 'node:assert/strict';
import test from 'node:test';

import { with_daemon } from '../flows/support/daemon.mjs';
import { Browser, accessibility_violations, assert_no_problems, shot, sign_in } from './support/browser.mjs';

test('a weekly plan in arrears, and another billing day', { timeout: 300000 }, async (t) => {
  const browser = await Browser.start();
  t.after(() => browser.stop());
  await with_daemon({ name: 'e2e-cycles', simulated_clock: '2027-01-15T09:00:00Z' }, async (daemon) => {
    const api = await daemon.api('admin');
    await api.patch('/v1/provider', { name: 'Fjord Net', country: 'DE', time_zone: 'UTC', payment_days: 14 });
    const plan = await api.post('/v1/plans', { code: 'fibre', name: 'Fibre 100', price_minor: 3100 });
    const customer = await api.post('/v1/customers', { name: 'Ada Fjord', street: 'Hafenstraße 7', postal_code: '24103', city: 'Kiel', country: 'DE', billing_day: 1 });
    await api.post(`/v1/customers/${customer.id}/services`, { plan_id: plan.id, username: 'ada@fjord.example' });
    const page = await browser.page({ url: daemon.url });
    const step = async (name, body) => {
      let failure;
      await t.test(name, () => body().catch(async (error) => {
        failure = error;
        await shot(page, '89-failed', { full: true });
        throw error;
      }));
      if (failure) throw failure;
    };
    const dialog = page.getByRole('dialog');

    await step('a plan by the week, billed when the week is over', async () => {
      await sign_in(page, api);
      await page.goto('/plans');
      await page.getByRole('button', { name: 'New plan' }).first().click();
      await dialog.getByRole('textbox', { name: 'Name' }).fill('Camping');
      await dialog.getByRole('textbox', { name: 'Code' }).fill('camping');
      await dialog.getByRole('combobox', { name: 'Billed every' }).click();
      await page.getByRole('option', { name: 'Week', exact: true }).click();
      await dialog.getByRole('combobox', { name: 'Billed', exact: true }).click();
      await page.getByRole('option', { name: /In arrears/ }).click();
      await dialog.getByLabel(/Price per week, before tax/).fill('7');
      await shot(page, '80-weekly-plan', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await dialog.getByRole('button', { name: 'Create plan' }).click();
      await dialog.waitFor({ state: 'detached' });
      await page.getByText('per week, in arrears').first().waitFor();
      await shot(page, '81-plans', { full: true });
      const weekly = (await api.get('/v1/plans')).items.find(({ code }) => code === 'camping');
      assert.deepEqual([weekly.interval_months, weekly.interval_days, weekly.in_arrears], [0, 7, true]);
      await api.post(`/v1/customers/${customer.id}/services`, { plan_id: weekly.id, username: 'ada-camping@fjord.example' });
    });

    await step('the billing day moves from the 1st to the 20th: the bills are shown first', async () => {
      await page.goto(`/customers/${customer.id}`);
      await page.getByText('Billed on day 1 of the month').first().waitFor();
      await page.getByRole('button', { name: 'Change billing day' }).click();
      await dialog.getByRole('textbox', { name: /New billing day/ }).fill('20');
      await dialog.getByText('€22.57').first().waitFor(); // 19 of 31 days of 31.00, and 3 of 7 days of 7.00 with 19 %
      await shot(page, '82-billing-day-dialog', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await dialog.getByRole('button', { name: 'Change billing day' }).click();
      await dialog.waitFor({ state: 'detached' });
      await page.getByText(/^Billed on day 20 of the month, next on 1 Feb 2027/).first().waitFor();
    });

    await step('also on a phone in the dark', async () => {
      const phone = await browser.page({ url: daemon.url, phone: true, dark: true });
      await phone.context().addCookies(await page.context().cookies());
      await phone.goto(`/customers/${customer.id}`);
      await phone.getByText(/^Billed on day 20 of the month, next on 1 Feb 2027/).first().waitFor();
      await phone.getByRole('button', { name: 'Change billing day' }).click();
      await phone.getByRole('dialog').getByRole('textbox', { name: /New billing day/ }).fill('5');
      await phone.getByRole('dialog').getByText('€', { exact: false }).first().waitFor();
      await shot(phone, '83-billing-day-phone-dark', { full: true });
      assert.deepEqual(await accessibility_violations(phone), []);
      assert_no_problems(phone);
    });

    await step('the runs bill the weeks, the stub and the months', async () => {
      await daemon.advance('2027-02-20T12:00:00Z');
      const billed = [];
      for (const { id, issued_on } of (await api.get('/v1/invoices', { customer_id: customer.id })).items) {
        const { lines } = await api.get(`/v1/invoices/${id}`);
        for (const { description, net_minor, period_start } of lines) billed.push([issued_on, description.replace(/ \(.*/, ''), period_start, net_minor]);
      }
      // Weeks count from the anchor: 15, 22, 29 January, cut on 1 February (3 of 7 days), then from 20 January on: 3, 10, 17 February.
      // Months: 17 of 31 days of 31.00 until 1 February (on the 15th, when a week begins, and so a billing day), 19 of 31 until the
      // 20th, then from the 20th whole.
      assert.deepEqual(billed.sort(), [
        ['2027-01-15', 'Fibre 100', '2027-01-15', 1700], ['2027-01-22', 'Camping', '2027-01-15', 700], ['2027-01-29', 'Camping', '2027-01-22', 700],
        ['2027-02-01', 'Camping', '2027-01-29', 300], ['2027-02-01', 'Fibre 100', '2027-02-01', 1900],
        ['2027-02-03', 'Camping', '2027-02-01', 200], ['2027-02-10', 'Camping', '2027-02-03', 700], ['2027-02-17', 'Camping', '2027-02-10', 700],
        ['2027-02-20', 'Fibre 100', '2027-02-20', 3100],
      ]);
      assert_no_problems(page);
    });
  });
});
