// A contract from the sale to its end: what leaving early costs is said before it is confirmed, billed as it was said, credited when
// the end is taken back, not charged when it is waived, and nothing at the end of the term. On both databases.
import assert from 'node:assert/strict';

import { flow } from './support/daemon.mjs';
import { divide_half_up } from './support/money.mjs';

const start = '2027-08-31'; // months clamp: the sixth of the term ends on 29 February
const signed = (document, amount) => (document.kind === 'invoice' ? amount : -amount);

flow('A contract is kept, left early, taken back and waived', { name: 'contract', simulated_clock: `${start}T08:00` }, async (daemon) => {
  const api = await daemon.api();
  const tax = (await api.get('/v1/taxes')).items[0];
  const terms = { minimum_months: 12, renewal_months: 6, notice_days: 30, fee_kind: 'percent', fee_ppm: 500000 };
  const refused = (contract) => api.raw('POST', '/v1/plans', { body: { code: 'x', name: 'X', price_minor: 2900, contract } });
  assert.equal((await refused({ ...terms, fee_ppm: 0 })).body.code, 'fee_percent_out_of_range');
  assert.equal((await refused({ minimum_months: 0, renewal_months: 6 })).body.code, 'renewal_without_term');
  const plan = await api.post('/v1/plans', { code: 'fiber', name: 'Fiber', price_minor: 2900, tax_id: tax.id, contract: terms });
  assert.deepEqual(plan.contract, { ...terms, fee_minor: 0 });

  const customer = await api.post('/v1/customers', { name: 'Ann', street: 'Main 1', city: 'Town' });
  const sold = (await api.post(`/v1/customers/${customer.id}/services`, { plan_id: plan.id, username: 'ann@isp', password: 'pppoe-secret' })).service;
  const service = `/v1/services/${sold.id}`;
  await api.post('/v1/payments', { customer_id: customer.id, amount_minor: 100000, method: 'bank', reference: 'in advance' });
  assert.deepEqual([sold.contract.from, sold.contract.minimum_until, sold.contract.term_until, sold.contract.earliest_end], [start, '2028-08-31', '2028-08-31', '2028-08-31']);
  assert.equal(sold.end, null);

  // The plan is sold on other terms from now on; the service keeps its own.
  const edited = await api.patch(`/v1/plans/${plan.id}`, { contract: null });
  assert.deepEqual([edited.version, edited.contract], [2, null]);
  assert.equal((await api.get(service)).contract.fee_ppm, 500000);

  const documents = async () => {
    const { items } = await api.get('/v1/invoices', { customer_id: customer.id, limit: 100 });
    return (await Promise.all(items.map(({ id }) => api.get(`/v1/invoices/${id}`)))).sort((a, b) => a.id - b.id);
  };
  const net_of = (all, match) => all.reduce((sum, one) => sum + one.lines.filter(({ description }) => match.test(description)).reduce((lines, line) => lines + signed(one, line.net_minor), 0), 0);
  const gross_of = (all) => all.reduce((sum, one) => sum + signed(one, one.gross_minor), 0);

  // Left on 10 February: of the month to 29 February 19 of 29 days remain, and six whole ones.
  await daemon.advance('2028-02-05T12:00');
  const fee = Number(divide_half_up((6n * 29n + 19n) * 2900n, 29n * 2n));
  const said = await api.get(`${service}/end-terms`, { on: '2028-02-10' });
  assert.deepEqual([said.earliest_end, said.is_early, said.fee_minor, said.noticed_on], ['2028-08-31', true, fee, '2028-02-05']);
  assert.match(said.fee_words, /^6 months and 19 of 29 days remain until 2028-08-31: \(6 \+ 19\/29\) × 29\.00 EUR × 50 % = /);
  const ask = (event) => api.post('/v1/quotes', { service_id: sold.id, until: '2028-02-29', events: [{ kind: 'end', on: '2028-02-10', known_on: '2028-02-05', ...event }] });
  const quote = await ask({});
  assert.equal(net_of(quote.documents, /^Early end of Fiber/), fee);
  assert.equal(net_of((await ask({ waive_fee: true })).documents, /Early end/), 0);

  const before = await documents();
  const ended = await api.post(`${service}/end`, { on: '2028-02-10' });
  assert.deepEqual([ended.end.noticed_on, ended.end.is_early, ended.end.fee_minor, ended.end.fee_waived], ['2028-02-05', true, fee, false]);
  await daemon.advance('2028-02-12T12:00');
  const billed = (await documents()).slice(before.length);
  assert.equal(net_of(billed, /^Early end of Fiber/), fee);
  assert.equal(gross_of(billed), quote.gross_minor, 'as it was quoted');
  assert.deepEqual(billed.flatMap((one) => one.lines.map(({ explanation }) => explanation.replace(/the invoice of [\d-]+|20\d\d-\d{6}/, 'it'))),
    quote.documents.flatMap((one) => one.lines.map(({ explanation }) => explanation.replace(/the invoice of [\d-]+|20\d\d-\d{6}/, 'it'))));
  const invoice = billed.find(({ lines }) => lines.some(({ description }) => /^Early end/.test(description)));
  const line = invoice.lines.findIndex(({ description }) => /^Early end/.test(description)) + 1;
  const explained = await api.get(`/v1/invoices/${invoice.id}/lines/${line}/explanation`);
  assert.equal(explained.begins.cause, 'service_end');
  assert.equal(explained.begins.event.title, 'Fee for leaving early');
  await daemon.verify();

  // Taken back: the service goes on, its days are owed, the fee is credited, and nothing of the end remains.
  assert.equal((await api.get(service)).status, 'ended');
  const kept = await api.post(`${service}/keep`);
  assert.deepEqual([kept.status, kept.ends_on, kept.end], ['active', null, null]);
  assert.equal((await api.raw('POST', `${service}/keep`)).body.code, 'not_ended');
  await daemon.advance('2028-03-01T12:00');
  assert.equal(net_of(await documents(), /Early end of Fiber/), 0);
  // Seven periods from 31 August on, each whole, whatever was credited and charged again in between.
  assert.equal(net_of(await documents(), /./), 7 * 2900);
  await daemon.verify();

  // Waived with a reason, which is kept.
  assert.equal((await api.raw('POST', `${service}/end`, { body: { on: '2028-03-10', waive_fee: true } })).body.code, 'reason_missing');
  assert.equal((await api.raw('POST', `${service}/end`, { body: { on: '2028-03-10', noticed_on: '2028-03-02' } })).body.code, 'notice_to_come');
  const waived = await api.post(`${service}/end`, { on: '2028-03-10', waive_fee: true, waive_reason: 'The price rise gave the right to leave' });
  assert.deepEqual([waived.end.fee_waived, waived.end.is_early, waived.end.waive_reason], [true, true, 'The price rise gave the right to leave']);
  await daemon.advance('2028-03-11T12:00');
  assert.equal(net_of(await documents(), /Early end of Fiber/), 0);
  const timeline = (await api.get(`/v1/customers/${customer.id}/timeline`)).items;
  assert.ok(timeline.some(({ title, detail }) => title === 'Fee for leaving early waived' && /^The price rise gave the right to leave, of /.test(detail)), JSON.stringify(timeline.slice(0, 5)));

  // The end is moved to the end of the term: in time, so there is nothing to waive, and the contract does not renew.
  const moved = await api.post(`${service}/end`, { on: '2028-08-31', waive_fee: false });
  assert.deepEqual([moved.end.is_early, moved.end.fee_minor, moved.end.noticed_on], [false, 0, '2028-03-01']);
  await daemon.advance('2028-09-01T12:00');
  const all = await documents();
  assert.equal(net_of(all, /Early end/), 0);
  assert.equal(net_of(all, /./), 12 * 2900, 'the whole term and not a day more');
  console.log(`contract: ${all.length} documents, fee ${fee} as quoted, credited, waived`);
});
