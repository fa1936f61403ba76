// An operator's own vendor profile with the real radclient: refused with its line while it is wrong, then it speaks with the next packet, in the
// accept and in the CoA; a new version does so too; it cannot be deleted while an access server has it. On both databases.
import assert from 'node:assert/strict';

import { flow } from './support/daemon.mjs';
import { FakeAccessServer } from './support/radius.mjs';
import { eventually } from './support/wait.mjs';

const secret = 'profile-secret-9T';
const profile = (accept) => `name = lab-bras
title = BRAS of the lab
description = Written by us
dynamic_authorization = coa

[accept]
${accept}

[identify]
Acct-Session-Id
NAS-Port-Id = slot-{port}

[change]
Filter-Id = {plan_key}-{down_kbit|0}
`;

flow('an operator’s own profile speaks from the next packet on', { name: 'vendor-profile', simulated_clock: '2027-03-01T08:00' }, async (daemon) => {
  const api = await daemon.api();
  const plan = await api.post('/v1/plans', { code: 'home', name: 'Home 100/20', price_minor: 2900, down_kbit: 100000, up_kbit: 20000 });
  const bigger = await api.post('/v1/plans', { code: 'big', name: 'Home 250', price_minor: 3900, down_kbit: 250000, up_kbit: 50000 });
  const customer = await api.post('/v1/customers', { name: 'Ann', country: 'DE', street: '1 Road', city: 'Town', postal_code: '10115' });
  const sold = await api.post(`/v1/customers/${customer.id}/services`, { plan_id: plan.id, username: 'ann', password: 'ann-secret' });
  const service = sold.service ?? sold;
  const nas = await FakeAccessServer.start({ address: '127.0.0.18', secret });
  try {
    const server = await api.post('/v1/access-servers', { name: 'lab', address: nas.address, secret, profile: 'standard', coa_port: nas.coa_port });
    const login = () => nas.login(daemon.auth_port, 'ann', 'ann-secret');
    await eventually(async () => (await login()).code === 'Access-Accept');
    assert.equal((await login()).attributes['Filter-Id'], undefined);

    const wrong = await api.post('/v1/vendor-profiles', { text: profile('Filter-Ident = x') }).catch((error) => error);
    assert.equal(wrong.code, 'profile_invalid');
    assert.match(wrong.message, /Line 7: no attribute is called "Filter-Ident"/);
    const tried = await api.post('/v1/vendor-profiles/try', { text: profile('Filter-Id = {plan_key}'), request: 'User-Name = "ann"\nNAS-Port-Id = "7"\nAcct-Session-Id = "s1"', down_kbit: 100000, up_kbit: 20000, plan: 'Home 100/20' });
    assert.ok(tried.trial.accept.attributes.includes('Filter-Id = "home-100-20"'), JSON.stringify(tried));
    assert.deepEqual(tried.trial.change.attributes, ['Acct-Session-Id = "s1"', 'NAS-Port-Id = "slot-7"', 'Filter-Id = "home-100-20-100000"']);

    const saved = await api.post('/v1/vendor-profiles', { text: profile('Filter-Id = {plan_key}') });
    assert.equal(saved.version, 1);
    await api.patch(`/v1/access-servers/${server.id}`, { profile: 'lab-bras' });
    await eventually(async () => (await login()).attributes['Filter-Id'] === 'home-100-20');

    // A new version.
    await api.put('/v1/vendor-profiles/lab-bras', { text: profile('Filter-Id = {plan_key}\nRP-Downstream-Speed-Limit = {down_kbit}'), version: 1 });
    await eventually(async () => Number((await login()).attributes['RP-Downstream-Speed-Limit']) === 100000, { within_ms: 1000 });

    await nas.account(daemon.acct_port, 'Start', 'ann', 's1', { 'Framed-IP-Address': '100.64.0.9', 'NAS-Port-Id': '7' });
    await eventually(async () => (await api.get('/v1/sessions', { online: true })).items.length === 1);
    await api.post(`/v1/services/${service.id}/change-plan`, { plan_id: bigger.id, on: '2027-03-01' });
    const order = await nas.next(({ code }) => code === 'CoA-Request');
    assert.equal(order.attributes['Acct-Session-Id'], 's1');
    assert.equal(order.attributes['NAS-Port-Id'], 'slot-7');
    assert.equal(order.attributes['Filter-Id'], 'home-250-250000');

    const used = await api.del('/v1/vendor-profiles/lab-bras').catch((error) => error);
    assert.equal(used.code, 'profile_in_use');
    await api.patch(`/v1/access-servers/${server.id}`, { profile: 'standard' });
    await api.del('/v1/vendor-profiles/lab-bras');
    assert.deepEqual((await api.get('/v1/vendor-profiles/lab-bras/versions')).items.map(({ version, is_deleted }) => [version, is_deleted]), [[3, true], [2, false], [1, false]]);
    assert.equal((await login()).attributes['Filter-Id'], undefined);
  } finally {
    await nas.stop();
  }
});
