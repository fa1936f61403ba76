// The log of logins with the real radclient: who was let in and who was refused, and why, within seconds; a refusal that is repeated
// counts up; narrowed and searched. On both databases.
import assert from 'node:assert/strict';

import { flow } from './support/daemon.mjs';
import { radclient } from './support/radius.mjs';
import { eventually } from './support/wait.mjs';

const secret = 'login-log-4K';

flow('the log of logins says who, when and why', { name: 'login-log' }, async (daemon) => {
  const api = await daemon.api();
  const plan = await api.post('/v1/plans', { code: 'fiber', name: 'Fiber', price_minor: 2900, down_kbit: 100000, up_kbit: 50000 });
  const customer = await api.post('/v1/customers', { name: 'Ann', country: 'DE', street: '1 Road', city: 'Town', postal_code: '10115' });
  const { service } = await api.post(`/v1/customers/${customer.id}/services`, { plan_id: plan.id, username: 'ann', password: 'right' });
  const server = await api.post('/v1/access-servers', { name: 'bras', address: '127.0.0.1', secret, profile: 'standard' });
  const login = (user, password, more = {}) => radclient({ kind: 'auth', port: daemon.auth_port, secret, attributes: { 'User-Name': user, 'User-Password': password, 'Calling-Station-Id': 'AA-BB-CC-00-11-22', ...more, 'Message-Authenticator': '0x00' } });
  const logged = async (query = {}) => (await api.get('/v1/logins', query)).items;

  await eventually(async () => (await login('ann', 'right')).code === 'Access-Accept');
  assert.equal((await login('ann', 'wrong')).code, 'Access-Reject');
  assert.equal((await login('ann', 'wrong')).code, 'Access-Reject');
  assert.equal((await login('nobody', 'x', { 'Calling-Station-Id': '00:00:00:00:00:01' })).code, 'Access-Reject');
  const refused = await eventually(async () => {
    const found = await logged({ refused: true });
    return found.some(({ username }) => username === 'nobody') && found;
  });
  const wrong = refused.find(({ username, outcome }) => username === 'ann' && outcome === 'reject_wrong_password');
  assert.equal(wrong.times, 2, JSON.stringify(refused));
  assert.equal(wrong.message, 'The user name or password is wrong.');
  assert.equal(wrong.method, 'PAP');
  assert.equal(wrong.customer_name, 'Ann');
  assert.equal(wrong.access_server_name, 'bras');
  assert.equal(refused[0].outcome, 'reject_unknown_user');
  assert.equal(refused[0].service_id, null);

  const of_box = await logged({ q: 'aabb.cc00.1122' });
  assert.ok(of_box.length >= 2 && of_box.every(({ username }) => username === 'ann'), 'the box, however it is written');
  assert.ok((await logged({ service_id: service.id })).some(({ outcome, refused: no }) => outcome === 'accepts' && !no));
  assert.equal((await logged({ access_server_id: server.id + 1 })).length, 0);
  const page = await api.get('/v1/logins', { limit: 1 });
  assert.equal(page.items.length, 1);
  assert.ok(page.next_cursor);
  assert.notEqual((await api.get('/v1/logins', { limit: 1, cursor: page.next_cursor })).items[0].id, page.items[0].id);
});
