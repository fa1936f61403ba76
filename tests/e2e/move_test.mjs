// A move, in a real browser: the dialog shows the bills before it is confirmed, the service shows where it is and was.
import assert from 'node:assert/strict';
import test from 'node:test';

import { with_daemon } from '../flows/support/daemon.mjs';
import { Browser, accessibility_violations, assert_no_problems, shot } from './support/browser.mjs';

test('a service moves to another address', { timeout: 300000 }, async (t) => {
  const browser = await Browser.start();
  t.after(() => browser.stop());
  await with_daemon({ name: 'e2e-move', simulated_clock: '2027-03-01T09:00:00Z' }, async (daemon) => {
    const api = await daemon.api('admin');
    await api.patch('/v1/provider', { name: 'Fjord Net', country: 'CA', time_zone: 'UTC', payment_days: 14 });
    await api.post('/v1/tax-presets/ca/load', undefined);
    const plan = await api.post('/v1/plans', { code: 'fibre', name: 'Fibre 100', price_minor: 6200, tax_category: 'internet' });
    await api.post('/v1/plans', { code: 'visit', name: 'Technician’s visit', price_minor: 4000, tax_category: 'internet', is_once: true });
    const customer = await api.post('/v1/customers', { name: 'Ada Fjord', street: '8 Shore', postal_code: 'V6B 4Y8', city: 'Vancouver', country: 'CA' });
    const sell = (username) => api.post(`/v1/customers/${customer.id}/services`, { plan_id: plan.id, username });
    const { service } = await sell('ada@fjord.example');
    await sell('tv@fjord.example');
    await daemon.advance('2027-03-16T09:00:00Z');
    const page = await browser.page({ url: daemon.url });
    const dialog = page.getByRole('dialog');
    await page.goto('/sign-in');
    await page.getByLabel('E-mail').fill(api.email);
    await page.getByLabel(/^Password/).first().fill(api.password);
    await page.getByRole('main').getByRole('button', { name: /^Sign in/ }).click();
    await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
    const open = async (who) => {
      await who.getByRole('button', { name: 'Manage ada@fjord.example' }).click();
      await who.getByRole('menuitem', { name: 'Move…' }).click();
    };

    await t.test('the bills are shown before, and the addresses after', async () => {
      await page.goto(`/customers/${customer.id}`);
      await page.getByText('8 Shore, V6B 4Y8 Vancouver, CA').first().waitFor();
      await open(page);
      await dialog.getByLabel('First day at the new address').fill('2027-03-11');
      await dialog.getByLabel('Street').fill('1 King');
      await dialog.getByLabel('Postal code').fill('M5V 3L9');
      await dialog.getByLabel(/^(Town|City)/).fill('Toronto');
      await dialog.getByRole('combobox', { name: 'Fee' }).click();
      await page.getByRole('option', { name: /Technician/ }).click();
      await dialog.getByText('Credit note', { exact: false }).first().waitFor();
      await shot(page, '90-move-dialog', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await dialog.getByRole('button', { name: 'Move', exact: true }).click();
      await dialog.waitFor({ state: 'detached' });
      await page.getByText('Until Mar 11, 2027', { exact: false }).first().waitFor();
      await page.getByText('Service moved').first().waitFor();
      await shot(page, '91-move-service', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      assert.deepEqual((await api.get(`/v1/services/${service.id}/addresses`)).items.map(({ city }) => city), ['Vancouver', 'Toronto']);
    });

    await t.test('all services, on a phone in the dark', async () => {
      const phone = await browser.page({ url: daemon.url, phone: true, dark: true });
      await phone.context().addCookies(await page.context().cookies());
      await phone.goto(`/customers/${customer.id}`);
      await phone.getByText('1 King, M5V 3L9 Toronto, CA').first().waitFor();
      await open(phone);
      const asked = phone.getByRole('dialog');
      await asked.getByLabel('First day at the new address').fill('2027-04-01');
      await asked.getByLabel('Street').fill('2 Bow');
      await asked.getByLabel('Postal code').fill('T2P 1J9');
      await asked.getByLabel(/^(Town|City)/).fill('Calgary');
      await asked.getByLabel('Move the customer’s other service too').click();
      await asked.getByText('Next invoice', { exact: false }).first().waitFor();
      await shot(phone, '92-move-phone-dark', { full: true });
      const wide = await phone.evaluate(() => globalThis.document.documentElement.scrollWidth - globalThis.document.documentElement.clientWidth);
      assert.equal(wide, 0, 'nothing sticks out at the side');
      assert.deepEqual(await accessibility_violations(phone), []);
      await asked.getByRole('button', { name: 'Move', exact: true }).click();
      await phone.getByText('From Apr 1, 2027: 2 Bow', { exact: false }).first().waitFor();
      await shot(phone, '93-move-phone-dark-after', { full: true });
      assert_no_problems(phone);
    });
    assert_no_problems(page);
  });
});
