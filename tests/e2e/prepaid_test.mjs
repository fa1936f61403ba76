// Prepaid in a real browser: a plan bought from the balance, a customer without money, a batch of vouchers made, exported, sold and redeemed,
// what is paid and what comes next, renewal off, and the calculator; on a desktop and a phone, light and dark.
import assert from 'node:assert/strict';
import test from 'node:test';

import { with_daemon } from '../flows/support/daemon.mjs';
import { Browser, accessibility_violations, assert_no_problems, shot } from './support/browser.mjs';

test('prepaid and vouchers, from the plan to the calculator', { timeout: 300000 }, async (t) => {
  const browser = await Browser.start();
  t.after(() => browser.stop());
  await with_daemon({ name: 'e2e-prepaid', simulated_clock: '2027-01-04T09:00:00Z' }, async (daemon) => {
    const api = await daemon.api('admin');
    await api.patch('/v1/provider', { name: 'Fjord Net', country: 'DE', time_zone: 'UTC', payment_days: 14 });
    const page = await browser.page({ url: daemon.url });
    const dialog = page.getByRole('dialog');
    const step = async (name, body) => {
      let failure;
      await t.test(name, () => body().catch(async (error) => {
        failure = error;
        await shot(page, '89-failed', { full: true });
        throw error;
      }));
      if (failure) throw failure;
    };
    const sign_in = async (who) => {
      await who.goto('/sign-in');
      await who.getByLabel('E-mail').fill(api.email);
      await who.getByLabel(/^Password/).first().fill(api.password);
      await who.getByRole('main').getByRole('button', { name: /^Sign in/ }).click();
      await who.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
    };

    await step('a plan that is bought from the balance', async () => {
      await sign_in(page);
      await page.goto('/plans');
      await page.getByRole('button', { name: 'New plan' }).first().click();
      await dialog.getByRole('textbox', { name: 'Name' }).fill('Week');
      await dialog.getByRole('textbox', { name: 'Code' }).fill('week');
      await dialog.getByRole('combobox', { name: 'Billed every' }).click();
      await page.getByRole('option', { name: 'Week', exact: true }).click();
      await dialog.getByRole('combobox', { name: 'Billed', exact: true }).click();
      await page.getByRole('option', { name: 'Prepaid, from the balance' }).click();
      await dialog.getByLabel(/^Price per week/).fill('10');
      await dialog.getByText('Unused days are not given back').waitFor();
      assert.equal(await dialog.getByText('Contract', { exact: true }).count(), 0, 'a prepaid plan has no contract');
      await shot(page, '80-prepaid-plan', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await dialog.getByRole('button', { name: 'Create plan' }).click();
      await dialog.waitFor({ state: 'detached' });
      const [plan] = (await api.get('/v1/plans')).items;
      assert.deepEqual([plan.is_prepaid, plan.forfeits_unused, plan.interval_days], [true, false, 7]);
      await page.getByText('per week, prepaid').first().waitFor();
    });

    const [plan] = (await api.get('/v1/plans')).items;
    const customer = await api.post('/v1/customers', { name: 'Ada Fjord', street: 'Hafenstraße 7', postal_code: '24103', city: 'Kiel', country: 'DE' });
    const { service } = await api.post(`/v1/customers/${customer.id}/services`, { plan_id: plan.id, username: 'ada@fjord.example' });
    let codes = [];

    await step('vouchers: made, exported once, sold', async () => {
      await page.goto('/payments/vouchers');
      await page.getByRole('button', { name: 'New batch' }).first().click();
      await dialog.getByRole('textbox', { name: 'Name' }).fill('Kiosk, January');
      await dialog.getByLabel('How many').fill('6');
      await dialog.getByLabel(/^Value/).fill('20');
      await shot(page, '81-new-batch', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await dialog.getByRole('button', { name: 'Make vouchers' }).click();
      await dialog.waitFor({ state: 'detached' });
      const manage = async (item) => {
        await page.getByRole('button', { name: 'Manage Kiosk, January' }).first().click();
        await page.getByRole('menuitem', { name: item }).click();
      };
      await manage(/^Export codes/);
      await dialog.getByRole('button', { name: 'Export codes' }).click();
      await dialog.getByText('they are not shown again', { exact: false }).waitFor();
      codes = await dialog.locator('ol li').allTextContents();
      assert.equal(codes.length, 6);
      const [file] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Save as CSV' }).click()]);
      assert.match(file.suggestedFilename(), /^vouchers-\d+\.csv$/);
      await shot(page, '82-codes', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await dialog.getByRole('button', { name: 'Close' }).first().click();
      await dialog.waitFor({ state: 'detached' });
      await manage(/^Sell batch/);
      await dialog.getByLabel('Money that came in').fill('108');
      await dialog.getByText('The reseller keeps €12.00.').waitFor();
      await shot(page, '83-sell', { full: true });
      await dialog.getByRole('button', { name: 'Sell batch' }).click();
      await dialog.waitFor({ state: 'detached' });
      await page.getByText('Sold', { exact: true }).first().waitFor();
    });

    await step('no money: it waits; a voucher brings it on', async () => {
      await page.goto(`/customers/${customer.id}`);
      await page.getByText('does not cover', { exact: false }).first().waitFor();
      await page.getByText('missing', { exact: false }).first().waitFor();
      await shot(page, '84-waits', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await page.getByRole('button', { name: 'Redeem voucher' }).click();
      await dialog.getByLabel('Code').fill('2222-2222-2222-2223');
      await dialog.getByRole('button', { name: 'Redeem voucher' }).click();
      await dialog.getByText('No voucher has this code', { exact: false }).first().waitFor();
      await dialog.getByLabel('Code').fill(codes[0].toLowerCase());
      await shot(page, '85-redeem', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await dialog.getByRole('button', { name: 'Redeem voucher' }).click();
      await dialog.waitFor({ state: 'detached' });
      await page.getByText(/Until the end of 10 Jan 2027, 7 days/).waitFor();
      assert.equal((await api.get(`/v1/services/${service.id}`)).status, 'active');
      await shot(page, '86-paid', { full: true });
    });

    await step('renewal off, a period bought ahead', async () => {
      await page.getByRole('switch', { name: 'Renews by itself' }).click();
      await page.getByText('stops when what is paid is used up', { exact: false }).first().waitFor();
      assert.equal((await api.get(`/v1/services/${service.id}`)).prepaid.auto_renew, false);
      await api.post('/v1/vouchers/redeem', { customer_id: customer.id, code: codes[1] });
      await page.reload();
      await page.getByRole('button', { name: 'Buy a period' }).click();
      await dialog.getByRole('button', { name: 'Buy a period' }).click();
      await page.getByText(/Until the end of 17 Jan 2027/).first().waitFor();
    });

    await step('one code voided on the page of its batch', async () => {
      await page.goto('/payments/vouchers');
      await page.getByText('Kiosk, January').first().click();
      await page.getByRole('heading', { name: 'Kiosk, January' }).waitFor();
      await page.getByText(`…${codes[2].slice(-4)}`).first().waitFor();
      await page.getByRole('button', { name: `Void: …${codes[2].slice(-4)}` }).click();
      await dialog.getByRole('button', { name: 'Void' }).click();
      await page.getByText('1 void', { exact: false }).first().waitFor();
      await shot(page, '87-batch', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
    });

    await step('the calculator takes money and says where it stops', async () => {
      await page.goto(`/calculator?plan=${plan.id}&start=2027-02-01&until=2027-03-01&events=money.2027-02-01...a1190_money.2027-02-20...a1190`);
      await page.getByText('Days without service').first().waitFor();
      await page.getByText('Off from 8 Feb 2027', { exact: false }).first().waitFor();
      await shot(page, '88-calculator', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
    });

    await step('on a phone, dark', async () => {
      const phone = await browser.page({ url: daemon.url, phone: true, dark: true });
      await sign_in(phone);
      await phone.goto(`/customers/${customer.id}`);
      await phone.getByRole('switch', { name: 'Renews by itself' }).waitFor();
      await shot(phone, '86-paid-phone-dark', { full: true });
      assert.deepEqual(await accessibility_violations(phone), []);
      await phone.goto('/payments/vouchers');
      await phone.getByText('Kiosk, January').first().waitFor();
      await shot(phone, '83-batches-phone-dark', { full: true });
      assert.deepEqual(await accessibility_violations(phone), []);
      assert_no_problems(phone);
    });
    assert_no_problems(page, [/404/]); // the wrong code
    await daemon.verify();
  });
});
