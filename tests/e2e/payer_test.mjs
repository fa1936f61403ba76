// One payer for several accounts, in a real browser: chosen with the bills of both before it is confirmed, seen on both pages and on the invoice.
import assert from 'node:assert/strict';
import test from 'node:test';

import { with_daemon } from '../flows/support/daemon.mjs';
import { Browser, accessibility_violations, assert_no_problems, shot } from './support/browser.mjs';

test('somebody else pays', { timeout: 300000 }, async (t) => {
  const browser = await Browser.start();
  t.after(() => browser.stop());
  await with_daemon({ name: 'e2e-payer', simulated_clock: '2027-03-01T09:00:00Z' }, async (daemon) => {
    const api = await daemon.api('admin');
    await api.patch('/v1/provider', { name: 'Fjord Net', country: 'DE', time_zone: 'UTC', payment_days: 14 });
    const tax = (await api.get('/v1/taxes')).items[0];
    const plan = await api.post('/v1/plans', { code: 'fibre', name: 'Fibre 100', price_minor: 2900, tax_id: tax.id });
    const sign_up = async (name, username) => {
      const customer = await api.post('/v1/customers', { name, street: 'Hafenstraße 7', postal_code: '24103', city: 'Kiel', country: 'DE' });
      await api.post(`/v1/customers/${customer.id}/services`, { plan_id: plan.id, username });
      return customer;
    };
    const ada = await sign_up('Ada Fjord', 'ada@fjord.example'), pat = await sign_up('Pat Fjord', 'pat@fjord.example');
    await daemon.advance('2027-03-10T09:00:00Z');
    const page = await browser.page({ url: daemon.url });
    const dialog = page.getByRole('dialog');
    await page.goto('/sign-in');
    await page.getByLabel('E-mail').fill(api.email);
    await page.getByLabel(/^Password/).first().fill(api.password);
    await page.getByRole('main').getByRole('button', { name: /^Sign in/ }).click();
    await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();

    await t.test('the payer is chosen, with the bills of both', async () => {
      await page.goto(`/customers/${ada.id}`);
      await page.getByRole('button', { name: 'Change who is billed' }).click();
      await dialog.getByRole('combobox', { name: 'Payer' }).fill('Pat');
      await page.getByRole('option', { name: /Pat Fjord/ }).click();
      await dialog.getByLabel('First day').fill('2027-03-01');
      await dialog.getByText('to Pat Fjord').first().waitFor();
      await dialog.getByText('Credit note', { exact: false }).first().waitFor();
      await dialog.getByText(/in all, as it is now/).waitFor(); // what one pays less the other pays more
      await shot(page, '95-payer-dialog', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await dialog.getByRole('button', { name: 'Change who is billed' }).click();
      await dialog.waitFor({ state: 'detached' });
      await page.getByRole('link', { name: 'Pat Fjord' }).first().waitFor();
      await shot(page, '96-payer-customer', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
    });

    await t.test('his page and his invoice say for whom', async () => {
      await daemon.advance('2027-04-01T09:00:00Z');
      await page.goto(`/customers/${pat.id}`);
      await page.getByRole('link', { name: 'Ada Fjord' }).first().waitFor();
      await shot(page, '97-payer-pays-for', { full: true });
      const [row] = (await api.get('/v1/invoices', { customer_id: pat.id })).items;
      await page.goto(`/invoices/${row.id}`);
      await page.getByRole('link', { name: `${ada.number} Ada Fjord` }).waitFor();
      assert.equal(await page.getByText('Subtotal').count() >= 2, true);
      await shot(page, '98-payer-invoice', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await page.getByText('Document', { exact: true }).click();
      await page.locator('iframe').waitFor();
      await page.waitForTimeout(500);
      await shot(page, '98b-payer-paper', { full: true });
      assert.deepEqual(row.customer_id, pat.id);
    });

    await t.test('on a phone in the dark', async () => {
      const phone = await browser.page({ url: daemon.url, phone: true, dark: true });
      await phone.context().addCookies(await page.context().cookies());
      const [row] = (await api.get('/v1/invoices', { customer_id: pat.id })).items;
      await phone.goto(`/invoices/${row.id}`);
      await phone.getByRole('link', { name: `${ada.number} Ada Fjord` }).waitFor();
      await shot(phone, '99-payer-invoice-phone-dark', { full: true });
      await phone.goto(`/customers/${ada.id}`);
      await phone.getByRole('button', { name: 'Change who is billed' }).click();
      await phone.getByRole('dialog').getByText('The customer', { exact: true }).waitFor();
      await phone.getByRole('dialog').getByLabel('First day').fill('2027-04-01');
      await phone.getByRole('dialog').getByText('to Ada Fjord').first().waitFor();
      await shot(phone, '99b-payer-dialog-phone-dark', { full: true });
      const wide = await phone.evaluate(() => globalThis.document.documentElement.scrollWidth - globalThis.document.documentElement.clientWidth);
      assert.equal(wide, 0, 'nothing sticks out at the side');
      assert.deepEqual(await accessibility_violations(phone), []);
      assert_no_problems(phone);
    });
    assert_no_problems(page);
  });
});
