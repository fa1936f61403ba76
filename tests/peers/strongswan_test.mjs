// A real IKEv2 gateway (strongSwan) with a real client: EAP-MD5 and EAP-MSCHAPv2 passed through to Demarc, the address it gives, data
// through the tunnel, and the octets the gateway counted are what Demarc shows.
import assert from 'node:assert/strict';
import test from 'node:test';

import { run_peer } from './peer.mjs';

test('strongSwan: EAP, address, octets, disconnect', { timeout: 240000 }, () => run_peer({
  name: 'strongswan', script: '03-strongswan.sh', profile: 'standard', require_message_authenticator: true, allow_mschap: true, interim_interval_s: 10,
}, async (api, output) => {
  const stop = /Accounting Stop: in=(\d+) out=(\d+) time=(\d+) cause=(\S+)/.exec(output);
  assert.ok(stop, 'the script tells what the access server reported');
  const sessions = (await api.get('/v1/sessions', { q: 'alice' })).items;
  const session = sessions.find((one) => one.octets_in === Number(stop[1]) && one.octets_out === Number(stop[2]));
  assert.ok(session, JSON.stringify(sessions));
  assert.equal(session.framed_address, '10.90.0.77');
  assert.ok(session.stopped_at);
}));
