// IPv6 with the real radclient: prefixes of pools and a service's own, the same at every login and after a restart; what a session
// had is found by an address within it. On both databases.
import assert from 'node:assert/strict';

import { flow } from './support/daemon.mjs';
import { radclient } from './support/radius.mjs';
import { eventually } from './support/wait.mjs';

const secret = 'ipv6-secret-4D', from = '127.0.0.13';

flow('IPv6 prefixes are given, kept, and found again', { name: 'ipv6', simulated_clock: '2027-03-01T08:00' }, async (daemon) => {
  let api = await daemon.api();
  const pool = (body) => api.post('/v1/pools', { purpose: 'service', ...body });
  const homes = await pool({ name: 'homes', first_address: '100.64.0.1', last_address: '100.64.0.9' });
  const garden = await pool({ name: 'garden', purpose: 'garden', first_address: '10.9.0.1', last_address: '10.9.0.9' });
  const links = await pool({ name: 'links', family: 'ipv6_prefix', prefix: '2001:DB8::/56' });
  const networks = await pool({ name: 'networks', family: 'ipv6_delegated', prefix: '2001:db8:100::/48' });
  assert.equal(networks.size, 256);
  assert.equal(networks.last_address, '2001:db8:100:ff00::/56');
  await assert.rejects(pool({ name: 'x', family: 'ipv6_delegated', prefix: '2001:db8:100:100::/56' }), /pools_overlap/);

  const server = await api.post('/v1/access-servers', {
    name: 'bras', address: from, secret, profile: 'standard', pool_id: homes.id, garden_pool_id: garden.id, prefix_pool_id: links.id, delegated_pool_id: networks.id,
  });
  const plan = await api.post('/v1/plans', { code: 'fiber', name: 'Fiber', price_minor: 2900, down_kbit: 100000, up_kbit: 50000 });
  const sell = async (name, more = {}) => {
    const customer = await api.post('/v1/customers', { name, country: 'DE', street: '1 Road', city: 'Town', postal_code: '10115' });
    const { service } = await api.post(`/v1/customers/${customer.id}/services`, { plan_id: plan.id, username: name, password: 'password', ...more });
    return { customer, service };
  };
  const ann = await sell('ann'), ben = await sell('ben', { static_prefix: '2001:db8:5::/64', static_delegated_prefix: '2001:db8:6::/48' });
  const login = async (name) => {
    const answer = await radclient({ kind: 'auth', port: daemon.auth_port, secret, from, attributes: { 'User-Name': name, 'User-Password': 'password', 'Message-Authenticator': '0x00' } });
    const { code, attributes } = answer;
    return [code, attributes['Framed-IP-Address'], attributes['Framed-IPv6-Prefix'], attributes['Delegated-IPv6-Prefix']].join(' ');
  };
  const of_ann = 'Access-Accept 100.64.0.1 2001:db8::/64 2001:db8:100::/56';
  await eventually(async () => (await login('ann')) === of_ann);
  assert.equal(await login('ann'), of_ann);
  assert.equal(await login('ben'), 'Access-Accept 100.64.0.2 2001:db8:5::/64 2001:db8:6::/48');
  await assert.rejects(api.patch(`/v1/services/${ann.service.id}`, { static_prefix: '2001:db8:6:1::/64' }), /prefix_taken/);
  assert.equal((await api.get(`/v1/services/${ann.service.id}`)).access.delegated_prefix, '2001:db8:100::/56');

  // Two of two: the home page says so.
  const little = await pool({ name: 'little', first_address: '100.65.0.1', last_address: '100.65.0.2' });
  await api.patch(`/v1/access-servers/${server.id}`, { pool_id: little.id });
  await eventually(async () => (await login('ann')).includes('100.65.0.1'));
  assert.match(await login('ben'), /100\.65\.0\.2/);
  await eventually(async () => (await api.get('/v1/dashboard')).alerts.some(({ text }) => text === 'Address pool "little" is exhausted: all 2 addresses are in use.'));
  await api.patch(`/v1/access-servers/${server.id}`, { pool_id: homes.id });
  await eventually(async () => (await login('ann')) === of_ann);

  const report = (status, attributes) => radclient({
    kind: 'acct', port: daemon.acct_port, secret, from,
    attributes: { 'User-Name': 'ann', 'Acct-Session-Id': 's1', 'Acct-Status-Type': status, 'Framed-IP-Address': '100.64.0.1', 'Framed-IPv6-Prefix': '2001:db8::/64', ...attributes },
  });
  assert.equal((await report('Start')).code, 'Accounting-Response');
  assert.equal((await report('Interim-Update', { 'Acct-Session-Time': 300, 'Acct-Input-Octets': 5, 'Delegated-IPv6-Prefix': '2001:db8:100::/56' })).code, 'Accounting-Response');
  const found = async (q) => (await api.get('/v1/sessions', { q })).items.map(({ username, framed_prefix, delegated_prefix }) => `${username} ${framed_prefix} ${delegated_prefix}`);
  for (const q of ['2001:db8::1234:1', '2001:DB8:100:7f::1', '2001:db8:100::/56', '100.64.0.1']) assert.deepEqual(await found(q), ['ann 2001:db8::/64 2001:db8:100::/56'], q);
  assert.deepEqual(await found('2001:db8:100:100::1'), []);

  await daemon.restart();
  api = await daemon.api();
  assert.equal(await login('ann'), of_ann, 'after a restart');
  await api.post(`/v1/services/${ben.service.id}/hold`, { note: 'test' });
  await eventually(async () => (await login('ben')).startsWith('Access-Reject'));
  const pools = (await api.get('/v1/pools')).items;
  assert.deepEqual(pools.map(({ name, leased }) => `${name} ${leased}`).sort(), ['garden 0', 'homes 2', 'links 1', 'little 2', 'networks 1']);
  assert.equal((await api.get('/v1/access-servers')).items.find(({ id }) => id === server.id).delegated_pool_id, networks.id);
});
