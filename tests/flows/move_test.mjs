// A service moves to another address: the money is said before it is confirmed and billed as it was said; entered late it corrects
// closed invoices by a credit note with the old place's taxes; twice on one day the last wins. On both databases.
import assert from 'node:assert/strict';

import { flow } from './support/daemon.mjs';

const signed = (document, amount) => (document.kind === 'invoice' ? amount : -amount);
const vancouver = { street: '8 Shore', postal_code: 'V6B 4Y8', city: 'Vancouver' };
const toronto = { street: '1 King', postal_code: 'M5V 3L9', city: 'Toronto' };
const calgary = { street: '2 Bow', postal_code: 'T2P 1J9', city: 'Calgary' };

flow('A move is dated, quoted, corrected late and replaced', { name: 'move', simulated_clock: '2027-03-01T08:00' }, async (daemon) => {
  const api = await daemon.api();
  await api.patch('/v1/provider', { country: 'CA', time_zone: 'America/Vancouver' });
  await api.post('/v1/tax-presets/ca/load', undefined);
  const plan = await api.post('/v1/plans', { code: 'fiber', name: 'Fiber', price_minor: 6200, tax_category: 'internet' });
  const visit = await api.post('/v1/plans', { code: 'visit', name: 'Technician', price_minor: 4000, tax_category: 'internet', is_once: true });
  const customer = await api.post('/v1/customers', { name: 'Ann', country: 'CA', ...vancouver });
  const sell = async (username) => (await api.post(`/v1/customers/${customer.id}/services`, { plan_id: plan.id, username, password: 'pppoe-secret' })).service;
  const ann = await sell('ann@isp'), bea = await sell('bea@isp');
  const service = `/v1/services/${ann.id}`;
  const documents = async () => {
    const { items } = await api.get('/v1/invoices', { customer_id: customer.id, limit: 100 });
    return (await Promise.all(items.map(({ id }) => api.get(`/v1/invoices/${id}`)))).sort((a, b) => a.id - b.id);
  };
  const told = (all) => all.map((one) => [one.kind, one.issued_on, one.net_minor, one.tax_minor, one.lines.map((line) => [line.description, line.period_start, line.net_minor])]);
  const gross_of = (all) => all.reduce((sum, one) => sum + signed(one, one.gross_minor), 0);
  const refused = async (body, code) => assert.equal((await api.raw('POST', `${service}/move`, { body })).body.code, code);

  await daemon.advance('2027-03-16T20:00');
  assert.equal((await documents()).length, 1);
  assert.deepEqual((await api.get(`${service}/addresses`)).items.map(({ is_customers_address, city }) => [is_customers_address, city]), [[true, 'Vancouver']]);
  await refused({ ...toronto, on: '2027-02-01' }, 'before_start');
  await refused({ ...toronto, fee_plan_id: plan.id }, 'fee_recurs');
  await refused({ ...toronto, fee_price_minor: 100 }, 'fee_missing');
  await refused({ ...toronto, longitude_udeg: 1 }, 'point_incomplete');
  await refused(vancouver, 'address_unchanged');

  // Entered on the 16th for the 11th: what is billed of March is corrected; the fee bears the new place's tax.
  const ask = (known_on, on, place, plan_id) => api.post('/v1/quotes', { service_id: ann.id, until: '2027-05-01', events: [{ kind: 'move', on, known_on, place: { postal_code: place.postal_code }, plan_id }] });
  assert.equal((await api.raw('POST', '/v1/quotes', { body: { service_id: ann.id, events: [{ kind: 'move', on: '2027-03-11' }] } })).body.code, 'place_of_move');
  const quote = await ask('2027-03-16', '2027-03-11', toronto, visit.id);
  const key = { key: 'move-ann-1', body: { ...toronto, on: '2027-03-11', fee_plan_id: visit.id } };
  const moved = await api.raw('POST', `${service}/move`, key);
  assert.equal(moved.status, 200);
  assert.deepEqual((await api.raw('POST', `${service}/move`, key)).body, moved.body, 'the same request, the same answer');
  assert.deepEqual(moved.body.items.map(({ from, until, city, tax_place }) => [from, until, city, tax_place]),
    [['2027-03-01', '2027-03-11', 'Vancouver', ''], ['2027-03-11', null, 'Toronto', 'CA/CA-ON']]);
  assert.equal((await api.get(service)).items.length, 1, 'one fee');
  const before = (await documents()).length;
  await daemon.advance('2027-05-01T20:00');
  const billed = (await documents()).slice(before);
  assert.deepEqual(told(billed), told(quote.documents), 'as it was quoted');
  assert.deepEqual(billed.slice(0, 2).map((one) => [one.kind, one.net_minor, one.tax_minor]), [
    ['credit_note', 4200, 504], // 21 of 31 days back, GST 5 % and PST 7 %
    ['invoice', 4200 + 4000 + 6200 + 6200, Math.round((4200 + 4000 + 6200) * 0.13) + 744],
  ]);
  assert.match(billed[1].lines.find(({ description }) => /^Technician/.test(description)).explanation, /taxed in CA-ON/);

  // Twice on one day: the last wins, and the fee of the first goes with it.
  const last = await ask('2027-05-01', '2027-03-11', calgary);
  await api.post(`${service}/move`, { ...toronto, street: '3 Queen', on: '2027-03-11', fee_plan_id: visit.id });
  await api.post(`${service}/move`, { ...calgary, on: '2027-03-11' });
  const view = await api.get(service);
  assert.ok(view.items.every(({ until, from }) => until === from), 'the fees are taken back');
  assert.deepEqual((await api.get(`${service}/addresses`)).items.map(({ city }) => city), ['Vancouver', 'Calgary']);
  await daemon.advance('2027-06-01T20:00');
  const corrected = (await documents()).slice(before + billed.length);
  assert.deepEqual(told(corrected).filter(([, on]) => on <= '2027-05-01'), told(last.documents).filter(([, on]) => on <= '2027-05-01'));
  const all = await documents();
  const months = 3n; // March to May; June is billed too
  const calgary_days = 4200 + 6200 * Number(months), vancouver_days = 2000 + 6200 * 4; // bea stays, ann until the 11th
  assert.equal(all.reduce((sum, one) => sum + signed(one, one.net_minor), 0), calgary_days + vancouver_days);
  assert.equal(gross_of(all), Math.round(calgary_days * 1.05) + Math.round(vancouver_days * 1.12));

  // All of them, and the story tells it.
  const both = await api.post(`/v1/customers/${customer.id}/move`, { ...toronto, on: '2027-07-01' });
  assert.deepEqual(both.services.map(({ service_id, items }) => [service_id, items.at(-1).city]), [[ann.id, 'Toronto'], [bea.id, 'Toronto']]);
  const story = (await api.get(`/v1/customers/${customer.id}/timeline`)).items.filter(({ kind }) => kind === 'service.moved');
  assert.equal(story.length, 5);
  assert.match(story[0].detail, /Vancouver|Calgary/);
  assert.match(story[0].detail, /→ 1 King, M5V 3L9 Toronto, CA from 2027-07-01; other taxes from that day$/);
  await daemon.cli(['verify']);
});
