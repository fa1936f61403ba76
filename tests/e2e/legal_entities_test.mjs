// Several legal entities in a real browser: nothing of them while there is one; a second one is added, a clash of prefixes refused in words,
// a customer buys from it, and reports can be narrowed to its books.
import assert from 'node:assert/strict';
import test from 'node:test';

import { with_daemon } from '../flows/support/daemon.mjs';
import { Browser, accessibility_violations, assert_no_problems, shot, sign_in } from './support/browser.mjs';

test('several legal entities', { timeout: 300000 }, async (t) => {
  const browser = await Browser.start();
  t.after(() => browser.stop());
  await with_daemon({ name: 'e2e-legal-entities', simulated_clock: '2027-03-01T05:00:00Z' }, async (daemon) => {
    const api = await daemon.api('admin');
    await api.patch('/v1/provider', { name: 'Fjord Net', legal_name: 'Fjord Net GmbH', street: 'Kai 1', postal_code: '24103', city: 'Kiel', country: 'DE', time_zone: 'UTC', payment_days: 14, invoice_prefix: '' });
    await api.post('/v1/tax-presets/eu/load', undefined);
    const plan = await api.post('/v1/plans', { code: 'fibre', name: 'Fibre 100', price_minor: 3100, tax_category: 'internet' });
    const ada = await api.post('/v1/customers', { name: 'Ada Fjord', street: 'Hafenstraße 7', postal_code: '24103', city: 'Kiel', country: 'DE', billing_day: 1 });
    await api.post(`/v1/customers/${ada.id}/services`, { plan_id: plan.id, username: 'ada@fjord.example' });
    const page = await browser.page({ url: daemon.url });
    const dialog = page.getByRole('dialog');
    await sign_in(page, api);

    await t.test('with one there is nothing of it to see', async () => {
      await page.goto('/customers');
      await page.getByRole('button', { name: 'New customer' }).click();
      await dialog.getByRole('textbox', { name: /^Name/ }).waitFor();
      assert.equal(await dialog.getByText('Legal entity').count(), 0);
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await page.goto('/reports/trial_balance');
      await page.getByRole('heading', { level: 1 }).waitFor();
      assert.equal(await page.getByRole('combobox', { name: 'Legal entity' }).count(), 0);
      await page.goto(`/customers/${ada.id}`);
      await page.getByText('Hafenstraße 7').first().waitFor();
      assert.equal(await page.getByText('Legal entity').count(), 0);
    });

    await t.test('another one is added', async () => {
      await page.goto('/settings/entities');
      await page.getByText('2027-000001', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'New legal entity' }).click();
      await dialog.getByRole('textbox', { name: /^Name/ }).fill('Alpen Netz');
      await dialog.getByRole('textbox', { name: /^Legal name/ }).fill('Alpen Netz Ges.m.b.H.');
      await dialog.getByRole('textbox', { name: /^Street/ }).fill('Ring 9');
      await dialog.getByRole('textbox', { name: /^Postal code/ }).fill('1010');
      await dialog.getByRole('textbox', { name: /^Town/ }).fill('Wien');
      await dialog.getByRole('textbox', { name: /^Country/ }).fill('at');
      await dialog.getByRole('textbox', { name: /^VAT number/ }).fill('ATU13585627');
      await dialog.getByRole('button', { name: 'Add legal entity' }).click();
      await dialog.getByText(/could be one of Fjord Net too/).first().waitFor(); // without a prefix, like the first one
      await shot(page, '110-entity-refused', { full: true });
      await dialog.getByRole('textbox', { name: /^Prefix/ }).fill('AT-');
      await dialog.getByText(/AT-CN2027-000001/).waitFor();
      await dialog.getByRole('textbox', { name: /^IBAN/ }).fill('AT61 1904 3002 3457 3201');
      await dialog.getByRole('textbox', { name: /^Registration/ }).fill('FN 12345a, Handelsgericht Wien');
      assert.deepEqual(await accessibility_violations(page), []);
      await dialog.getByRole('button', { name: 'Add legal entity' }).click();
      await dialog.waitFor({ state: 'detached' });
      await page.getByText('AT-2027-000001', { exact: true }).waitFor();
      await shot(page, '111-entities', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
    });

    await t.test('a new customer buys from it', async () => {
      await page.goto('/customers');
      await page.getByRole('button', { name: 'New customer' }).click();
      await dialog.getByRole('textbox', { name: /^Name/ }).fill('Eva Alm');
      await dialog.getByRole('combobox', { name: 'Legal entity' }).click();
      await page.getByRole('option', { name: 'Alpen Netz' }).click();
      await dialog.getByRole('textbox', { name: /^Country/ }).fill('AT');
      await shot(page, '112-entity-customer-dialog', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await dialog.getByRole('button', { name: 'Sign up customer' }).click();
      await page.getByRole('heading', { name: 'Eva Alm', level: 1 }).waitFor();
      await page.getByText('Alpen Netz').first().waitFor();
      const [eva] = (await api.get('/v1/customers', { q: 'Eva Alm' })).items;
      await api.post(`/v1/customers/${eva.id}/services`, { plan_id: plan.id, username: 'eva@alpen.example' });
      await daemon.advance('2027-03-02T09:00:00Z');
      await page.goto(`/customers/${eva.id}`);
      await page.getByText('AT-2027-000001').first().waitFor();
      await shot(page, '113-entity-customer', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      // It stays: the refusal says what to do.
      await page.getByRole('button', { name: 'Change', exact: true }).first().click();
      await dialog.getByRole('combobox', { name: 'Legal entity' }).click();
      await page.getByRole('option', { name: 'Fjord Net' }).click();
      await dialog.getByRole('button', { name: 'Save' }).click();
      await dialog.getByText(/make a new customer there/).first().waitFor();
      await shot(page, '114-entity-in-use', { full: true });
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      const [row] = (await api.get('/v1/invoices', { customer_id: eva.id })).items;
      await page.goto(`/invoices/${row.id}`);
      await page.getByText('Document', { exact: true }).click();
      await page.locator('iframe').waitFor();
      await page.waitForTimeout(500);
      await shot(page, '115-entity-paper', { full: true });
    });

    await t.test('reports are narrowed to its books', async () => {
      await page.goto('/reports/trial_balance');
      const both = page.getByRole('row', { name: /Receivables/ });
      await both.getByText('€74.09').first().waitFor();
      await page.getByRole('combobox', { name: 'Legal entity' }).click();
      await page.getByRole('option', { name: 'Alpen Netz' }).click();
      await both.getByText('€37.20').first().waitFor();
      await page.getByRole('heading', { name: 'Trial balance of Alpen Netz', level: 1 }).waitFor();
      await shot(page, '116-entity-trial-balance', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await page.getByRole('link', { name: '1200' }).click();
      await page.getByText('AT-2027-000001').first().waitFor(); // what is behind the figure is of the same books
      assert.equal(await page.getByText('Invoice 2027-000001').count(), 0);
      await page.goto('/reports');
      await page.getByRole('combobox', { name: 'Legal entity' }).waitFor();
      await shot(page, '117-entity-exports', { full: true });
    });

    await t.test('the preview of the design is of the one that is chosen', async () => {
      await page.goto('/settings/documents');
      const paper = page.frameLocator('iframe');
      await paper.getByText('Fjord Net').first().waitFor();
      await page.getByRole('combobox', { name: 'Legal entity' }).click();
      await page.getByRole('option', { name: 'Alpen Netz' }).click();
      await paper.getByText('Alpen Netz Ges.m.b.H.').first().waitFor();
      await paper.getByText(/AT61 1904/).first().waitFor();
      await shot(page, '121-entity-design', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
    });

    await t.test('its months close by themselves', async () => {
      await daemon.advance('2027-04-02T09:00:00Z');
      await page.goto('/ledger?view=months');
      await page.getByRole('combobox', { name: 'Legal entity' }).click();
      await page.getByRole('option', { name: 'Alpen Netz' }).click();
      await page.getByRole('button', { name: 'Close: March 2027' }).click();
      await dialog.getByText('The books of Alpen Netz alone are closed; those of the others take entries still.').waitFor();
      await shot(page, '122-entity-close', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await dialog.getByText('Close', { exact: true }).click();
      await page.getByText('The month is closed.').waitFor();
      await page.getByRole('combobox', { name: 'Legal entity' }).click();
      await page.getByRole('option', { name: 'All legal entities' }).click();
      await page.getByText('Closed for Alpen Netz').first().waitFor();
      await shot(page, '123-entity-months', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      assert.equal((await api.get('/v1/ledger/months')).find(({ month }) => month === '2027-03').is_closed, false);
    });

    await t.test('on a phone in the dark', async () => {
      const phone = await browser.page({ url: daemon.url, phone: true, dark: true });
      await phone.context().addCookies(await page.context().cookies());
      const wide = () => phone.evaluate(() => globalThis.document.documentElement.scrollWidth - globalThis.document.documentElement.clientWidth);
      await phone.goto('/settings/entities');
      await phone.getByText('AT-2027-000003', { exact: true }).waitFor();
      await shot(phone, '118-entities-phone-dark', { full: true });
      assert.equal(await wide(), 0, 'nothing sticks out at the side');
      assert.deepEqual(await accessibility_violations(phone), []);
      await phone.getByRole('button', { name: 'Change Alpen Netz' }).click();
      await phone.getByRole('dialog').getByRole('textbox', { name: /^IBAN/ }).waitFor();
      await shot(phone, '119-entity-dialog-phone-dark', { full: true });
      assert.deepEqual(await accessibility_violations(phone), []);
      await phone.goto('/reports/trial_balance?legal_entity=2');
      await phone.getByRole('heading', { name: 'Trial balance of Alpen Netz' }).waitFor();
      await shot(phone, '120-entity-report-phone-dark', { full: true });
      assert.equal(await wide(), 0, 'nothing sticks out at the side');
      await phone.goto('/ledger?view=months');
      await phone.getByText('Closed for Alpen Netz').first().waitFor();
      await shot(phone, '124-entity-months-phone-dark', { full: true });
      assert.equal(await wide(), 0, 'nothing sticks out at the side');
      assert.deepEqual(await accessibility_violations(phone), []);
      assert_no_problems(phone);
    });
    assert_no_problems(page, [/status of 409/]); // what was refused on purpose
  });
});
