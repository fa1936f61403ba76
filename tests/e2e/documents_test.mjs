// Documents in a real browser: an invoice read as its customer has it, downloaded, a line explained; a design changed with the
// preview beside it, a wrong one refused with its line; a statement and a receipt.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { with_daemon } from '../flows/support/daemon.mjs';
import { Browser, accessibility_violations, assert_no_problems, shot, sign_in } from './support/browser.mjs';

async function prepare(daemon, api) {
  await api.patch('/v1/provider', { name: 'Fjord Net', legal_name: 'Fjord Net Ltd', street: 'Quay 1', city: 'Fjordby', postal_code: '5003', vat_number: 'DE123456789', country: 'DE', payment_days: 14 });
  const tax = (await api.get('/v1/taxes')).items[0];
  const plan = await api.post('/v1/plans', { code: 'fibre-100', name: 'Fibre 100', price_minor: 2900, tax_id: tax.id });
  const customer = await api.post('/v1/customers', { name: 'Ada Lind', street: 'Hill 2', city: 'Fjordby', postal_code: '5004', billing_day: 1 });
  await api.post(`/v1/customers/${customer.id}/services`, { plan_id: plan.id, username: 'ada@fjord.example', password: 'ada-on-the-line' });
  await daemon.advance('20d');
  const payment = await api.post('/v1/payments', { customer_id: customer.id, amount_minor: 5000, method: 'bank' });
  return { customer, payment, invoice: (await api.get('/v1/invoices', { customer_id: customer.id })).items[0] };
}

test('documents at the desk', { timeout: 240000 }, async (t) => {
  const browser = await Browser.start();
  t.after(() => browser.stop());
  await with_daemon({ name: 'e2e-documents', simulated_clock: '2027-01-15T09:00:00Z' }, async (daemon) => {
    const api = await daemon.api('admin');
    const { customer, payment, invoice } = await prepare(daemon, api);
    const signed_in = async (options) => {
      const page = await browser.page({ url: daemon.url, ...options });
      await sign_in(page, api);
      return page;
    };
    const page = await signed_in({ width: 1400 });
    const saved_pdf = async (act) => {
      const [download] = await Promise.all([page.waitForEvent('download'), act()]);
      const bytes = readFileSync(await download.path());
      assert.equal(bytes.subarray(0, 5).toString(), '%PDF-');
      return download.suggestedFilename();
    };
    const settings = '/settings/documents';

    await page.goto(settings);
    const layout = page.getByLabel('Layout');
    const paper = page.frameLocator('iframe.paper-frame');
    await paper.getByRole('heading', { name: /^Invoice/ }).waitFor();
    await page.getByLabel('IBAN').fill('DE89 3704 0044 0532 0130 00');
    await paper.getByText('Scan with your banking app').waitFor();
    const standard = await layout.inputValue();
    await layout.fill(`${standard}\ncolour accent teal`);
    await page.getByText(`Line ${standard.split('\n').length + 1}:`).first().waitFor();
    await shot(page, 'documents-wrong');
    await layout.fill(standard.replace('#1d4ed8', '#0f766e'));
    await page.getByText('This cannot be drawn yet').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Design saved as version 1.').first().waitFor();
    await shot(page, 'documents-settings', { full: true });
    assert.deepEqual(await accessibility_violations(page), []);

    await page.goto(`/invoices/${invoice.id}`);
    await page.getByRole('button', { name: /^Explain: Fibre 100/ }).first().click();
    await page.getByText(/29\.00 EUR × 17 ÷ 31 days = 15\.90322…/).waitFor();
    await page.getByText(/The service began on/).waitFor();
    await shot(page, 'documents-explained', { full: true });
    assert.deepEqual(await accessibility_violations(page), []);
    assert.equal(await saved_pdf(() => page.getByRole('button', { name: 'Download PDF' }).click()), `invoice-${invoice.number}.pdf`);
    await page.getByText('Document', { exact: true }).click();
    await paper.getByRole('heading', { name: `Invoice ${invoice.number}` }).waitFor();
    await shot(page, 'documents-invoice', { full: true });

    await page.goto(`/customers/${customer.id}`);
    await page.getByRole('button', { name: 'Documents' }).click();
    await page.getByRole('menuitem', { name: 'Statement' }).click();
    await paper.getByText('Closing balance').waitFor();
    await shot(page, 'documents-statement');
    assert.match(await saved_pdf(() => page.getByRole('dialog').getByRole('button', { name: 'Download PDF' }).click()), /^statement-/);
    await page.goto(`/payments/${payment.id}`);
    assert.match(await saved_pdf(() => page.getByRole('button', { name: 'Receipt' }).click()), /^receipt-R2027-000001/);
    assert_no_problems(page, [/401/, /422/]);

    const phone = await signed_in({ phone: true, dark: true });
    for (const [address, name] of [[settings, 'settings'], [`/invoices/${invoice.id}`, 'explained'], [`/customers/${customer.id}`, 'customer']]) {
      await phone.goto(address);
      if (name === 'explained') {
        await phone.getByRole('button', { name: /^Explain: Fibre 100/ }).first().click();
        await phone.getByText(/15\.90322/).waitFor();
      } else await phone.getByRole('heading').first().waitFor();
      await phone.waitForLoadState('networkidle').catch(() => {});
      const wide = await phone.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      await shot(phone, `documents-phone-${name}`, { full: true });
      assert.ok(wide <= 0, `${address} is ${wide} points too wide for a phone`);
    }
  });
});
