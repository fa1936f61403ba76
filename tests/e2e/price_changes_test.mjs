// A price change from the plans to the letters, in a real browser: who is affected stands there before anybody is told, one is announced and
// another taken back; a coupon is made and withdrawn; the calculator says what a sale with an add-on and the coupon comes to, and the
// invoice explains the discount. The cents are worked out here by hand.
import assert from 'node:assert/strict';
import test from 'node:test';

import { with_daemon } from '../flows/support/daemon.mjs';
import { eventually } from '../flows/support/wait.mjs';
import { Browser, accessibility_violations, assert_no_problems, shot, sign_in } from './support/browser.mjs';

test('a price change, a coupon and what they cost', { timeout: 120000 }, async (t) => {
  const browser = await Browser.start();
  t.after(() => browser.stop());
  await with_daemon({ name: 'e2e-price-changes', simulated_clock: '2027-01-15T09:00:00Z' }, async (daemon) => {
    const api = await daemon.api('admin');
    await api.patch('/v1/provider', { name: 'Fjord Net', country: 'DE', time_zone: 'UTC', payment_days: 14 });
    const tax = (await api.get('/v1/taxes')).items.find((one) => one.code === 'VAT') ?? await api.post('/v1/taxes', { code: 'VAT', name: 'VAT', percent_ppm: 190000, valid_from: '2020-01-01' });
    const plan = (code, name, price_minor, more = {}) => api.post('/v1/plans', { code, name, price_minor, tax_id: tax.id, ...more });
    const small = await plan('fibre-100', 'Fibre 100', 3100);
    const large = await plan('fibre-500', 'Fibre 500', 4900);
    await plan('address', 'Fixed address', 500, { kind: 'other' });
    await plan('television', 'Television', 1200, { kind: 'television', attributes: [{ name: 'channels', value: 'Basic' }] });
    const sell = async (name, { id }, billing_day) => {
      const customer = await api.post('/v1/customers', { name, street: 'Hafenstraße 7', postal_code: '24103', city: 'Kiel', country: 'DE', billing_day });
      const { service } = await api.post(`/v1/customers/${customer.id}/services`, { plan_id: id, username: `${name.split(' ')[0].toLowerCase()}@fjord.example` });
      return { customer, service };
    };
    const ada = await sell('Ada Fjord', small, 1);
    await sell('Ben Sund', small, 15);
    await sell('Cem Belt', small, 20);
    await sell('Dana Kiel', large, 1);

    const page = await browser.page({ url: daemon.url, width: 1280 });
    // A story: when one step fails, the next have nothing to stand on.
    const step = async (name, body) => {
      let failure;
      await t.test(name, () => body().catch(async (error) => {
        failure = error;
        await shot(page, '69-failed', { full: true });
        throw error;
      }));
      if (failure) throw failure;
    };
    const dialog = page.getByRole('dialog');
    const on_a_phone = async (path, seen, name) => {
      const phone = await browser.page({ url: daemon.url, phone: true, dark: true });
      await phone.context().addCookies(await page.context().cookies());
      await phone.goto(path);
      await seen(phone).first().waitFor();
      assert.equal(await phone.evaluate(() => globalThis.document.documentElement.scrollWidth - globalThis.document.documentElement.clientWidth), 0, `${path}: nothing sticks out at the side`);
      await shot(phone, name, { full: true });
      assert.deepEqual(await accessibility_violations(phone), []);
      assert_no_problems(phone);
    };

    await step('sign in', () => sign_in(page, api));

    await step('who is affected stands there before anybody is told', async () => {
      await page.goto('/plans');
      await page.getByRole('cell', { name: /Channel package: Basic/ }).waitFor();
      await page.getByRole('link', { name: 'Price changes: Fibre 100' }).click();
      await page.getByText('No price change yet').waitFor();
      await page.getByRole('button', { name: 'Announce a price change' }).first().click();
      await dialog.getByText('At the earliest 14 Feb 2027: 30 days of notice').waitFor();
      await dialog.getByLabel('New price per month').fill('33');
      await dialog.getByLabel('From').fill('2027-02-01');
      await dialog.getByText(/30 days of notice: 2027-02-14 is the earliest day/).first().waitFor();
      assert.equal(await dialog.getByRole('button', { name: 'Tell customers' }).isDisabled(), true);
      await dialog.getByLabel('From').fill('2027-03-01');
      await dialog.getByText('3 services of 3 customers').waitFor();
      await dialog.getByText('+€6.00').waitFor();
      await dialog.getByText('1 Mar 2027 to 20 Mar 2027').waitFor();
      await dialog.getByLabel(/^Your words/).fill('Energy costs more.');
      await dialog.getByRole('button', { name: 'Tell 3 customers' }).waitFor();
      await shot(page, '60-price-change-preview', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      assert.deepEqual((await api.get(`/v1/plans/${small.id}/price-changes`)).items, [], 'nobody is told before it is confirmed');
    });

    await step('it is announced, and each service has its own day', async () => {
      await dialog.getByRole('button', { name: 'Tell 3 customers' }).click();
      await dialog.waitFor({ state: 'detached' });
      await page.getByText('Announced', { exact: true }).waitFor();
      await page.getByText('Energy costs more.').waitFor();
      await page.getByRole('button', { name: 'Show services' }).click();
      for (const [name, day] of [['Ada Fjord', '1 Mar 2027'], ['Ben Sund', '15 Mar 2027'], ['Cem Belt', '20 Mar 2027']])
        await page.getByRole('row', { name: new RegExp(`${name}.*€31\\.00.*€33\\.00.*${day}.*To come`) }).waitFor();
      await shot(page, '61-price-change-announced', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await page.getByRole('link', { name: '‹ Plans' }).click();
      await page.getByText('€33.00 from 1 Mar 2027').waitFor();
      await on_a_phone(`/plans/${small.id}/price-changes`, (phone) => phone.getByText('Announced', { exact: true }), '62-price-changes-phone-dark');
    });

    await step('another one is taken back', async () => {
      const other = await api.post(`/v1/plans/${large.id}/price-changes`, { price_minor: 5200, on: '2027-03-01' });
      const state = async () => (await api.get(`/v1/price-changes/${other.id}`)).state;
      await eventually(async () => (await state()) === 'announced', { within_ms: 15000, what: 'the letters' });
      await page.goto(`/plans/${large.id}/price-changes`);
      await page.getByRole('button', { name: 'Take back' }).click();
      await dialog.getByText(/^1 customer who was told is told that it does not take place/).waitFor();
      await dialog.getByRole('button', { name: 'Take back' }).click();
      await page.getByText('Taken back', { exact: true }).waitFor();
      assert.equal(await state(), 'cancelled');
      await shot(page, '63-price-change-taken-back', { full: true });
    });

    await step('a coupon is made, withdrawn and given again', async () => {
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Plans' }).click();
      await page.getByRole('tab', { name: 'Coupons' }).click();
      await page.getByText('No coupons yet').waitFor();
      await page.getByRole('button', { name: 'New coupon' }).first().click();
      await dialog.getByLabel('Code').fill('welcome-10');
      await dialog.getByLabel('Name').fill('Welcome');
      await dialog.getByRole('textbox', { name: 'Percent' }).fill('10');
      await dialog.getByLabel('Billing periods').fill('2');
      await dialog.getByLabel('Most often').fill('5');
      await shot(page, '64-coupon-dialog', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await dialog.getByRole('button', { name: 'Create coupon' }).click();
      await dialog.waitFor({ state: 'detached' });
      const [coupon] = (await api.get('/v1/coupons')).items;
      assert.deepEqual([coupon.code, coupon.percent_ppm, coupon.periods, coupon.max_redemptions], ['welcome-10', 100000, 2, 5]);
      await page.getByRole('button', { name: 'Withdraw: welcome-10' }).click();
      await dialog.getByRole('button', { name: 'Withdraw' }).click();
      await page.getByRole('button', { name: 'Give again: welcome-10' }).click();
      await page.getByRole('button', { name: 'Withdraw: welcome-10' }).waitFor();
      await api.post(`/v1/services/${ada.service.id}/discounts`, { coupon_code: 'welcome-10', from: '2027-01-15' });
      await page.reload();
      await page.getByText('used 1 of 5 times').waitFor();
      await shot(page, '65-coupons', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await on_a_phone('/plans/coupons', (phone) => phone.getByText('welcome-10'), '66-coupons-phone-dark');
    });

    await step('the calculator says what a sale with an add-on and a coupon comes to', async () => {
      await page.goto(`/calculator?plan=${large.id}`);
      await page.getByLabel('Coupon code').fill('welcome-10');
      await page.getByLabel('Starts on').fill('2027-03-01');
      await page.getByLabel('Billing day').fill('1');
      await page.getByLabel('Look ahead until').fill('2027-04-30');
      await page.getByRole('group', { name: 'Add' }).getByRole('button', { name: 'Add-on or charge' }).click();
      const item = page.getByRole('group', { name: 'Event 1' });
      await item.getByRole('combobox', { name: 'What' }).click();
      await page.getByRole('option', { name: /Fixed address/ }).click();
      await item.getByLabel('Quantity').fill('2');
      await item.getByLabel('From').fill('2027-03-01');
      // 1 March: 49.00 less 10 % are 44.10, with 8.38 tax 52.48. The add-on is entered after that bill: 1 April has its March and
      // its April, 10.00 each, and 44.10, with 12.18 tax 76.28. Together 128.76.
      const bills = page.getByRole('region', { name: 'What would be billed' });
      await bills.getByText('€128.76').waitFor();
      await page.getByRole('listitem', { name: 'Invoice, 1 Mar 2027' }).getByText('€52.48').first().waitFor();
      await page.getByRole('listitem', { name: 'Invoice, 1 Apr 2027' }).getByText('€76.28').first().waitFor();
      await shot(page, '67-calculator-coupon', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      const { pathname, search } = new URL(page.url());
      await on_a_phone(pathname + search, (phone) => phone.getByText('€128.76'), '68-calculator-phone-dark');
    });

    await step('the invoice explains the discount as a step of its own', async () => {
      await daemon.advance('2027-02-01T12:00:00Z');
      const [{ id }] = (await api.get('/v1/invoices', { customer_id: ada.customer.id })).items;
      await page.goto(`/invoices/${id}`);
      await page.getByRole('button', { name: /^Explain: Fibre 100/ }).first().click();
      // 31.00 less 10 %: 27.90 for the month, 17 of 31 days of it 15.30.
      await page.getByRole('row', { name: /^Discount: Welcome.*10 % of 31\.00 EUR.*-3\.10 EUR/ }).waitFor();
      await page.getByRole('row', { name: /^Share of the period.*27\.90 EUR × 17 ÷ 31 days.*15\.30 EUR/ }).waitFor();
      await shot(page, '57-discount-explained', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
    });

    assert_no_problems(page, [/401/, /404/, /422/]); // asked for at sign-in; a code half typed; a day too early
  });
});
