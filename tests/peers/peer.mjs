// Lets a script of the test bed ask a Demarc of its own: makes the access server, hands over ports and secret, and shows what the
// script prints as it goes.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { resolve } from 'node:path';
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

/** `script`: of the test bed, or with ./ one of ours that uses its means. `access_server`: what it is created with, beside its name.
 * `look(api, output)` once every check has passed. */
export function run_peer({ name, script, ...access_server }, look) {
  return with_daemon({ name: `peers-${name}` }, async (daemon) => {
    const api = await daemon.api('admin');
    const secret = `${name}-and-demarc-9f`;
    const coa_port = await free_udp_port(nas_address);
    await api.post('/v1/access-servers', { name, address: nas_address, secret, coa_port, ...access_server });
    const { token } = await api.post('/v1/api-tokens', { name: 'test bed', role: 'admin' });
    const child = spawn(resolve(script.startsWith('./') ? here : testbed, script), ['--aaa', '127.0.0.1', '--secret', secret, '--auth-port', `${daemon.auth_port}`,
      '--acct-port', `${daemon.acct_port}`, '--coa-port', `${coa_port}`, '--nas-src', nas_address, '--provision', resolve(here, 'provision.mjs')],
      { env: { ...process.env, TESTBED: testbed, PEERS_URL: daemon.url, PEERS_TOKEN: token }, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (data) => { output += data; process.stdout.write(data); });
    const code = await new Promise((done) => child.on('close', done));
    assert.equal(code, 0, output);
    await look(api, output);
  });
}
