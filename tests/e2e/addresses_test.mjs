// Addresses in a real browser: a pool of IPv6 prefixes, an access server that gives out of it, a service's own prefix, and the session
// that is found by an address within what it was given.
import assert from 'node:assert/strict';
import test from 'node:test';

import { with_daemon } from '../flows/support/daemon.mjs';
import { radclient } from '../flows/support/radius.mjs';
import { eventually } from '../flows/support/wait.mjs';
import { Browser, accessibility_violations, assert_no_problems, shot, sign_in } from './support/browser.mjs';

const secret = 'addresses-secret-9K', from = '127.0.0.14';

test('IPv6 from the pool to the session', { timeout: 300000 }, async (t) => {
  const browser = await Browser.start();
  t.after(() => browser.stop());
  await with_daemon({ name: 'e2e-addresses', simulated_clock: '2027-03-01T09:00:00Z' }, async (daemon) => {
    const api = await daemon.api('admin');
    await api.patch('/v1/provider', { name: 'Fjord Net', country: 'DE', time_zone: 'UTC' });
    await api.post('/v1/pools', { name: 'Homes', purpose: 'service', first_address: '100.64.0.1', last_address: '100.64.15.254' });
    await api.post('/v1/pools', { name: 'Payment page', purpose: 'garden', first_address: '10.99.0.1', last_address: '10.99.0.254' });
    const plan = await api.post('/v1/plans', { code: 'fiber', name: 'Fiber 250', price_minor: 2990, down_kbit: 250000, up_kbit: 50000 });
    const page = await browser.page({ url: daemon.url });
    const dialog = page.getByRole('dialog');
    const choose = async (label, option) => {
      await dialog.getByRole('combobox', { name: label }).click();
      await page.getByRole('option', { name: option, exact: true }).click();
    };
    await sign_in(page, api);

    await t.test('pools of prefixes say how many they give out', async () => {
      await page.goto('/pools');
      for (const [name, kind, prefix, gives] of [['Lines', 'IPv6 of the line', '2001:db8::/48', 'Gives out 65,536 times /64.'], ['Networks', 'IPv6 of the home network', '2001:db8:100::/40', 'Gives out 65,536 times /56.']]) {
        await page.getByRole('button', { name: 'New pool' }).first().click();
        await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
        await choose('For', kind);
        await dialog.getByRole('textbox', { name: 'Prefix' }).fill('2001:db8::1');
        await dialog.getByRole('button', { name: 'Create pool' }).click();
        await dialog.getByText('An IPv6 prefix such as 2001:db8:100::/40.').waitFor();
        await dialog.getByRole('textbox', { name: 'Prefix' }).fill(prefix);
        await dialog.getByText(gives).waitFor();
        if (name === 'Networks') await shot(page, 'addresses-pool');
        assert.deepEqual(await accessibility_violations(page), []);
        await dialog.getByRole('button', { name: 'Create pool' }).click();
        await dialog.waitFor({ state: 'detached' });
      }
      await page.getByText('2001:db8:100::/40 → /56').waitFor();
      await shot(page, 'addresses-pools', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
    });

    await t.test('an access server gives out of them', async () => {
      await page.goto('/access-servers');
      await page.getByRole('button', { name: 'New access server' }).first().click();
      await dialog.getByRole('textbox', { name: 'Name' }).fill('bras-1');
      await dialog.getByRole('textbox', { name: 'IP address' }).fill(from);
      await dialog.getByLabel(/^Shared secret/).fill(secret);
      await dialog.getByRole('combobox', { name: 'Kind of device' }).fill('MikroTik RouterOS');
      await page.getByRole('option', { name: 'MikroTik RouterOS', exact: true }).click();
      // The only pool of each kind is chosen by itself.
      await eventually(async () => (await dialog.getByRole('combobox', { name: 'IPv6 of the home network' }).inputValue()) === 'Networks');
      assert.equal(await dialog.getByRole('combobox', { name: 'IPv6 of the line' }).inputValue(), 'Lines');
      assert.equal(await dialog.getByRole('combobox', { name: 'Address pool' }).inputValue(), 'Homes');
      await shot(page, 'addresses-access-server', { full: true });
      await dialog.getByRole('button', { name: 'Create access server' }).click();
      await page.getByRole('button', { name: 'Done' }).click();
      await page.getByText('Networks').first().waitFor();
    });

    const server = (await api.get('/v1/access-servers')).items[0];
    assert.equal(server.delegated_pool_id, (await api.get('/v1/pools')).items.find(({ name }) => name === 'Networks').id);
    const customer = await api.post('/v1/customers', { name: 'Ada Fjord', street: 'Hafenstraße 7', postal_code: '24103', city: 'Kiel', country: 'DE' });
    await api.post(`/v1/customers/${customer.id}/services`, { plan_id: plan.id, username: 'ada@fjord.example', password: 'password' });
    const login = () => radclient({ kind: 'auth', port: daemon.auth_port, secret, from, attributes: { 'User-Name': 'ada@fjord.example', 'User-Password': 'password', 'Message-Authenticator': '0x00' } });

    await t.test("a prefix of one's own is refused where it is a pool's part, and sent where it is free", async () => {
      await eventually(async () => (await login()).attributes['Delegated-IPv6-Prefix'] === '2001:db8:100::/56');
      await page.goto(`/customers/${customer.id}`);
      await page.getByText('2001:db8:100::/56').first().waitFor();
      await page.getByRole('button', { name: /ada@fjord.example/ }).first().click();
      await page.getByRole('menuitem', { name: /login/i }).first().click();
      await dialog.getByRole('textbox', { name: 'Fixed IPv6 of the home network' }).fill('2001:db8:100:100::/60');
      await dialog.getByRole('button', { name: 'Save' }).click();
      await dialog.getByText(/overlaps with pool "Networks"/).first().waitFor();
      await shot(page, 'addresses-refused');
      assert.equal(page.problems.filter((problem) => !problem.includes('409 (Conflict)')).length, 0); // the browser tells the refusal, too
      page.problems.length = 0;
      await dialog.getByRole('textbox', { name: 'Fixed IPv6 of the home network' }).fill('2001:db8:6::/48');
      await dialog.getByRole('button', { name: 'Save' }).click();
      await dialog.waitFor({ state: 'detached' });
      await eventually(async () => (await login()).attributes['Delegated-IPv6-Prefix'] === '2001:db8:6::/48');
    });

    const { attributes } = await login();
    await radclient({
      kind: 'acct', port: daemon.acct_port, secret, from,
      attributes: { 'User-Name': 'ada@fjord.example', 'Acct-Session-Id': 'a-1', 'Acct-Status-Type': 'Start', 'Framed-IP-Address': attributes['Framed-IP-Address'], 'Framed-IPv6-Prefix': attributes['Framed-IPv6-Prefix'], 'Delegated-IPv6-Prefix': attributes['Delegated-IPv6-Prefix'] },
    });

    await t.test('the session is found by an address within its prefix', async () => {
      await page.goto(`/customers/${customer.id}`);
      await page.getByText('2001:db8:6::/48').nth(1).waitFor();
      await shot(page, 'addresses-customer', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await page.goto('/sessions?q=2001%3Adb8%3A6%3A7%3A%3A99');
      await page.getByText('Ada Fjord').first().waitFor();
      await shot(page, 'addresses-session');
      assert_no_problems(page);
    });

    await t.test('on a phone, in the dark', async () => {
      const phone = await browser.page({ url: daemon.url, phone: true, dark: true });
      await sign_in(phone, api);
      await phone.goto('/pools');
      await phone.getByText('2001:db8:100::/40 → /56').first().waitFor();
      await shot(phone, 'addresses-pools-phone-dark', { full: true });
      await phone.goto(`/customers/${customer.id}`);
      await phone.getByText('2001:db8:6::/48').first().waitFor();
      await shot(phone, 'addresses-customer-phone-dark', { full: true });
      await phone.goto(`/access-servers/${server.id}`);
      await phone.getByText('Networks').first().waitFor();
      await shot(phone, 'addresses-server-phone-dark', { full: true });
      assert.deepEqual(await accessibility_violations(phone), []);
      assert_no_problems(phone);
    });
  });
});
