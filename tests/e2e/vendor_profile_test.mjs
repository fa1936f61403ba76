// Vendor profiles, in a real browser: a built-in one is looked at, copied, put wrong, tried out, saved and changed; on a desktop and a phone, light and dark.
import assert from 'node:assert/strict';
import test from 'node:test';

import { with_daemon } from '../flows/support/daemon.mjs';
import { Browser, accessibility_violations, assert_no_problems, shot, sign_in } from './support/browser.mjs';

test('an operator writes a vendor profile', { timeout: 300000 }, async (t) => {
  const browser = await Browser.start();
  t.after(() => browser.stop());
  await with_daemon({ name: 'e2e-vendor-profile', simulated_clock: '2027-03-01T09:00:00Z' }, async (daemon) => {
    const api = await daemon.api('admin');
    await api.post('/v1/access-servers', { name: 'bras', address: '127.0.0.19', secret: 'a-long-secret', profile: 'mikrotik' });
    const page = await browser.page({ url: daemon.url });
    const accept = page.getByRole('region', { name: 'The login is answered' });
    await sign_in(page, api);

    await t.test('the makes are listed, and a built-in one is tried out', async () => {
      await page.goto('/vendor-profiles');
      await page.getByText('Juniper MX, E series (ERX)').first().waitFor();
      await shot(page, 'vendor-profiles', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      await page.goto('/vendor-profiles/mikrotik');
      await page.getByText('Used by 1 access server').waitFor();
      await accept.getByText('Mikrotik-Rate-Limit = "20000k/100000k"').waitFor();
      await page.getByRole('region', { name: 'Somebody ends the session' }).getByText('Acct-Session-Id = "81a0b1c2"').waitFor();
      assert.equal(await page.getByRole('button', { name: 'Save' }).count(), 0, 'it is built in');
      await page.getByText('Payment page', { exact: true }).click();
      await accept.getByText('Mikrotik-Address-List = "demarc-garden"').waitFor();
      await shot(page, 'vendor-profile-built-in', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
    });

    await t.test('a copy is put wrong, put right and saved', async () => {
      await page.getByRole('button', { name: 'Copy' }).click();
      const text = page.getByRole('textbox', { name: 'Profile' });
      await page.waitForURL(/\/vendor-profiles\/new\?from=mikrotik/);
      await text.waitFor();
      const start = await text.inputValue();
      assert.match(start, /^name = my-mikrotik$/m);
      await text.fill(start.replace('Mikrotik-Rate-Limit ?=', 'Mikrotik-Rate-Limits ?='));
      await page.getByText(/Line \d+: no attribute is called "Mikrotik-Rate-Limits"\./).first().waitFor();
      await page.getByRole('button', { name: 'Save as new profile' }).click();
      await page.getByText(/no attribute is called/).nth(1).waitFor();
      await shot(page, 'vendor-profile-wrong', { full: true });
      await text.fill(start.replace('[accept]\n', '[accept]\nMikrotik-Group = {plan_key}\n'));
      await accept.getByText('Mikrotik-Group = "home-100"').waitFor();
      await page.getByRole('button', { name: 'Save as new profile' }).click();
      await page.waitForURL(/\/vendor-profiles\/my-mikrotik$/);
      await text.fill((await text.inputValue()).replace('{plan_key}', '{plan_key}-{state}'));
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('Version 2').waitFor();
      await accept.getByText('Mikrotik-Group = "home-100-full"').waitFor();
      await shot(page, 'vendor-profile-own', { full: true });
      assert.deepEqual(await accessibility_violations(page), []);
      assert.equal((await api.get('/v1/vendor-profiles/my-mikrotik')).version, 2);
    });

    await t.test('an access server is given it', async () => {
      await page.goto('/access-servers');
      await page.getByRole('button', { name: 'New access server' }).first().click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('combobox', { name: 'Kind of device' }).fill('MikroTik');
      await page.getByRole('option', { name: 'MikroTik RouterOS', exact: true }).waitFor();
      await page.getByRole('option', { name: 'MikroTik RouterOS (my-mikrotik)' }).click();
      await dialog.getByText('Changes sessions with CoA-Request.').waitFor();
      await dialog.getByRole('textbox', { name: 'Name' }).fill('second');
      await dialog.getByRole('textbox', { name: 'IP address' }).fill('127.0.0.20');
      await shot(page, 'vendor-profile-choice');
      await dialog.getByRole('button', { name: 'Create access server' }).click();
      await page.getByRole('button', { name: 'Done' }).click();
      await page.getByRole('link', { name: 'MikroTik RouterOS' }).waitFor();
      assert.equal((await api.get('/v1/access-servers')).items.find(({ name }) => name === 'second').profile, 'my-mikrotik');
    });
    assert_no_problems(page, [/422/]);

    await t.test('on a phone, in the dark', async () => {
      const phone = await browser.page({ url: daemon.url, phone: true, dark: true });
      await sign_in(phone, api);
      await phone.goto('/vendor-profiles/my-mikrotik');
      await phone.getByText('Mikrotik-Group = "home-100-full"').first().waitFor();
      assert.equal(await phone.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), true, 'nothing scrolls sideways');
      await shot(phone, 'vendor-profile-phone-dark', { full: true });
      await phone.goto('/vendor-profiles');
      await phone.getByText('Juniper MX, E series (ERX)').first().waitFor();
      await shot(phone, 'vendor-profiles-phone-dark', { full: true });
      assert.deepEqual(await accessibility_violations(phone), []);
    });
  });
});
