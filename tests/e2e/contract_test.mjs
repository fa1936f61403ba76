// A contract, in a real browser: sold with a plan, shown with the service; leaving early says what it costs before it is confirmed, and can be
// waived with a reason or taken back.
import assert from 'node:assert/strict';
import test from 'node:test';

import { with_daemon } from '../flows/support/daemon.mjs';
import { Browser, accessibility_violations, assert_no_problems, shot, sign_in } from './support/browser.mjs';

test('a contract, from the plan to the fee for leaving early', { timeout: 300000 }, async (t) => {
  const browser = await Browser.start();
  t.after(() => browser.stop());
  await with_daemon({ name: 'e2e-contract', simulated_clock: '2027-01-01T09:00:00Z' }, async (daemon) => {
    const api = await daemon.api('admin');
    await api.patch('/v1/provider', { name: 'Fjord Net', country: 'DE', time_zone: 'UTC', payment_days: 14 });
    const page = await browser.page({ url: daemon.url });
    const step = async (name, body) => {
      let failure;
      await t.test(name, () => body().catch(async (error) => {
        failure = error;
        await shot(page, '79-failed', { full: true });
        throw error;
      }));
      if (failure) throw failure;
    };
    const dialog = page.getByRole('dialog');

    await step('a plan with a minimum term and a fee for leaving early', async () => {
      await sign_in(page, api);
      await page.goto('/plans');
      await page.getByRole('button', { name: 'New plan' }).first().click();
      await dialog.getByRole('textbox', { name: 'Name' }).fill('Fibre 100');
      await dialog.getByRole('textbox', { name: 'Code' }).fill('fibre');
      await dialog.getByLabel(/Price per month, before tax/).fill('29');
      await dialog.getByText('Contract', { exact: true }).click();
      await dialog.getByLabel('Minimum term, months').fill('12');
      await dialog.getByLabel('Notice, days').fill('30');
      await dialog.getByRole('combobox', { name: 'Fee for leaving early' }).click();
      await page.getByRole('option', { name: 'Part of the price that remains' }).click();
      await dialog.getByLabel(/^Percent/).fill('50');
      await shot(page, '70-contract-plan', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await dialog.getByRole('button', { name: 'Create plan' }).click();
      await dialog.waitFor({ state: 'detached' });
      const [plan] = (await api.get('/v1/plans')).items;
      assert.deepEqual(plan.contract, { minimum_months: 12, renewal_months: 0, notice_days: 30, fee_kind: 'percent', fee_minor: 0, fee_ppm: 500000 });
    });

    const [plan] = (await api.get('/v1/plans')).items;
    const customer = await api.post('/v1/customers', { name: 'Ada Fjord', street: 'Hafenstraße 7', postal_code: '24103', city: 'Kiel', country: 'DE' });
    const { service } = await api.post(`/v1/customers/${customer.id}/services`, { plan_id: plan.id, username: 'ada@fjord.example' });
    await daemon.advance('2027-01-02T09:00:00Z');
    const manage = async (who, item) => {
      await who.getByRole('button', { name: 'Manage ada@fjord.example' }).click();
      await who.getByRole('menuitem', { name: item }).click();
    };

    await step('leaving early: the fee is said, in figures, and on the bill', async () => {
      await page.goto(`/customers/${customer.id}`);
      await page.getByText('31 Dec 2027', { exact: false }).first().waitFor();
      await shot(page, '71-contract-service', { full: true });
      await manage(page, /^End/);
      await dialog.getByLabel('Last day of service').fill('2027-08-31');
      await dialog.getByText('€58.00', { exact: false }).first().waitFor(); // 4 × 29.00 × 50 %
      await dialog.getByText('4 of 12 months remain', { exact: false }).first().waitFor();
      await shot(page, '72-contract-end', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await dialog.getByLabel('Waive the fee').click();
      await dialog.getByLabel('Reason').fill('Moved to where we are not');
      await shot(page, '73-contract-waived', { full: true });
      await dialog.getByRole('button', { name: 'End service' }).click();
      await dialog.waitFor({ state: 'detached' });
      await page.getByText('Moved to where we are not', { exact: false }).first().waitFor();
      const ended = await api.get(`/v1/services/${service.id}`);
      assert.deepEqual([ended.ends_on, ended.end.fee_minor, ended.end.fee_waived], ['2027-09-01', 5800, true]);
    });

    await step('the end is taken back, also on a phone in the dark', async () => {
      const phone = await browser.page({ url: daemon.url, phone: true, dark: true });
      await phone.context().addCookies(await page.context().cookies());
      await phone.goto(`/customers/${customer.id}`);
      await phone.getByText('Moved to where we are not', { exact: false }).first().waitFor();
      await shot(phone, '74-contract-phone-dark', { full: true });
      const wide = await phone.evaluate(() => globalThis.document.documentElement.scrollWidth - globalThis.document.documentElement.clientWidth);
      assert.equal(wide, 0, 'nothing sticks out at the side');
      assert.deepEqual(await accessibility_violations(phone), []);
      await manage(phone, /[Tt]ake back/);
      await phone.getByRole('dialog').getByRole('button', { name: 'Take back the end' }).click();
      await phone.getByText('The service goes on.').first().waitFor();
      assert.equal((await api.get(`/v1/services/${service.id}`)).ends_on, null);
      assert_no_problems(phone);
    });

    assert_no_problems(page);
  });
});
