// As many sessions at the same time as the plan allows, with the real radclient: of many logins at one moment one gets the last seat;
// the same box comes back; a Stop, a restart of the access server and of Demarc count; the refusal says why, to the person and in the
// log. And how long a session lasts. On both databases.
import assert from 'node:assert/strict';

import { flow } from './support/daemon.mjs';
import { radclient } from './support/radius.mjs';
import { eventually } from './support/wait.mjs';

const secret = 'one-at-a-time-4K';
const in_use = 'This login is in use already, and it works at one place at a time. End the other session, or try again in some minutes.';

flow('no more sessions at the same time than the plan allows', { name: 'sessions-at-once' }, async (daemon) => {
  const api = await daemon.api();
  const plan = await api.post('/v1/plans', { code: 'hotspot', name: 'Hotspot', price_minor: 900, down_kbit: 20000, up_kbit: 5000,
    attributes: [{ name: 'sessions', value: '1' }, { name: 'session_timeout_s', value: '7200' }, { name: 'idle_timeout_s', value: '600' }] });
  const free = await api.post('/v1/plans', { code: 'fiber', name: 'Fiber', price_minor: 2900, down_kbit: 100000, up_kbit: 50000 });
  const customer = await api.post('/v1/customers', { name: 'Ann', country: 'DE', street: '1 Road', city: 'Town', postal_code: '10115' });
  const sell = (plan_id, username, more = {}) => api.post(`/v1/customers/${customer.id}/services`, { plan_id, username, password: 'right', ...more });
  const { service } = await sell(plan.id, 'ann');
  await sell(free.id, 'fred');
  await sell(plan.id, 'short', { session_timeout_s: 300 });
  await api.post('/v1/access-servers', { name: 'bras', address: '127.0.0.1', secret, profile: 'standard' });
  const login = (box, { user = 'ann', password = 'right' } = {}) => radclient({ kind: 'auth', port: daemon.auth_port, secret,
    attributes: { 'User-Name': user, 'User-Password': password, ...(box && { 'Calling-Station-Id': box }), 'Message-Authenticator': '0x00' } });
  const account = async (status, session, box) => {
    const reply = await radclient({ kind: 'acct', port: daemon.acct_port, secret,
      attributes: { 'Acct-Status-Type': status, 'User-Name': 'ann', 'Acct-Session-Id': session, ...(box && { 'Calling-Station-Id': box }) } });
    assert.equal(reply.code, 'Accounting-Response', reply.output);
  };
  const accepted = async (...asked) => (await login(...asked)).code === 'Access-Accept';

  // The plan's times; the service's own goes first.
  const fred = await eventually(async () => { const reply = await login('f1', { user: 'fred' }); return reply.code === 'Access-Accept' && reply; });
  assert.equal(fred.attributes['Session-Timeout'], undefined);
  assert.ok(await accepted('f2', { user: 'fred' }), 'no limit in this plan');
  const short = await login('s1', { user: 'short' });
  assert.equal(short.attributes['Session-Timeout'], '300');
  assert.equal(short.attributes['Idle-Timeout'], '600');
  assert.equal((await api.get(`/v1/services/${service.id}`)).access.max_sessions, 1);

  // Many at one moment: one.
  const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => login(`AA-00-00-00-00-${String(i).padStart(2, '0')}`)));
  const winners = answers.flatMap(({ code }, i) => (code === 'Access-Accept' ? [i] : []));
  assert.equal(winners.length, 1, JSON.stringify(answers.map(({ code }) => code)));
  assert.equal(answers[winners[0]].attributes['Session-Timeout'], '7200');
  const refused = answers.find(({ code }) => code === 'Access-Reject');
  assert.equal(refused.attributes['Reply-Message'].replaceAll('"', ''), in_use);
  const box = `AA-00-00-00-00-${String(winners[0]).padStart(2, '0')}`;
  const logged = await eventually(async () => (await api.get('/v1/logins', { service_id: service.id, refused: true })).items.find(({ outcome }) => outcome === 'reject_sessions'));
  assert.equal(logged.message, in_use);

  // The session keeps its seat, the same box comes back, another does not.
  await account('Start', 's1', box);
  assert.ok(await accepted(box), 'the same box');
  assert.ok(!await accepted('BB'));
  await account('Start', 's2', box);
  await account('Stop', 's1', box);
  assert.ok(!await accepted('BB'), 'the Stop was of the session before');

  // What Demarc forgets by being stopped, it reads again before the first login.
  await daemon.restart();
  assert.equal((await login('BB')).code, 'Access-Reject');
  await account('Stop', 's2', box);
  assert.ok(await accepted('BB'));
  await account('Start', 's3', 'BB');
  assert.ok(!await accepted(box));
  await account('Accounting-On', 'boot');
  assert.ok(await accepted(box), 'the access server has restarted');
});
