// A real access server (ocserv) with a real client (openconnect): it asks Demarc, gives the address and the speed it is told,
// moves data, and the octets it counted are what Demarc shows.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { resolve } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { with_daemon } from '../flows/support/daemon.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const testbed = resolve(here, '../../../shared/testbed');
const nas_address = '127.0.0.11';

async function free_udp_port(address) {
  const socket = createSocket('udp4');
  await new Promise((done) => socket.bind(0, address, done));
  const { port } = socket.address();
  await new Promise((done) => socket.close(done));
  return port;
}

test('ocserv and openconnect: address, speed, octets', { timeout: 240000 }, () => with_daemon({ name: 'peers-ocserv' }, async (daemon) => {
  const api = await daemon.api('admin');
  const secret = 'ocserv-and-demarc-9f';
  const coa_port = await free_udp_port(nas_address);
  await api.post('/v1/access-servers', {
    name: 'ocserv', address: nas_address, secret, profile: 'ocserv', require_message_authenticator: false, coa_port, interim_interval_s: 10,
  });
  const { token } = await api.post('/v1/api-tokens', { name: 'test bed', role: 'admin' });

  const script = spawn(resolve(testbed, '01-ocserv.sh'), ['--aaa', '127.0.0.1', '--secret', secret, '--auth-port', `${daemon.auth_port}`,
    '--acct-port', `${daemon.acct_port}`, '--coa-port', `${coa_port}`, '--nas-src', nas_address, '--provision', resolve(here, 'provision.mjs')],
    { env: { ...process.env, PEERS_URL: daemon.url, PEERS_TOKEN: token }, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  script.stdout.on('data', (data) => { output += data; process.stdout.write(data); });
  const code = await new Promise((done) => script.on('close', done));
  assert.equal(code, 0, output);

  const stop = /stop: in=(\d+) out=(\d+) time=(\d+) cause=(\S+)/.exec(output);
  assert.ok(stop, 'the script tells what the access server reported');
  const [session] = (await api.get('/v1/sessions', { q: 'alice' })).items;
  assert.equal(session.framed_address, '10.88.0.77');
  assert.equal(session.octets_in, Number(stop[1]));
  assert.equal(session.octets_out, Number(stop[2]));
  assert.equal(session.terminate_cause, stop[4]);
  assert.ok(session.stopped_at);
}));
