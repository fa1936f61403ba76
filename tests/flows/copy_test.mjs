// An installation moves to the other database: everything is there, the books are the same, secrets open, people sign in, RADIUS
// answers; and what would lose something is refused. The demo provider on PostgreSQL, which is made in a file, is one of them.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { Api } from './support/api.mjs';
import { flow } from './support/daemon.mjs';
import { drop_database, fresh_database } from './support/postgres.mjs';
import { radclient } from './support/radius.mjs';
import { eventually } from './support/wait.mjs';

async function moves(daemon, other_url) {
  const api = await daemon.api();
  const pool = await api.post('/v1/pools', { name: 'moving', purpose: 'service', first_address: '10.99.0.10', last_address: '10.99.0.99' });
  const secret = 'a-secret-of-the-access-server';
  await api.post('/v1/access-servers', { name: 'moving', address: '127.0.0.77', secret, profile: 'mikrotik', pool_id: pool.id });
  const plan = await api.post('/v1/plans', { code: 'moving', name: 'Moving 50', price_minor: 1999, down_kbit: 50000, up_kbit: 10000 });
  const customer = await api.post('/v1/customers', { name: 'Ünsal Ağaoğlu', street: '1 Way', city: 'Town', postal_code: '1', country: 'DE' });
  await api.post(`/v1/customers/${customer.id}/services`, { plan_id: plan.id, username: 'moving@isp', password: 'pppoe-secret' });
  const state = async (from) => {
    const { items } = await from.get('/v1/customers', { limit: 200 });
    const { ageing, open_minor, billed_month_minor, months } = await from.get('/v1/dashboard');
    return { customers: items.map(({ number, name, balance_minor }) => [number, name, balance_minor]), ageing, open_minor, billed_month_minor, months };
  };
  const login = () => radclient({ kind: 'auth', port: daemon.auth_port, secret, from: '127.0.0.77', attributes: { 'User-Name': 'moving@isp', 'User-Password': 'pppoe-secret', 'Message-Authenticator': '0x00' } });
  await eventually(async () => (await login()).code === 'Access-Accept', { what: 'the first login' });
  const before = await state(api);
  const refused = async (to, words) => {
    const { stderr } = await daemon.cli(['copy', '--to', to], { expected_code: 1 });
    assert.match(stderr, words);
  };
  await refused(other_url, /serving from this data folder already/);
  await daemon.stop();
  await refused(daemon.database_url, /name another one/);
  await refused('mysql://x', /sqlite:FILE or postgresql:/);
  const journal = (await daemon.cli(['export', 'hledger'])).stdout;

  const { stdout } = await daemon.cli(['copy', '--to', other_url]);
  assert.match(stdout, /copied \d+ rows of \d+ tables/);
  assert.match(stdout, /the books, the documents, the standings and the access decisions agree/);
  await refused(other_url, /holds an installation already/);

  const old_url = daemon.database_url;
  daemon.database_url = other_url;
  daemon.write_config();
  assert.equal((await daemon.cli(['export', 'hledger'])).stdout, journal, 'the same books');
  await daemon.serve();
  const again = new Api(daemon.url);
  await again.login(api.email, api.password);
  assert.deepEqual(await state(again), before);
  assert.equal((await login()).code, 'Access-Accept', 'passwords and shared secrets open with the same key');
  const next = await again.post('/v1/customers', { name: 'The next one', street: '1 Way', city: 'Town', postal_code: '1', country: 'DE' });
  assert.ok(next.id > customer.id && next.number > customer.number, 'ids and numbers go on');
  return old_url;
}

flow('SQLite moves to PostgreSQL', { name: 'copy', databases: ['sqlite'] }, async (daemon) => {
  await moves(daemon, await fresh_database());
});

const demo = ['--customers', '40', '--months', '3'];
flow('The demo provider on PostgreSQL moves to SQLite', { name: 'copy', databases: ['postgres'], demo }, async (daemon) => {
  assert.ok(!existsSync(join(daemon.folder, 'data', 'demo-load.db')), 'the file it was made in is gone');
  await drop_database(await moves(daemon, 'sqlite:moved.db'));
});
