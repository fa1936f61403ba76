// Reports in a real browser: from the books to what is behind each figure, down to the document; a credit note; files that hold
// what the page shows.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { with_daemon } from '../flows/support/daemon.mjs';
import { Browser, accessibility_violations, assert_no_problems, shot, sign_in } from './support/browser.mjs';

// Three customers on 29.00 plus 19 %: Ada pays, Bea does not, Cleo leaves on the 16th of the second month.
async function prepare(daemon, api) {
  await api.patch('/v1/provider', { name: 'Fjord Net', country: 'DE', time_zone: 'UTC', payment_days: 14 });
  const taxes = (await api.get('/v1/taxes')).items;
  const tax = taxes.find((one) => one.code === 'VAT') ?? await api.post('/v1/taxes', { code: 'VAT', name: 'VAT', percent_ppm: 190000, valid_from: '2020-01-01' });
  const plan = await api.post('/v1/plans', { code: 'fibre-100', name: 'Fibre 100', price_minor: 2900, tax_id: tax.id });
  const people = {};
  for (const name of ['Ada', 'Bea', 'Cleo']) {
    const customer = await api.post('/v1/customers', { name: `${name} Fjord`, street: 'Quay 7', postal_code: '24103', city: 'Kiel', country: 'DE', billing_day: 1 });
    const sold = await api.post(`/v1/customers/${customer.id}/services`, { plan_id: plan.id, username: `${name.toLowerCase()}@fjord.example` });
    people[name] = { customer, service: sold.service };
  }
  await daemon.advance('2027-01-05T09:00:00Z');
  await api.post('/v1/payments', { customer_id: people.Ada.customer.id, amount_minor: 3451, method: 'bank' });
  await daemon.advance('2027-02-16T09:00:00Z');
  await api.post(`/v1/services/${people.Cleo.service.id}/end`, { on: '2027-02-16' });
  await daemon.advance('2027-02-20T09:00:00Z');
  return people;
}

test('reports, down to the document', { timeout: 240000 }, async (t) => {
  const browser = await Browser.start();
  t.after(() => browser.stop());
  await with_daemon({ name: 'e2e-reports', simulated_clock: '2027-01-01T05:00:00Z' }, async (daemon) => {
    const api = await daemon.api('admin');
    const people = await prepare(daemon, api);
    const page = await browser.page({ url: daemon.url });
    const step = async (name, body) => {
      let failure;
      await t.test(name, () => body().catch(async (error) => {
        failure = error;
        await shot(page, 'reports-failed', { full: true });
        throw error;
      }));
      if (failure) throw failure;
    };
    const row = (text) => page.getByRole('row').filter({ hasText: text });
    await sign_in(page, api);

    await step('who owes, for how long', async () => {
      await page.goto('/reports');
      await shot(page, 'reports');
      assert.deepEqual(await accessibility_violations(page), []);
      await page.getByRole('link', { name: 'Receivables ageing' }).click();
      // Bea: January is 36 days late, February five; Ada's February; Cleo's January, and February less its 13 unused of 28 days.
      await row('Bea Fjord').getByText('69.02').waitFor();
      await row('Cleo Fjord').waitFor();
      await page.waitForLoadState('networkidle');
      await shot(page, 'reports-ageing');
      assert.deepEqual(await accessibility_violations(page), []);
    });

    await step('from the customer to the invoices, to the document', async () => {
      await row('Bea Fjord').getByRole('link').first().click();
      await page.getByText('Only Bea Fjord').waitFor();
      assert.equal(await page.getByRole('row').filter({ hasText: '34.51' }).count() >= 2, true);
      await shot(page, 'reports-open-invoices');
      await row(/1 Jan 2027|01\/01\/2027/).getByRole('link').first().click();
      await page.getByRole('heading', { level: 1, name: /^Invoice / }).waitFor();
      await page.getByText('Bea Fjord').first().waitFor();
    });

    await step('a tax, and the credit note in its own period', async () => {
      await page.goto('/reports/taxes?from=2027-02-01&to=2027-02-28');
      await row('VAT').first().waitFor();
      // 13 of 28 days of 29.00 are given back: 13.46 and 2.56 of tax; three invoices of 5.51.
      await page.getByText('16.53').first().waitFor();
      await page.getByText('2.56').first().waitFor();
      await shot(page, 'reports-tax');
      assert.deepEqual(await accessibility_violations(page), []);
      await row('VAT').getByRole('link').first().click();
      await row('Cleo Fjord').first().waitFor();
      await shot(page, 'reports-tax-documents');
      await row(/CN2027-/).getByRole('link').first().click();
      await page.getByRole('heading', { level: 1, name: /^Credit note / }).waitFor();
      await page.getByText('13.46').first().waitFor();
      await shot(page, 'reports-credit-note', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
    });

    await step('the books sum to nothing, and the file says the same', async () => {
      await page.goto('/reports/trial_balance');
      await row('1200').first().waitFor();
      await shot(page, 'reports-trial-balance');
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download as CSV' }).or(page.getByRole('link', { name: 'Download as CSV' })).first().click()]);
      const lines = readFileSync(await download.path(), 'utf8').trim().split(/\r?\n/);
      const header = lines[0].replace(/^\ufeff/, '').split(',').map((cell) => cell.replaceAll('"', ''));
      const at = header.findIndex((cell) => /closing/i.test(cell));
      assert.notEqual(at, -1, lines[0]);
      const cents = lines.slice(1).map((line) => Math.round(Number(line.split(',')[at].replaceAll('"', '')) * 100));
      assert.equal(cents.length >= 4, true);
      assert.equal(cents.reduce((sum, value) => sum + value, 0), 0, 'debits and credits balance');
      await row('1200').first().getByRole('link').first().click();
      await page.waitForURL(/1200/);
      await shot(page, 'reports-account');
    });

    await step('an invoice that should not have gone out', async () => {
      const first = (await api.get('/v1/invoices', { customer_id: people.Bea.customer.id })).items.find((one) => one.issued_on === '2027-01-01');
      await page.goto(`/invoices/${first.id}`);
      await page.getByRole('button', { name: 'Void' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Void invoice' }).click();
      await dialog.getByText(/required|is needed|Fill/i).first().waitFor();
      await dialog.getByLabel('Why it should not have gone out').fill('Sent to the wrong Bea');
      await shot(page, 'void-dialog');
      await dialog.getByRole('button', { name: 'Void invoice' }).click();
      await page.getByText(/Sent to the wrong Bea \(/).waitFor();
      await page.getByRole('button', { name: 'Void' }).waitFor({ state: 'detached' });
      await page.getByText('is void;').first().waitFor();
      await shot(page, 'void-invoice', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await page.getByRole('link', { name: /CN2027-/ }).first().click();
      await page.getByRole('heading', { level: 1, name: /^Credit note CN2027-/ }).waitFor();
      await page.getByText('34.51').first().waitFor();
      await page.goto('/reports/receivables_ageing');
      await row('Bea Fjord').getByText('34.51').first().waitFor();
      assert.equal(await row('Bea Fjord').getByText('69.02').count(), 0);
    });

    await step('all currencies in one, at a dated rate', async () => {
      await page.goto('/settings/currencies');
      await page.getByRole('textbox', { name: 'Currency' }).fill('usd');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Rates in USD').waitFor();
      await page.goto('/reports/receivables_ageing');
      await page.getByText(/there is no rate of EUR on 20 Feb 2027/).waitFor();
      await page.getByRole('link', { name: 'Set rates' }).click();
      await page.getByRole('button', { name: 'Add rate' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Currency').fill('eur');
      await dialog.getByLabel('One unit in USD').fill('nothing');
      await dialog.getByRole('button', { name: 'Add rate' }).click();
      await dialog.getByText('A number like 0.9213.').waitFor();
      await dialog.getByLabel('One unit in USD').fill('1,085');
      await dialog.getByLabel('Source').fill('ECB');
      await dialog.getByRole('button', { name: 'Add rate' }).click();
      await page.getByRole('row').filter({ hasText: 'EUR' }).getByText('1.085').waitFor();
      await shot(page, 'reports-currencies', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await page.goto('/reports/receivables_ageing');
      // 156.53 less the 34.51 that were voided, at 1.085.
      await row('All in USD').getByText('$132.39').waitFor();
      await page.getByText('At the rates of 20 Feb 2027: 1 EUR = 1.085.').waitFor();
      await page.waitForLoadState('networkidle');
      await shot(page, 'reports-converted');
    });

    await step('on a phone, in the dark', async () => {
      const phone = await browser.page({ url: daemon.url, phone: true, dark: true });
      await sign_in(phone, api);
      for (const [address, name] of [['/reports', 'list'], ['/reports/receivables_ageing', 'ageing'], ['/settings/currencies', 'currencies'], ['/reports/taxes?from=2027-02-01&to=2027-02-28', 'tax']]) {
        await phone.goto(address);
        await phone.getByRole('heading', { level: 1 }).waitFor();
        await phone.waitForLoadState('networkidle');
        await shot(phone, `reports-phone-${name}`, { full: true });
        assert.equal(await phone.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), true, `${address} does not scroll sideways`);
      }
      assert_no_problems(phone, [/401/]);
    });
    assert_no_problems(page, [/401/]);
    assert.equal(people.Bea.customer.name, 'Bea Fjord');
  });
});
