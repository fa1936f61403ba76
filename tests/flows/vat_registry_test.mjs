// A VAT number that is entered is asked of the registry in the background: found valid it turns the tax over to the customer, found
// invalid it does not, and a registry that is away, slow or talks nonsense decides nothing and is asked again.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';

import { flow } from './support/daemon.mjs';
import { eventually } from './support/wait.mjs';

/** Speaks as VIES' REST interface does. `answers[number]`: [status, body] or a list of them, the last one for ever. */
async function registry(answers) {
  const asked = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (data) => { body += data; });
    request.on('end', () => {
      const question = JSON.parse(body);
      asked.push({ path: `${request.method} ${request.url}`, ...question });
      const all = answers[question.vatNumber];
      const [status, said] = Array.isArray(all[0]) ? (all.length > 1 ? all.shift() : all[0]) : all;
      response.writeHead(status, { 'content-type': 'application/json' }).end(typeof said === 'string' ? said : JSON.stringify(said));
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { asked, url: `http://127.0.0.1:${server.address().port}/rest-api`, stop: () => new Promise((done) => server.close(done)) };
}
const failed = (error) => ({ actionSucceed: false, errorWrappers: [{ error }] });

flow('VAT numbers are asked of the registry', { name: 'vat-registry', simulated_clock: '2027-03-01T08:00', databases: ['sqlite'] }, async (daemon) => {
  const away = [500, failed('MS_UNAVAILABLE')];
  const vies = await registry({
    U13585627: [200, { valid: true, name: 'Muster AG', requestIdentifier: 'WAPI-1' }],
    U10223006: [200, { valid: false, name: '---', requestIdentifier: 'WAPI-2' }],
    '00743110157': [[200, '<html>busy</html>'], away, [400, failed('INVALID_REQUESTER_INFO')], [200, { valid: true, name: '---', requestIdentifier: '' }]],
  });
  try {
    const off = await daemon.api();
    await off.patch('/v1/provider', { country: 'DE', vat_number: 'DE136695976', time_zone: 'Europe/Berlin' });
    await off.post('/v1/tax-presets/eu/load', undefined);
    const plan = await off.post('/v1/plans', { code: 'fiber', name: 'Fiber', price_minor: 10000, tax_category: 'internet' });
    const early = await off.post('/v1/customers', { name: 'Early AG', kind: 'business', country: 'AT', vat_number: 'ATU13585627' });
    const ask = (api, id) => api.raw('POST', `/v1/customers/${id}/vat-checks/registry`, {});
    assert.equal((await ask(off, early.id)).body.code, 'registry_off');

    daemon.write_config({ tax: { vat_registry_url: vies.url } });
    await daemon.restart();
    const api = await daemon.api();
    const join = (name, country, vat_number) => api.post('/v1/customers', { name, kind: 'business', country, vat_number });
    const tax_of = (id) => api.get(`/v1/customers/${id}/tax`);
    const standing = async (id) => { const { vat_confirmed, vat_check } = await tax_of(id); return [vat_confirmed, vat_check?.method, vat_check?.result, vat_check?.registered_name, vat_check?.reference]; };
    const comes_to = (id, expected) => eventually(async () => assert.deepEqual(await standing(id), expected) ?? true, { within_ms: 10000, what: JSON.stringify(expected) });

    // One entered before there was a registry is asked for by hand.
    assert.deepEqual(await standing(early.id), [false, undefined, undefined, undefined, undefined]);
    assert.equal((await ask(api, early.id)).status, 200);
    await comes_to(early.id, [true, 'registry', 'valid', 'Muster AG', 'WAPI-1']);
    assert.deepEqual(vies.asked[0], { path: 'POST /rest-api/check-vat-number', countryCode: 'AT', vatNumber: 'U13585627', requesterMemberStateCode: 'DE', requesterNumber: '136695976' });

    const wrong = await join('Wrong KG', 'AT', 'ATU10223006');
    await comes_to(wrong.id, [false, 'registry', 'invalid', '', 'WAPI-2']);
    const timeline = (await api.get(`/v1/customers/${wrong.id}/timeline`)).items;
    assert.ok(timeline.some(({ title, detail, actor }) => title === 'VAT number found invalid' && /WAPI-2/.test(detail) && actor === 'VAT registry'));

    // Away, and away again: as before, nothing is decided; then the registry does not know the provider, and is asked without.
    const later = await join('Later SpA', 'IT', 'IT00743110157');
    await eventually(() => vies.asked.length === 3, { what: 'the first question' });
    assert.deepEqual(await standing(later.id), [false, undefined, undefined, undefined, undefined]);
    await daemon.advance('31m');
    await eventually(() => vies.asked.length === 4, { what: 'the second question' });
    assert.deepEqual(await standing(later.id), [false, undefined, undefined, undefined, undefined]);
    await daemon.advance('31m');
    await comes_to(later.id, [true, 'registry', 'valid', '', '']);
    assert.deepEqual(vies.asked.slice(4).map(({ requesterNumber }) => requesterNumber), ['136695976', undefined]);

    // Another number is another question; one from outside the Union is none.
    await api.patch(`/v1/customers/${wrong.id}`, { vat_number: 'ATU13585627' });
    await comes_to(wrong.id, [true, 'registry', 'valid', 'Muster AG', 'WAPI-1']);
    const swiss = await join('Bergbahn AG', 'CH', 'CHE-116.281.710 MWST');
    assert.equal((await ask(api, swiss.id)).body.code, 'registry_elsewhere');
    assert.equal(vies.asked.length, 7);

    // What it said decides the tax.
    const sell = (id, username) => api.post(`/v1/customers/${id}/services`, { plan_id: plan.id, username, password: 'pppoe-secret' });
    await sell(early.id, 'early@isp');
    const unasked = await api.post('/v1/customers', { name: 'Private', country: 'AT' });
    await sell(unasked.id, 'private@isp');
    await daemon.advance('2027-03-02T20:00');
    const bill = async (id) => (await api.get('/v1/invoices', { customer_id: id })).items[0];
    assert.equal((await bill(early.id)).tax_minor, 0, 'reverse charge');
    assert.ok((await bill(unasked.id)).tax_minor > 0);
  } finally {
    await vies.stop();
  }
});
