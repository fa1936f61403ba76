// "It does not log in", in a real browser: the refused login appears by itself with its reason in words, on the page of all logins,
// from the access server and from the customer's service.
import assert from 'node:assert/strict';
import test from 'node:test';

import { with_daemon } from '../flows/support/daemon.mjs';
import { radclient } from '../flows/support/radius.mjs';
import { eventually } from '../flows/support/wait.mjs';
import { Browser, accessibility_violations, assert_no_problems, shot, sign_in } from './support/browser.mjs';

const secret = 'e2e-logins-secret';

test('who was refused, and why', { timeout: 300000 }, async (t) => {
  const browser = await Browser.start();
  t.after(() => browser.stop());
  await with_daemon({ name: 'e2e-logins' }, async (daemon) => {
    const api = await daemon.api('admin');
    await api.patch('/v1/provider', { name: 'Fjord Net', country: 'DE', time_zone: 'Europe/Berlin', payment_days: 14 });
    const plan = await api.post('/v1/plans', { code: 'fibre', name: 'Fibre 100', price_minor: 2900, down_kbit: 100000, up_kbit: 50000 });
    const server = await api.post('/v1/access-servers', { name: 'bng-north-1', address: '127.0.0.1', secret, profile: 'standard' });
    await api.post('/v1/access-servers', { name: 'bng-south-1', address: '127.0.0.99', secret, profile: 'standard' });
    const people = {};
    for (const [name, username] of [['Ada Fjord', 'ada@fjord.example'], ['Bert Holm', 'bert@fjord.example'], ['Carla von und zu Hohenstein-Langenfeld', 'carla.hohenstein-langenfeld@fjord.example']]) {
      const customer = await api.post('/v1/customers', { name, street: '7 Quay', postal_code: '24103', city: 'Kiel', country: 'DE' });
      const { service } = await api.post(`/v1/customers/${customer.id}/services`, { plan_id: plan.id, username, password: 'right' });
      people[username] = { customer, service };
    }
    await api.post(`/v1/services/${people['bert@fjord.example'].service.id}/hold`, { note: 'modem was stolen' });
    const login = (username, password, mac, port = 'eth 1/0/7:100') => radclient({ kind: 'auth', port: daemon.auth_port, secret, attributes: { 'User-Name': username, 'User-Password': password, 'Calling-Station-Id': mac, 'NAS-Port-Id': port, 'Message-Authenticator': '0x00' } });
    await eventually(async () => (await login('ada@fjord.example', 'right', '02:00:5E:10:00:01')).code === 'Access-Accept');
    await login('carla.hohenstein-langenfeld@fjord.example', 'right', '02:00:5E:10:00:03');
    for (let i = 0; i < 3; ++i) await login('carla.hohenstein-langenfeld@fjord.example', 'old one', '02:00:5E:10:00:03');
    await login('bert@fjord.example', 'right', '02:00:5E:10:00:02');

    const page = await browser.page({ url: daemon.url });
    await sign_in(page, api);
    await t.test('the page of all logins, live', async () => {
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Logins' }).click();
      await page.getByRole('heading', { name: 'Logins', level: 1 }).waitFor();
      await page.getByText('suspended by the operator: modem was stolen').first().waitFor();
      await page.getByText('3 times').first().waitFor();
      await login('printer', 'admin', '02:00:5E:99:00:01');
      await page.getByText('Refused: unknown user name').first().waitFor({ timeout: 10000 }); // by itself
      await shot(page, '130-logins', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await page.getByRole('radiogroup', { name: 'Show' }).getByText('Refused').click();
      await page.getByText('Let in', { exact: true }).first().waitFor({ state: 'detached' });
      await page.getByRole('searchbox').or(page.getByPlaceholder('User name or MAC, exactly…')).first().fill('0200.5e10.0002');
      await page.getByText('printer').first().waitFor({ state: 'detached' });
      assert.equal(await page.getByText('bert@fjord.example').first().isVisible(), true);
    });

    await t.test('from the access server and from the service', async () => {
      await page.goto(`/access-servers/${server.id}`);
      await page.getByRole('link', { name: 'Logins here' }).click();
      await page.getByText('Refused: wrong password').first().waitFor();
      const { customer, service } = people['bert@fjord.example'];
      await page.goto(`/customers/${customer.id}`);
      await page.locator(`#service-${service.id}`).getByRole('link', { name: 'Logins' }).waitFor();
      await shot(page, '131-logins-service', { full: true });
      await page.locator(`#service-${service.id}`).getByRole('link', { name: 'Logins' }).click();
      await page.getByText('Refused: the access decision says no').first().waitFor();
      await page.getByText('suspended by the operator: modem was stolen').first().waitFor();
      assert.equal(await page.getByText('ada@fjord.example').count(), 0);
      await shot(page, '132-logins-one-service', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await page.getByRole('button', { name: 'One service only' }).click();
      await page.getByText('ada@fjord.example').first().waitFor();
    });

    await t.test('a plan that allows one session at the same time', async () => {
      await page.goto('/plans');
      await page.getByRole('button', { name: 'New plan' }).first().click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('textbox', { name: 'Name' }).fill('Hotspot');
      await dialog.getByRole('textbox', { name: 'Code' }).fill('hotspot');
      await dialog.getByLabel(/Price per month, before tax/).fill('9');
      await dialog.getByLabel('Sessions at the same time').fill('1');
      await dialog.getByLabel('An idle session ends after (seconds)').fill('600');
      await shot(page, '136-plan-sessions', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await dialog.getByRole('button', { name: 'Create plan' }).click();
      await page.getByText('Sessions at the same time: 1', { exact: false }).first().waitFor();
      const hotspot = (await api.get('/v1/plans')).items.find(({ name }) => name === 'Hotspot');
      assert.deepEqual(hotspot.attributes, [{ name: 'sessions', value: '1' }, { name: 'idle_timeout_s', value: '600' }]);
      const { customer } = people['ada@fjord.example'];
      const { service } = await api.post(`/v1/customers/${customer.id}/services`, { plan_id: hotspot.id, username: 'ada-hotspot', password: 'right' });
      await eventually(async () => (await login('ada-hotspot', 'right', '02:00:5E:20:00:01')).code === 'Access-Accept');
      assert.equal((await login('ada-hotspot', 'right', '02:00:5E:20:00:02')).code, 'Access-Reject');
      await page.goto(`/customers/${customer.id}`);
      await page.locator(`#service-${service.id}`).getByText('Sessions at once').waitFor();
      await shot(page, '137-service-sessions', { full: true });
      await page.locator(`#service-${service.id}`).getByRole('link', { name: 'Logins' }).click();
      await page.getByText('Refused: already online as often as the plan allows').first().waitFor({ timeout: 10000 });
      await shot(page, '138-logins-at-once', { full: true });
    });

    await t.test('on a phone in the dark, and in the light', async () => {
      const phone = await browser.page({ url: daemon.url, phone: true, dark: true });
      await phone.context().addCookies(await page.context().cookies());
      await phone.goto('/logins');
      await phone.getByText('Refused: unknown user name').first().waitFor();
      await shot(phone, '133-logins-phone-dark', { full: true });
      assert.deepEqual(await accessibility_violations(phone), []);
      const wide = await phone.evaluate(() => globalThis.document.documentElement.scrollWidth - globalThis.document.documentElement.clientWidth);
      assert.ok(wide <= 0, `the page is ${wide} px too wide`);
      const light = await browser.page({ url: daemon.url, phone: true });
      await light.context().addCookies(await page.context().cookies());
      await light.goto('/logins');
      await light.getByText('Refused: unknown user name').first().waitFor();
      await shot(light, '134-logins-phone', { full: true });
      const dark = await browser.page({ url: daemon.url, dark: true });
      await dark.context().addCookies(await page.context().cookies());
      await dark.goto('/logins');
      await dark.getByText('Refused: unknown user name').first().waitFor();
      await shot(dark, '135-logins-dark', { full: true });
      for (const one of [phone, light, dark]) assert_no_problems(one);
    });
    assert_no_problems(page);
  });
});
