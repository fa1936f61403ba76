// A real switch port (hostapd, wired 802.1X) with a real supplicant: EAP-MD5 and EAP-MSCHAPv2, and a Disconnect that Demarc sends.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import test from 'node:test';

import { run_peer } from './peer.mjs';

process.env.DISCONNECT = fileURLToPath(new URL('disconnect.mjs', import.meta.url));

test('hostapd: wired 802.1X, Disconnect from Demarc', { timeout: 240000 }, () => run_peer({
  name: 'hostapd', script: './hostapd.sh', profile: 'standard', require_message_authenticator: true, allow_mschap: true, interim_interval_s: 60,
}, async (api, output) => {
  const ended = /accounting ends: (\S+)/.exec(output)[1];
  const session = (await api.get('/v1/sessions', { q: 'alice' })).items.find((one) => one.acct_session_id === ended);
  assert.ok(session.stopped_at);
  const counts = (await api.get('/v1/radius/stats')).access_servers[0].counts;
  const of = (event) => counts.find((one) => one.event === event)?.count ?? 0;
  assert.equal(of('reject_wrong_password'), 1);
  assert.ok(of('challenges') >= 5, JSON.stringify(counts));
}));
