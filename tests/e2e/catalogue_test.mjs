// What is sold beside the plan and below its price, in a real browser: a plan with a set-up fee and a device that is charged once, an add-on in
// a quantity, instalments, a discount and a coupon; each dialog shows the bill before it is confirmed, and the run bills just that.
import assert from 'node:assert/strict';
import test from 'node:test';

import { with_daemon } from '../flows/support/daemon.mjs';
import { Browser, accessibility_violations, assert_no_problems, shot, sign_in } from './support/browser.mjs';

test('add-ons, charges and discounts, from the catalogue to the invoice', { timeout: 300000 }, async (t) => {
  const browser = await Browser.start();
  t.after(() => browser.stop());
  await with_daemon({ name: 'e2e-catalogue', simulated_clock: '2027-01-15T09:00:00Z' }, async (daemon) => {
    const api = await daemon.api('admin');
    await api.patch('/v1/provider', { name: 'Fjord Net', country: 'DE', time_zone: 'UTC', payment_days: 14 });
    const tax = (await api.get('/v1/taxes')).items.find((one) => one.code === 'VAT') ?? await api.post('/v1/taxes', { code: 'VAT', name: 'VAT', percent_ppm: 190000, valid_from: '2020-01-01' });
    await api.post('/v1/plans', { code: 'address', name: 'Fixed address', price_minor: 500, tax_id: tax.id });
    await api.post('/v1/coupons', { code: 'welcome', name: 'Welcome', percent_ppm: 100000, periods: 2 });
    const page = await browser.page({ url: daemon.url });
    const step = async (name, body) => {
      let failure;
      await t.test(name, () => body().catch(async (error) => {
        failure = error;
        await shot(page, '59-failed', { full: true });
        throw error;
      }));
      if (failure) throw failure;
    };
    const dialog = page.getByRole('dialog');

    await step('sign in', () => sign_in(page, api));

    await step('a plan with a set-up fee, and a device that is charged once', async () => {
      await page.goto('/plans');
      await page.getByRole('button', { name: 'New plan' }).first().click();
      await dialog.getByRole('textbox', { name: 'Name' }).fill('Fibre 100');
      await dialog.getByRole('textbox', { name: 'Code' }).fill('fibre-100');
      await dialog.getByLabel(/Price per month, before tax/).fill('31');
      await dialog.getByLabel('Set-up fee, before tax').fill('49');
      await dialog.getByLabel('Set-up fee earned over, months').fill('24');
      await dialog.getByLabel('Trial, days').fill('14');
      await dialog.getByLabel('Price of the trial, before tax').fill('5');
      await shot(page, '50-plan-dialog-trial', { full: true });
      await dialog.getByLabel('Trial, days').fill('');
      assert.equal(await dialog.getByLabel('Price of the trial, before tax').count(), 0);
      await shot(page, '50-plan-dialog', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await dialog.getByRole('button', { name: 'Create plan' }).click();
      await dialog.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'New plan' }).first().click();
      await dialog.getByRole('textbox', { name: 'Name' }).fill('Router');
      await dialog.getByRole('textbox', { name: 'Code' }).fill('router');
      await dialog.getByRole('switch', { name: 'Charged once: a device, a fee' }).click();
      await dialog.getByLabel('Price, before tax').fill('100');
      await dialog.getByRole('button', { name: 'Create plan' }).click();
      await dialog.waitFor({ state: 'detached' });
      const plans = (await api.get('/v1/plans')).items;
      assert.deepEqual(plans.filter(({ code }) => code !== 'address').map((one) => [one.code, one.price_minor, one.is_once, one.setup_fee_minor, one.setup_fee_months]).sort(), [['fibre-100', 3100, false, 4900, 24], ['router', 10000, true, 0, 0]]);
      await shot(page, '51-plans', { full: true });
    });

    const customer = await api.post('/v1/customers', { name: 'Ada Fjord', street: 'Hafenstraße 7', postal_code: '24103', city: 'Kiel', country: 'DE', billing_day: 1 });
    const plan = (await api.get('/v1/plans')).items.find(({ code }) => code === 'fibre-100');
    await api.post(`/v1/customers/${customer.id}/services`, { plan_id: plan.id, username: 'ada@fjord.example' });
    const manage = async (item) => {
      await page.getByRole('button', { name: 'Manage ada@fjord.example' }).click();
      await page.getByRole('menuitem', { name: item }).click();
    };
    const choose = async (name) => {
      await dialog.getByRole('combobox', { name: 'What' }).click();
      await page.getByRole('option', { name }).click();
    };

    await step('an add-on in a quantity, and a device in instalments: the bill is shown first', async () => {
      await page.goto(`/customers/${customer.id}`);
      await manage('Add-on or charge…');
      await choose(/Fixed address/);
      await dialog.getByLabel('Quantity').fill('2');
      await dialog.getByText('€133.85').waitFor(); // was 115.43: 17 of 31 days of 10.00, and 10.00
      await shot(page, '52-add-on-dialog', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await dialog.getByRole('button', { name: 'Add', exact: true }).click();
      await dialog.waitFor({ state: 'detached' });
      await manage('Add-on or charge…');
      await choose(/Router/);
      await dialog.getByLabel('Instalments').fill('3');
      await dialog.getByRole('button', { name: 'Add', exact: true }).click();
      await dialog.waitFor({ state: 'detached' });
      const beside = page.getByRole('list', { name: 'Beside the plan' });
      await beside.getByText('2 × Fixed address').waitFor();
      await beside.getByText('€100.00 in 3 instalments', { exact: false }).waitFor();
    });

    await step('a coupon, refused by a wrong code, and a discount of staff', async () => {
      await manage('Discount…');
      await dialog.getByText('Coupon', { exact: true }).click();
      await dialog.getByLabel('Coupon code').fill('wellcome');
      await dialog.getByText('There is no coupon "wellcome".').first().waitFor();
      await dialog.getByLabel('Coupon code').fill('welcome');
      await dialog.getByRole('button', { name: 'Give discount' }).click();
      await dialog.waitFor({ state: 'detached' });
      await manage('Discount…');
      await dialog.getByText('Amount', { exact: true }).click();
      await dialog.getByLabel('Name').fill('Loyal');
      await dialog.getByLabel('Off each billing period').fill('3.10');
      await dialog.getByText('€162.10').waitFor();
      await dialog.locator('[data-stale]').waitFor({ state: 'detached' }); // until the answer is there, the one before it is faint
      await shot(page, '53-discount-dialog', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await dialog.getByRole('button', { name: 'Give discount' }).click();
      await dialog.waitFor({ state: 'detached' });
      await page.getByRole('list', { name: 'Beside the plan' }).getByText('Loyal').waitFor();
      await shot(page, '54-service-extras', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
    });

    await step('also on a phone in the dark', async () => {
      const phone = await browser.page({ url: daemon.url, phone: true, dark: true });
      await phone.context().addCookies(await page.context().cookies());
      await phone.goto(`/customers/${customer.id}`);
      await phone.getByRole('list', { name: 'Beside the plan' }).getByText('Loyal').waitFor();
      const wide = await phone.evaluate(() => globalThis.document.documentElement.scrollWidth - globalThis.document.documentElement.clientWidth);
      assert.equal(wide, 0, 'nothing sticks out at the side');
      await shot(phone, '55-service-extras-phone-dark', { full: true });
      assert.deepEqual(await accessibility_violations(phone), []);
      assert_no_problems(phone);
    });

    await step('the run bills what was shown', async () => {
      await daemon.advance('2027-02-01T12:00:00Z');
      const [{ id }] = (await api.get('/v1/invoices', { customer_id: customer.id })).items;
      const { lines } = await api.get(`/v1/invoices/${id}`);
      // 17 of 31 days of 31.00 less 10 % less 3.10 = 13.60, of 2 × 5.00 = 5.48; then February.
      assert.deepEqual(lines.map(({ description, net_minor }) => [description.replace(' (ada@fjord.example)', ''), net_minor]), [
        ['Fibre 100', 1360], ['Fixed address', 548], ['Set-up of Fibre 100', 4900], ['Router, instalment 1 of 3', 3334], ['Fibre 100', 2480], ['Fixed address', 1000],
      ].sort((a, b) => lines.findIndex((l) => l.net_minor === a[1]) - lines.findIndex((l) => l.net_minor === b[1])));
      await page.goto(`/invoices/${id}`);
      await page.getByText('Router, instalment 1 of 3', { exact: false }).first().waitFor();
      await shot(page, '56-invoice-with-extras', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
    });

    await step('the end of an add-on shows what is given back, before it is confirmed', async () => {
      await page.goto(`/customers/${customer.id}`);
      await page.getByRole('button', { name: 'End: Fixed address' }).click();
      await dialog.getByText('€11.90', { exact: false }).first().waitFor(); // February's 10.00 with 19 %
      await shot(page, '58-add-on-end', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await dialog.getByRole('button', { name: 'End', exact: true }).click();
      await dialog.waitFor({ state: 'detached' });
      const [kept] = (await api.get(`/v1/customers/${customer.id}/services`)).items;
      assert.equal(kept.items.find(({ name }) => name === 'Fixed address').until, '2027-02-01');
    });

    assert_no_problems(page, [/401/, /404/]); // asked for, at sign-in; the coupon that is none
  });
});
