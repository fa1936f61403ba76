// MS-CHAP and MS-CHAPv2 with the real radclient: refused until the access server is allowed it, then let in with the keys of MPPE,
// which radclient takes out of their hiding by itself. On both databases.
import assert from 'node:assert/strict';

import { flow } from './support/daemon.mjs';
import { radclient } from './support/radius.mjs';
import { eventually } from './support/wait.mjs';

const secret = 'mschap-secret-7Q';
// RFC 2759 9.2 and RFC 3079 3.5.3.
const challenge = '0x5b5d7c7d7b3f2f3e3c2c602132262628', response = '0x010021402324255e262a28295f2b3a337c7e0000000000000000';
const nt_response = '82309ecd8d708b5ea08faa3981cd83544233114a3d85d6df';
const hex = (value) => String(value).replace(/^0x/, '');

flow('MS-CHAP logs in where it is allowed, and nowhere else', { name: 'mschap', simulated_clock: '2027-03-01T08:00' }, async (daemon) => {
  const api = await daemon.api();
  const plan = await api.post('/v1/plans', { code: 'fiber', name: 'Fiber', price_minor: 2900, down_kbit: 100000, up_kbit: 50000 });
  const customer = await api.post('/v1/customers', { name: 'Ann', country: 'DE', street: '1 Road', city: 'Town', postal_code: '10115' });
  await api.post(`/v1/customers/${customer.id}/services`, { plan_id: plan.id, username: 'User', password: 'clientPass' });
  const server = await api.post('/v1/access-servers', { name: 'old', address: '127.0.0.12', secret, profile: 'mikrotik' });
  assert.equal(server.allow_mschap, false, 'off until somebody allows it');
  const ask = (attributes) => radclient({ kind: 'auth', port: daemon.auth_port, secret, from: '127.0.0.12', attributes: { 'User-Name': 'User', ...attributes, 'Message-Authenticator': '0x00' } });
  const first = (password) => ask({ 'MS-CHAP-Password': password });
  const second = (tail = nt_response, name = 'User') => ask({ 'User-Name': name, 'MS-CHAP-Challenge': challenge, 'MS-CHAP2-Response': response + tail });

  await eventually(async () => (await ask({ 'User-Password': 'clientPass' })).code === 'Access-Accept');
  for (const refused of [await first('clientPass'), await second()]) {
    assert.equal(refused.code, 'Access-Reject');
    assert.match(refused.output, /MS-CHAP is not allowed here/);
  }

  await api.patch(`/v1/access-servers/${server.id}`, { allow_mschap: true });
  await eventually(async () => (await first('clientPass')).code === 'Access-Accept');
  const old = await first('clientPass');
  // MD4 of the password's MD4, 41c00c584bd2d91c4017a2a12fa59f3f in RFC 2759 9.2, behind the LAN Manager key that is none.
  assert.match(hex(old.attributes['MS-CHAP-MPPE-Keys']), /^0{16}41c00c584bd2d91c4017a2a12fa59f3f/);
  assert.equal((await first('clientpass')).code, 'Access-Reject');

  const accept = await second();
  assert.equal(accept.code, 'Access-Accept');
  assert.equal(Buffer.from(hex(accept.attributes['MS-CHAP2-Success']), 'hex').toString('latin1'), '\u0001S=407A5589115FD0D6209F510FE9C04566932CDA56');
  assert.equal(hex(accept.attributes['MS-MPPE-Send-Key']), '8b7cdc149b993a1ba118cb153f56dccb');
  assert.equal(hex(accept.attributes['MS-MPPE-Recv-Key']).length, 32);
  assert.equal(accept.attributes['MS-MPPE-Encryption-Policy'], 'Encryption-Allowed');
  const wrong = await second(nt_response.replace('82', '83'));
  assert.equal(wrong.code, 'Access-Reject');
  assert.match(wrong.output, /E=691 R=0 C=[0-9A-F]{32} V=3/);

  const counted = (await api.get('/v1/radius/stats')).access_servers.find(({ access_server_id }) => access_server_id === server.id).counts;
  assert.equal(counted.find(({ event }) => event === 'reject_mschap_off').count, 2);
});
