// A bundle, in a real browser: chosen from plans that are sold alone, with what it saves; billed as one line, divided over the parts. The cents are
// worked out here by hand.
import assert from 'node:assert/strict';
import test from 'node:test';

import { with_daemon } from '../flows/support/daemon.mjs';
import { Browser, accessibility_violations, assert_no_problems, shot, sign_in } from './support/browser.mjs';

test('a bundle at one price', { timeout: 300000 }, async (t) => {
  const browser = await Browser.start();
  t.after(() => browser.stop());
  await with_daemon({ name: 'e2e-bundle', simulated_clock: '2027-03-01T09:00:00Z' }, async (daemon) => {
    const api = await daemon.api('admin');
    await api.patch('/v1/provider', { name: 'Fjord Net', country: 'DE', time_zone: 'UTC', payment_days: 14 });
    const vat = (await api.get('/v1/taxes')).items.find(({ code }) => code === 'VAT') ?? await api.post('/v1/taxes', { code: 'VAT', name: 'VAT', percent_ppm: 190000, valid_from: '2020-01-01' });
    const low = await api.post('/v1/taxes', { code: 'LOW', name: 'Reduced', percent_ppm: 70000, valid_from: '2020-01-01' });
    const fiber = await api.post('/v1/plans', { code: 'fiber-250', name: 'Fiber 250', price_minor: 2990, tax_id: vat.id, down_kbit: 250000, up_kbit: 50000 });
    const tv = await api.post('/v1/plans', { code: 'tv', name: 'TV Basic', kind: 'television', attributes: [{ name: 'channels', value: 'Basic' }], price_minor: 1990, tax_id: low.id });
    await api.post('/v1/plans', { code: 'phone', name: 'Telephone', kind: 'voice', attributes: [{ name: 'lines', value: '1' }], price_minor: 4500, interval_months: 3, tax_id: vat.id });
    const page = await browser.page({ url: daemon.url });
    const dialog = page.getByRole('dialog');
    const choose = async (name) => {
      await dialog.getByRole('combobox', { name: 'Sold as a bundle of' }).fill(name);
      await page.getByRole('option', { name }).click();
    };
    await sign_in(page, api);

    await t.test('parts are chosen, and what they cost alone is seen', async () => {
      await page.goto('/plans');
      await page.getByRole('button', { name: 'New plan' }).first().click();
      await dialog.getByRole('textbox', { name: 'Name' }).fill('Triple play');
      await dialog.getByRole('textbox', { name: 'Code' }).fill('triple');
      await dialog.getByLabel(/Price per month, before tax/).fill('49.90');
      for (const name of ['Fiber 250', 'TV Basic', 'Telephone']) await choose(name);
      await page.keyboard.press('Escape');
      await dialog.getByText('Alone €64.80 per month. The bundle saves €14.90 (23%).').waitFor();
      await shot(page, 'bundle-dialog', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await dialog.getByRole('button', { name: 'Create plan' }).click();
      await dialog.waitFor({ state: 'detached' });
      await page.getByText('of Fiber 250, TV Basic, Telephone').first().waitFor();
      await shot(page, 'bundle-plans', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
    });

    const triple = (await api.get('/v1/plans')).items.find(({ code }) => code === 'triple');
    const customer = await api.post('/v1/customers', { name: 'Ada Fjord', street: 'Hafenstraße 7', postal_code: '24103', city: 'Kiel', country: 'DE' });
    await api.post(`/v1/customers/${customer.id}/services`, { plan_id: triple.id, username: 'ada@fjord.example' });
    await daemon.advance('2027-03-02T09:00:00Z');
    const [row] = (await api.get('/v1/invoices', { customer_id: customer.id })).items;

    await t.test('the invoice has one line, and says what it is divided into', async () => {
      const invoice = await api.get(`/v1/invoices/${row.id}`);
      assert.deepEqual(invoice.lines.map(({ net_minor, parts }) => [net_minor, parts.map((part) => [part.name, part.net_minor])]), [[4990, [['Fiber 250', 2303], ['TV Basic', 1532], ['Telephone', 1155]]]]);
      assert.equal(invoice.tax_minor, 657 + 107); // 19 % of 34.58, 7 % of 15.32
      await page.goto(`/invoices/${row.id}`);
      await page.getByText('of which Fiber 250 €23.03, TV Basic €15.32, Telephone €11.55').waitFor();
      await page.getByRole('button', { name: /^Explain: Triple play/ }).first().click();
      await page.getByText('49.90 EUR × 299 ÷ 648 = 23.02484…').first().waitFor();
      await shot(page, 'bundle-invoice', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await page.getByText('Document', { exact: true }).click();
      await page.frameLocator('iframe').getByText('includes Fiber 250, TV Basic, Telephone').waitFor();
      await shot(page, 'bundle-paper', { full: true });
    });

    await t.test('a newer price of a part waits until it is taken over, also on a phone in the dark', async () => {
      await api.patch(`/v1/plans/${tv.id}`, { price_minor: 2490 });
      assert.equal((await api.get(`/v1/plans/${triple.id}`)).bundle[1].price_minor, 1990);
      const phone = await browser.page({ url: daemon.url, phone: true, dark: true });
      await phone.context().addCookies(await page.context().cookies());
      await phone.goto(`/invoices/${row.id}`);
      await phone.getByText('of which Fiber 250', { exact: false }).waitFor();
      await shot(phone, 'bundle-invoice-phone-dark', { full: true });
      await phone.goto('/plans');
      await phone.getByText('of Fiber 250, TV Basic, Telephone').first().waitFor();
      await shot(phone, 'bundle-plans-phone-dark', { full: true });
      await phone.getByRole('button', { name: 'Change: Triple play' }).click();
      await phone.getByRole('dialog').getByText('TV Basic €24.90 instead of €19.90').waitFor();
      await phone.getByRole('dialog').getByRole('switch', { name: 'Take over what the parts cost today' }).click();
      await phone.getByRole('dialog').getByText('Alone €69.80 per month', { exact: false }).waitFor();
      await shot(phone, 'bundle-dialog-phone-dark', { full: true });
      const wide = await phone.evaluate(() => globalThis.document.documentElement.scrollWidth - globalThis.document.documentElement.clientWidth);
      assert.equal(wide, 0, 'nothing sticks out at the side');
      assert.deepEqual(await accessibility_violations(phone), []);
      await phone.getByRole('dialog').getByRole('button', { name: 'Make version 2' }).click();
      await phone.getByRole('dialog').waitFor({ state: 'detached' });
      assert.equal((await api.get(`/v1/plans/${triple.id}`)).bundle[1].price_minor, 2490);
      assert_no_problems(phone);
    });

    await t.test('refusals say what to do', async () => {
      const make = (bundle) => api.post('/v1/plans', { code: 'x', name: 'X', price_minor: 100, bundle });
      await assert.rejects(make([fiber.id, triple.id]), { code: 'bundle_in_bundle', detail: 'Triple play is a bundle: name its parts instead.' });
      await assert.rejects(make([fiber.id]), { code: 'bundle_size' });
    });
    assert_no_problems(page);
  });
});
