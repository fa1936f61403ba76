// What a change costs, seen before it is made, in a real browser: the calculator for a service that nobody has yet, then a pause of
// one that somebody has, confirmed as quoted and taken up again. The cents are worked out here by hand, and are the API's too.
import assert from 'node:assert/strict';
import test from 'node:test';

import { with_daemon } from '../flows/support/daemon.mjs';
import { eventually } from '../flows/support/wait.mjs';
import { Browser, accessibility_violations, assert_no_problems, shot, sign_in } from './support/browser.mjs';

const euros = (minor) => `${minor < 0 ? '-' : ''}€${Math.trunc(Math.abs(minor) / 100)}.${String(Math.abs(minor) % 100).padStart(2, '0')}`;

/** A tax, two plans, a customer with a service since 1 March. */
async function prepare(api) {
  await api.patch('/v1/provider', { name: 'Fjord Net', country: 'DE', time_zone: 'Europe/Berlin', payment_days: 14 });
  const taxes = (await api.get('/v1/taxes')).items;
  const tax = taxes.find((one) => one.code === 'VAT') ?? await api.post('/v1/taxes', { code: 'VAT', name: 'VAT', percent_ppm: 190000, valid_from: '2020-01-01' });
  const plan = (code, name, price_minor) => api.post('/v1/plans', { code, name, price_minor, tax_id: tax.id });
  const small = await plan('fibre-100', 'Fibre 100', 2900);
  const large = await plan('fibre-500', 'Fibre 500', 4900);
  const customer = await api.post('/v1/customers', { name: 'Ada Fjord', kind: 'residential', street: 'Hafenstraße 7', postal_code: '24103', city: 'Kiel', country: 'DE', billing_day: 1 });
  const { service } = await api.post(`/v1/customers/${customer.id}/services`, { plan_id: small.id, username: 'ada@fjord.example', starts_on: '2027-03-01' });
  return { small, large, customer, service };
}

test('what it would cost, before it does', { timeout: 300000 }, async (t) => {
  const browser = await Browser.start();
  t.after(() => browser.stop());
  await with_daemon({ name: 'e2e-calculator', simulated_clock: '2027-03-01T09:00:00Z' }, async (daemon) => {
    const api = await daemon.api('admin');
    const { small, large, customer, service } = await prepare(api);
    const page = await browser.page({ url: daemon.url });
    // A story: when one step fails, the next have nothing to stand on.
    const step = async (name, body) => {
      let failure;
      await t.test(name, () => body().catch(async (error) => {
        failure = error;
        await shot(page, '29-failed', { full: true });
        throw error;
      }));
      if (failure) throw failure;
    };
    const document = (name) => page.getByRole('listitem', { name });
    const pick = async (within, label, option) => {
      await within.getByRole('combobox', { name: label }).click();
      await page.getByRole('option', { name: option }).click();
    };

    await step('sign in', () => sign_in(page, api));

    await step('a plan billed every quarter says so', async () => {
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Plans' }).click();
      await page.getByRole('button', { name: 'New plan' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Name').fill('Fibre Business');
      await dialog.getByLabel('Code').fill('fibre-business');
      await pick(dialog, 'Billed every', 'Quarter');
      await dialog.getByLabel('Price per quarter, before tax').fill('149');
      await dialog.getByRole('button', { name: 'Create plan' }).click();
      await page.getByRole('cell', { name: 'per quarter' }).waitFor();
      const plan = (await api.get('/v1/plans')).items.find(({ code }) => code === 'fibre-business');
      assert.deepEqual([plan.interval_months, plan.price_minor], [3, 14900]);
      await shot(page, '20-plans');
    });

    let address;
    await step('a new service with a change of plan, to the cent', async () => {
      await page.getByRole('link', { name: 'Calculate: Fibre 100' }).click();
      await page.getByRole('heading', { name: 'Calculator', level: 1 }).waitFor();
      await page.getByText('Nothing is written').waitFor();
      await page.getByLabel('Look ahead until').fill('2027-04-30');
      await page.getByLabel('Billing day').fill('1');
      await page.getByRole('group', { name: 'Add' }).getByRole('button', { name: 'Change plan' }).click();
      const event = page.getByRole('group', { name: 'Event 1' });
      await page.getByText('Complete the events').waitFor();
      await pick(event, 'Plan', /Fibre 500/);
      await event.getByLabel('From').fill('2027-03-16');

      // 1 March: 29.00 and 19 % of it. 16 March, after that bill: 15 of 31 days of 29.00 are 14.03, 14.97 come back with 2.84 tax.
      // 1 April: 16 of 31 days of 49.00 are 25.29, April is 49.00; 19 % of 74.29 are 14.12.
      const bill = await document('Credit note, 1 Apr 2027').innerText();
      for (const amount of ['-€14.97', '-€2.84', '-€17.81']) assert.ok(bill.includes(amount), `${amount} in ${bill}`);
      const first = await document('Invoice, 1 Mar 2027').innerText();
      for (const amount of ['€29.00', '€5.51', '€34.51']) assert.ok(first.includes(amount), `${amount} in ${first}`);
      const second = await document('Invoice, 1 Apr 2027').innerText();
      for (const amount of ['€25.29', '€49.00', '€74.29', '€14.12', '€88.41']) assert.ok(second.includes(amount), `${amount} in ${second}`);
      assert.match(second, /16 of 31 days × 49\.00 EUR/);

      const quote = await api.post('/v1/quotes', { plan_id: small.id, billing_day: 1, until: '2027-04-30', events: [{ kind: 'change_plan', on: '2027-03-16', plan_id: large.id }] }, { key: null });
      assert.deepEqual(quote.documents.map((one) => [one.kind, one.issued_on, one.gross_minor]), [['invoice', '2027-03-01', 3451], ['credit_note', '2027-04-01', 1781], ['invoice', '2027-04-01', 8841]]);
      const sums = await page.getByRole('region', { name: 'What would be billed' }).innerText();
      for (const minor of [quote.net_minor, quote.tax_minor, quote.gross_minor]) assert.ok(sums.includes(euros(minor)), `${euros(minor)} in ${sums}`);
      await shot(page, '21-calculator', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      address = page.url();
    });

    await step('the address is the calculation, also on a phone in the dark', async () => {
      const phone = await browser.page({ url: daemon.url, phone: true, dark: true });
      await phone.context().addCookies(await page.context().cookies());
      await phone.goto(address);
      await phone.getByRole('listitem', { name: 'Invoice, 1 Apr 2027' }).getByText('€88.41').first().waitFor();
      const wide = await phone.evaluate(() => globalThis.document.documentElement.scrollWidth - globalThis.document.documentElement.clientWidth);
      assert.equal(wide, 0, 'nothing sticks out at the side');
      await shot(phone, '22-calculator-phone-dark', { full: true });
      assert.deepEqual(await accessibility_violations(phone), []);
      assert_no_problems(phone);
    });

    await step('what cannot happen is said in a sentence', async () => {
      await page.goto(`/calculator?plan=${small.id}&events=resume.2027-03-20`);
      await page.getByRole('alert').getByText('The service is not paused on 2027-03-20.').waitFor();
      assert.equal((await api.get('/v1/invoices')).items.length, 0, 'nothing was written');
    });

    const manage = async (item) => {
      await page.getByRole('button', { name: 'Manage ada@fjord.example' }).click();
      await page.getByRole('menuitem', { name: item }).click();
      return page.getByRole('dialog');
    };
    let invoice;
    await step('a pause shows its money before it is confirmed', async () => {
      await api.post('/v1/billing/runs', { date: '2027-03-01' });
      await eventually(async () => (await api.get('/v1/invoices')).items.length === 1, { within_ms: 15000, what: 'the invoice' });
      [invoice] = (await api.get('/v1/invoices')).items;
      await daemon.advance('2027-03-10T09:00:00Z');
      await page.goto(`/customers/${customer.id}`);
      const dialog = await manage('Pause…');
      await dialog.getByLabel('Service again from').fill('2027-04-11');
      await dialog.getByLabel('Note, for colleagues').fill('At sea');
      // March: 9 of 31 days of 29.00 are 8.42, 20.58 come back with 3.91 tax. April: 20 of 30 days are 19.33, with 3.67 tax 23.00.
      await dialog.getByText(`for ${invoice.number}`).waitFor();
      await dialog.getByText('-€24.49').waitFor();
      await dialog.getByText('€23.00').waitFor();
      await dialog.getByText('was €34.51').waitFor();
      await dialog.getByRole('button', { name: /^Lines of Next invoice/ }).click();
      await dialog.getByText(/20 of 30 days × 29\.00 EUR/).waitFor();
      assert.deepEqual((await api.get(`/v1/services/${service.id}`)).pauses, [], 'not before it is confirmed');
      await shot(page, '23-pause');
      assert.deepEqual(await accessibility_violations(page), []);
      await dialog.getByRole('button', { name: 'Pause service' }).click();
      await page.getByText('Service paused.').waitFor();
      const card = page.getByRole('article', { name: /Fibre 100/ });
      await card.getByText('Paused', { exact: true }).first().waitFor();
      await card.getByText('10 Mar 2027, service again from 11 Apr 2027').waitFor();
      await card.getByText('At sea', { exact: true }).waitFor();
      await card.getByText(/as the customer asked/).waitFor();
      await shot(page, '24-paused', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
    });

    await step('resumed earlier, at the price that was shown', async () => {
      await daemon.advance('2027-03-20T09:00:00Z');
      await page.reload();
      const dialog = await manage('Resume…');
      // Paused for 10 of 31 days: 21 of them are 19.65, 9.35 come back with 1.78 tax; April is whole again.
      await dialog.getByText('-€11.13').waitFor();
      await dialog.getByText('was -€24.49').waitFor();
      await dialog.getByText('was €23.00').waitFor();
      await shot(page, '25-resume');
      await dialog.getByRole('button', { name: 'Resume service' }).click();
      await page.getByText('Service again from 20 Mar 2027.').waitFor();
      await page.getByRole('article', { name: /Fibre 100/ }).getByText('Active', { exact: true }).waitFor();
      assert.deepEqual((await api.get(`/v1/services/${service.id}`)).pauses.map(({ from, until }) => [from, until]), [['2027-03-10', '2027-03-20']]);
      // What was shown is what is billed.
      await daemon.advance('2027-04-01T09:00:00Z');
      await api.post('/v1/billing/runs', { date: '2027-04-01' }).catch(() => undefined); // the daily run may have been first
      await eventually(async () => (await api.get('/v1/invoices')).items.length === 3, { within_ms: 15000, what: 'the documents of April' });
      const issued = (await api.get('/v1/invoices')).items.filter(({ issued_on }) => issued_on === '2027-04-01').map(({ kind, gross_minor }) => [kind, gross_minor]);
      assert.deepEqual(issued.sort(), [['credit_note', 1113], ['invoice', 3451]]);
    });

    assert_no_problems(page, [/401/, /409/]); // asked for, at sign-in and where something cannot happen
  });
});
