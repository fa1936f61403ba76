// One morning and one month at a provider's desk, in a real browser: sign in, sign up a customer, see the login appear by itself,
// bill, see the suspension and why, take the money, see the service come back. What the network is told comes from the real daemon
// and goes to a (fake) access server; the logins are made by the real radclient.
import assert from 'node:assert/strict';
import test from 'node:test';

import { with_daemon } from '../flows/support/daemon.mjs';
import { FakeAccessServer, octets_in, octets_out } from '../flows/support/radius.mjs';
import { eventually } from '../flows/support/wait.mjs';
import { Browser, accessibility_violations, assert_no_problems, shot } from './support/browser.mjs';

const secret = 'e2e-shared-secret';
const username = 'ada@fjord.example';
const password = 'ada-on-the-line';

/** What the provider has before the morning begins: a tax, a plan, pools, an access server. */
async function prepare(api, nas) {
  await api.patch('/v1/provider', { name: 'Fjord Net', country: 'DE', time_zone: 'Europe/Berlin', payment_days: 14 });
  const taxes = (await api.get('/v1/taxes')).items;
  const tax = taxes.find((one) => one.code === 'VAT') ?? await api.post('/v1/taxes', { code: 'VAT', name: 'VAT', percent_ppm: 190000, valid_from: '2020-01-01' });
  await api.post('/v1/plans', { code: 'fibre-100', name: 'Fibre 100', price_minor: 2900, tax_id: tax.id, down_kbit: 100000, up_kbit: 50000 });
  const pool = await api.post('/v1/pools', { name: 'Customers', purpose: 'service', first_address: '100.64.0.10', last_address: '100.64.0.200' });
  const garden = await api.post('/v1/pools', { name: 'Garden', purpose: 'garden', first_address: '100.127.0.10', last_address: '100.127.0.200' });
  await api.post('/v1/access-servers', { name: 'bng-1', address: nas.address, secret, profile: 'mikrotik', coa_port: nas.coa_port,
    pool_id: pool.id, garden_pool_id: garden.id });
}

test('from sign-in to service again', { timeout: 300000 }, async (t) => {
  const nas = await FakeAccessServer.start({ address: '127.0.0.31', secret });
  const browser = await Browser.start();
  t.after(() => Promise.all([nas.stop(), browser.stop()]));
  await with_daemon({ name: 'e2e-loop', simulated_clock: '2027-03-01T09:00:00Z' }, async (daemon) => {
    const api = await daemon.api('admin');
    await prepare(api, nas);
    const page = await browser.page({ url: daemon.url });
    // A story: when one step fails, the next have nothing to stand on.
    const step = async (name, body) => {
      let failure;
      await t.test(name, () => body().catch(async (error) => {
        failure = error;
        await shot(page, '99-failed', { full: true });
        throw error;
      }));
      if (failure) throw failure;
    };
    const click = (role, name) => page.getByRole(role, { name, exact: true }).click();

    /** Logs in and starts a session; the address it got. */
    const connect = async (session_id, more = {}) => {
      const accept = await nas.login(daemon.auth_port, username, password);
      assert.equal(accept.code, 'Access-Accept', accept.output);
      const address = accept.attributes['Framed-IP-Address'];
      const reply = await nas.account(daemon.acct_port, 'Start', username, session_id, { 'Framed-IP-Address': address, ...more });
      assert.equal(reply.code, 'Accounting-Response', reply.output);
      return address;
    };

    await step('sign in, after one wrong password', async () => {
      await page.goto('/');
      await page.getByLabel('E-mail').fill(api.email);
      await page.getByLabel(/^Password/).first().fill('not this one');
      await page.getByRole('main').getByRole('button', { name: /^Sign in/ }).click();
      await page.getByRole('alert').waitFor();
      await shot(page, '01-wrong-password');
      await page.getByLabel(/^Password/).first().fill(api.password);
      await page.getByRole('main').getByRole('button', { name: /^Sign in/ }).click();
      await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
      await shot(page, '02-home-empty');
      assert.deepEqual(await accessibility_violations(page), []);
    });

    await step('sign up a customer with a service', async () => {
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Customers' }).click();
      await page.getByRole('button', { name: 'New customer' }).first().click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Name').fill('Ada Fjord');
      await dialog.getByLabel('Street and number').fill('Hafenstraße 7');
      await dialog.getByLabel('Postal code').fill('24103');
      await dialog.getByLabel('Town').fill('Kiel');
      await dialog.getByLabel('E-mail').fill('ada@example.com');
      await shot(page, '03-new-customer');
      await dialog.getByRole('button', { name: 'Sign up customer' }).click();
      await page.getByRole('heading', { name: 'Ada Fjord', level: 1 }).waitFor();

      await page.getByRole('button', { name: 'Add service' }).click();
      await page.getByRole('dialog').getByLabel('Plan').click();
      await page.getByRole('option', { name: /Fibre 100/ }).click();
      await page.getByRole('dialog').getByLabel('User name').fill(username);
      await page.getByRole('dialog').getByLabel(/^Password/).first().fill(password);
      await page.getByRole('dialog').getByRole('button', { name: 'Add service' }).click();
      await page.getByRole('heading', { name: 'Service added' }).waitFor();
      await shot(page, '04-service-added');
      await click('button', 'Done');
      await page.getByText('Offline', { exact: true }).waitFor();
      assert.deepEqual(await accessibility_violations(page), []);
    });

    await step('the login appears by itself', async () => {
      const line = { 'Calling-Station-Id': '02:00:5E:10:00:01' };
      const address = await connect('e2e-0001', line);
      await page.getByText(/^Online for/).waitFor({ timeout: 5000 });
      await page.getByText(address).waitFor();
      await nas.account(daemon.acct_port, 'Interim-Update', username, 'e2e-0001',
        { ...line, 'Framed-IP-Address': address, ...octets_in(250_000_000), ...octets_out(4_700_000_000), 'Acct-Session-Time': 600 });
      await page.getByText(/4\.70?\sGB/).first().waitFor({ timeout: 10000 });
      await shot(page, '05-online', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
    });

    let invoice;
    await step('bill the month', async () => {
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Billing' }).click();
      await page.getByText('What would be billed').waitFor();
      await page.getByText(/34\.51/).first().waitFor(); // 29.00 and 19 % of it
      await shot(page, '06-billing-preview');
      await click('button', 'Start billing run');
      await page.getByRole('dialog').getByRole('button', { name: /^Issue 1 invoice/ }).click();
      await eventually(async () => (await api.get('/v1/invoices')).items.length === 1, { within_ms: 15000, what: 'the invoice' });
      [invoice] = (await api.get('/v1/invoices')).items;
      assert.equal(invoice.gross_minor, 3451);
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Invoices' }).click();
      await page.getByRole('link', { name: invoice.number }).first().click();
      await page.getByRole('heading', { name: `Invoice ${invoice.number}` }).waitFor();
      await shot(page, '07-invoice', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
    });

    await step('ten days overdue: suspended, and the page says why', async () => {
      await page.getByRole('link', { name: 'Ada Fjord' }).first().click();
      await page.getByRole('heading', { name: 'Ada Fjord', level: 1 }).waitFor();
      // An hour before the ladder of the tenth day (07:00 in Berlin); nobody has heard of the first session since, it counts as ended.
      await daemon.advance('2027-03-25T05:00:00Z');
      await connect('e2e-0002');
      await page.getByText(/^Online for/).waitFor();
      const before = nas.received.length;
      await daemon.advance('2027-03-25T06:05:00Z');
      const why = `suspended because invoice ${invoice.number} is 10 days overdue`;
      await page.getByText(why).first().waitFor({ timeout: 10000 });
      await page.getByText('Payment page only').waitFor();
      const told = await nas.next((packet) => /Request$/.test(packet.code ?? ''), { after: before });
      assert.equal(told.authenticator, 'right');
      await nas.account(daemon.acct_port, 'Stop', username, 'e2e-0002', { 'Acct-Terminate-Cause': 'Admin-Reset' });
      // Back in at once, where the policy leaves the payment page open.
      assert.match(await connect('e2e-0003'), /^100\.127\.0\./);
      await page.getByText('100.127.0.', { exact: false }).first().waitFor();
      await shot(page, '08-suspended', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      const home = await browser.page({ url: daemon.url, dark: true });
      await home.context().addCookies(await page.context().cookies());
      await home.goto('/');
      await home.getByText('Overdue').first().waitFor();
      await shot(home, '09-home-dark');
      assert.deepEqual(await accessibility_violations(home), []);
      assert_no_problems(home);
    });

    await step('the money comes, the service is back within two seconds', async () => {
      await click('button', 'Record payment');
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Amount received').fill('34.51');
      await dialog.getByText('Cash', { exact: true }).click();
      await shot(page, '10-payment');
      const before = nas.received.length;
      await dialog.getByRole('button', { name: /^Record payment of/ }).click();
      const clicked = performance.now();
      await page.getByRole('heading', { name: 'Payment recorded' }).waitFor();
      const told = await nas.next((packet) => /Request$/.test(packet.code ?? ''), { after: before, within_ms: 5000 });
      assert.ok(told.at_ms - clicked < 2000, `${told.at_ms - clicked} ms`);
      await shot(page, '11-paid');
      await click('button', 'Done');
      await page.getByText('Full speed').waitFor();
      await page.getByText(/restored by payment/i).first().waitFor();
      const again = await nas.login(daemon.auth_port, username, password);
      assert.equal(again.attributes['Mikrotik-Rate-Limit'], '50000k/100000k', again.output);
      await shot(page, '12-restored', { full: true });
    });

    await step('on a phone', async () => {
      const phone = await browser.page({ url: daemon.url, phone: true });
      await phone.context().addCookies(await page.context().cookies());
      await phone.goto(new URL(page.url()).pathname);
      await phone.getByRole('heading', { name: 'Ada Fjord', level: 1 }).waitFor();
      await shot(phone, '13-phone', { full: true });
      const wide = await phone.evaluate(() => globalThis.document.documentElement.scrollWidth - globalThis.document.documentElement.clientWidth);
      assert.equal(wide, 0, 'nothing sticks out at the side');
      assert.deepEqual(await accessibility_violations(phone), []);
      assert_no_problems(phone);
    });

    assert_no_problems(page, [/401/]); // asked for, at the first step
  });
});
