// A discount on the invoice, in a real browser: its coupon, given to a customer with the bills shown before, on the invoice and its paper, explained line by
// line, and ended.
import assert from 'node:assert/strict';
import test from 'node:test';

import { with_daemon } from '../flows/support/daemon.mjs';
import { Browser, accessibility_violations, assert_no_problems, shot, sign_in } from './support/browser.mjs';

test('a discount on the invoice, from the coupon to the paper', { timeout: 300000 }, async (t) => {
  const browser = await Browser.start();
  t.after(() => browser.stop());
  await with_daemon({ name: 'e2e-invoice-discounts', simulated_clock: '2027-01-15T09:00:00Z' }, async (daemon) => {
    const api = await daemon.api('admin');
    await api.patch('/v1/provider', { name: 'Fjord Net', country: 'DE', time_zone: 'UTC', payment_days: 14 });
    const tax = (await api.get('/v1/taxes')).items.find((one) => one.code === 'VAT') ?? await api.post('/v1/taxes', { code: 'VAT', name: 'VAT', percent_ppm: 190000, valid_from: '2020-01-01' });
    const fibre = await api.post('/v1/plans', { code: 'fibre', name: 'Fibre 100', price_minor: 2900, tax_id: tax.id });
    const tv = await api.post('/v1/plans', { code: 'tv', name: 'TV Basic', price_minor: 999, tax_id: tax.id });
    const customer = await api.post('/v1/customers', { name: 'Ada Fjord', street: 'Hafenstraße 7', postal_code: '24103', city: 'Kiel', country: 'DE', billing_day: 1 });
    const service = await api.post(`/v1/customers/${customer.id}/services`, { plan_id: fibre.id, username: 'ada@fjord.example', starts_on: '2027-02-01' });
    await api.post(`/v1/services/${service.id ?? service.service.id}/items`, { plan_id: tv.id, from: '2027-02-01' });
    const page = await browser.page({ url: daemon.url });
    const step = async (name, body) => {
      let failure;
      await t.test(name, () => body().catch(async (error) => {
        failure = error;
        await shot(page, 'discount-failed', { full: true });
        throw error;
      }));
      if (failure) throw failure;
    };
    const dialog = page.getByRole('dialog');

    await step('sign in', () => sign_in(page, api));

    await step('a coupon that is on the invoice', async () => {
      await page.goto('/plans/coupons');
      await page.getByRole('button', { name: 'New coupon' }).first().click();
      await dialog.getByRole('textbox', { name: /^Code/ }).fill('welcome');
      await dialog.getByRole('textbox', { name: /^Name/ }).fill('Welcome');
      await dialog.getByText('A customer, on the invoice').click();
      await dialog.getByText('Amount', { exact: true }).click();
      await dialog.getByLabel(/^Amount, before tax/).fill('5');
      await dialog.getByLabel(/^Invoices/).fill('2');
      assert.equal(await dialog.getByLabel(/^Only for/).count(), 0);
      await shot(page, 'discount-1-coupon-dialog', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await dialog.getByRole('button', { name: 'Create coupon' }).click();
      await dialog.waitFor({ state: 'detached' });
      await page.getByText('2 invoices').waitFor();
      await shot(page, 'discount-2-coupons', { full: true });
    });

    await step('it is given to a customer, and the bills are shown first', async () => {
      await page.goto(`/customers/${customer.id}`);
      await page.getByRole('button', { name: 'Give discount' }).click();
      await dialog.getByText('Coupon', { exact: true }).click();
      await dialog.getByLabel('Coupon code').fill('welcome');
      await dialog.getByText('€40.45').first().waitFor(); // 38.99 less 5.00, with tax
      await shot(page, 'discount-3-give-dialog', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await dialog.getByRole('button', { name: 'Give discount' }).click();
      await dialog.waitFor({ state: 'detached' });
      await page.getByText('off 2 invoices, 0 used').waitFor();
      await shot(page, 'discount-4-customer', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
    });

    await step('the run bills just that; the invoice and its paper say why', async () => {
      await daemon.advance('2027-02-01T12:00:00Z');
      const invoice = (await api.get(`/v1/invoices?customer_id=${customer.id}`)).items[0];
      assert.equal(invoice.gross_minor, 4045);
      await page.goto(`/invoices/${invoice.id}`);
      await page.getByText('29.00 EUR less 3.72 EUR (Welcome)').waitFor();
      await shot(page, 'discount-5-invoice', { full: true });
      const steps = (await api.get(`/v1/invoices/${invoice.id}/lines/1/explanation`)).steps;
      assert.ok(steps.some(({ what, result }) => what === 'Discount on the invoice: Welcome' && result === '-3.72 EUR'));
      const view = await api.get(`/v1/customers/${customer.id}/discounts`);
      assert.deepEqual(view.items.map(({ used, taken_off_minor, is_over }) => [used, taken_off_minor, is_over]), [[1, 500, false]]);
    });

    await step('it is ended, with the bills that follow', async () => {
      await page.goto(`/customers/${customer.id}`);
      await page.getByRole('button', { name: 'End: Welcome' }).click();
      await dialog.getByText('€46.40').first().waitFor();
      await shot(page, 'discount-6-end-dialog', { full: true });
      await dialog.getByRole('button', { name: 'End', exact: true }).click();
      await dialog.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: '1 past discount' }).waitFor();
    });

    await step('on a phone, and in the dark', async () => {
      await page.setViewportSize({ width: 390, height: 844 });
      await page.goto(`/customers/${customer.id}`);
      await page.getByRole('button', { name: '1 past discount' }).click();
      await shot(page, 'discount-7-phone', { full: true });
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.getByRole('button', { name: 'Give discount' }).click();
      await dialog.getByLabel(/^Name/).fill('Sorry');
      await dialog.getByRole('textbox', { name: /^Percent/ }).fill('20');
      await dialog.getByText('€37.12').first().waitFor();
      await shot(page, 'discount-8-phone-dark', { full: true });
    });
    assert_no_problems(page);
  });
});
