// EAP-MD5 and EAP-MSCHAPv2 with eapol_test, the supplicant of wpa_supplicant with an access server around it: the conversation from
// Identity to Success or Failure, and the keys that both sides have in the end. On both databases.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { flow } from './support/daemon.mjs';
import { eventually } from './support/wait.mjs';

const secret = 'eapol-secret-5T';

// What eapol_test says of one login; `method` may name several, the first is what the supplicant would rather do.
async function eapol(port, { method, user = 'joe', password = 'clientPass', shared = secret, flags = [] }) {
  const folder = await mkdtemp(join(tmpdir(), 'eapol-'));
  const file = join(folder, 'network.conf');
  await writeFile(file, `network={\n key_mgmt=IEEE8021X\n eapol_flags=0\n eap=${method}\n identity="${user}"\n password="${password}"\n}\n`);
  try {
    return await new Promise((done) => {
      execFile('eapol_test', ['-r0', '-t4', ...flags, '-c', file, '-a', '127.0.0.1', '-p', `${port}`, '-s', shared], (error, out) => {
        done({ ok: !error && /^SUCCESS$/m.test(out), failure: /EAP Failure|EAP: Received EAP-Failure/.test(out), out });
      });
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

flow('EAP logs in by MD5, and by MSCHAPv2 where it is allowed', { name: 'eap' }, async (daemon) => {
  const api = await daemon.api();
  const plan = await api.post('/v1/plans', { code: 'fiber', name: 'Fiber', price_minor: 2900, down_kbit: 100000, up_kbit: 50000 });
  const customer = await api.post('/v1/customers', { name: 'Joe', country: 'DE', street: '1 Road', city: 'Town', postal_code: '10115' });
  await api.post(`/v1/customers/${customer.id}/services`, { plan_id: plan.id, username: 'joe', password: 'clientPass' });
  const server = await api.post('/v1/access-servers', { name: 'switch', address: '127.0.0.1', secret, profile: 'standard' });
  const login = (wanted) => eapol(daemon.auth_port, wanted);
  const counts = async () => {
    const found = (await api.get('/v1/radius/stats')).access_servers.find(({ access_server_id }) => access_server_id === server.id);
    return Object.fromEntries((found?.counts ?? []).map(({ event, count }) => [event, count]));
  };

  // -n: MD5 makes no keys.
  await eventually(async () => (await login({ method: 'MD5', flags: ['-n'] })).ok);
  const wrong = await login({ method: 'MD5', password: 'clientpass', flags: ['-n'] });
  assert.ok(!wrong.ok && wrong.failure, wrong.out);
  const nobody = await login({ method: 'MD5', user: 'nobody', flags: ['-n'] });
  assert.ok(!nobody.ok && nobody.failure, 'asked as everybody is, and refused');
  assert.match(nobody.out, /CTRL-EVENT-EAP-METHOD EAP vendor 0 method 4 \(MD5\) selected/);

  const off = await login({ method: 'MSCHAPV2' });
  assert.ok(!off.ok && off.failure, off.out);
  const before = await counts();
  assert.equal(before.reject_mschap_off, 1);
  assert.equal(before.reject_unknown_user, 1);
  assert.ok(before.challenges >= 4);

  await api.patch(`/v1/access-servers/${server.id}`, { allow_mschap: true });
  await eventually(async () => (await login({ method: 'MSCHAPV2' })).ok);
  const proved = await login({ method: 'MSCHAPV2' });
  assert.match(proved.out, /EAP-MSCHAPV2: Authentication succeeded/);
  assert.match(proved.out, /MS-MPPE-(Send|Recv)-Key/);
  assert.match(proved.out, /MPPE keys OK: 1 {2}mismatch: 0/, 'both sides made the same keys');
  const refused = await login({ method: 'MSCHAPV2', password: 'clientpass' });
  assert.ok(!refused.ok && refused.failure, refused.out);
  // Asked for MSCHAPv2 first, the supplicant says Nak and gets what it can do.
  assert.ok((await login({ method: 'MD5', flags: ['-n'] })).ok);
  const peap = await login({ method: 'PEAP' });
  assert.ok(!peap.ok && peap.failure, 'no method that both know');
  const after = await counts();
  assert.ok(after.reject_method >= 1);
  assert.equal(after.reject_wrong_password, (before.reject_wrong_password ?? 0) + 1);
});
