// A real access server (ocserv) with a real client (openconnect): it asks Demarc, gives the address and the speed it is told,
// moves data, and the octets it counted are what Demarc shows.
import assert from 'node:assert/strict';
import test from 'node:test';

import { run_peer } from './peer.mjs';

test('ocserv and openconnect: address, speed, octets', { timeout: 240000 }, () => run_peer({
  name: 'ocserv', script: '01-ocserv.sh', profile: 'ocserv', require_message_authenticator: false, interim_interval_s: 10,
}, async (api, output) => {
  const stop = /stop: in=(\d+) out=(\d+) time=(\d+) cause=(\S+)/.exec(output);
  assert.ok(stop, 'the script tells what the access server reported');
  const [session] = (await api.get('/v1/sessions', { q: 'alice' })).items;
  assert.equal(session.framed_address, '10.88.0.77');
  assert.equal(session.octets_in, Number(stop[1]));
  assert.equal(session.octets_out, Number(stop[2]));
  assert.equal(session.terminate_cause, stop[4]);
  assert.ok(session.stopped_at);
}));
