// What a quote says before anything happened is what the daily runs then bill, to the cent; a paused service is off, owes nothing
// for those days, and comes back by itself. On both databases, through the real doors.
import assert from 'node:assert/strict';

import { flow } from './support/daemon.mjs';
import { divide_half_up, plus_days } from './support/money.mjs';
import { FakeAccessServer } from './support/radius.mjs';
import { eventually } from './support/wait.mjs';

const prorated = (price, days, full) => divide_half_up(BigInt(price) * BigInt(days), BigInt(full));
const secret = 'quotes-secret-7Kd';
const start = '2027-12-31'; // a 31-day anchor before a leap February

/** A document by what both a quote and an invoice tell. */
const told = (document, username) => ({
  kind: document.kind, issued_on: document.issued_on, due_on: document.due_on, net: document.net_minor, tax: document.tax_minor, gross: document.gross_minor,
  lines: document.lines.map((line) => [line.description.replace('(new)', `(${username})`), line.period_start, line.period_end, line.unit_price_minor, line.net_minor,
    line.explanation.replace(/(billed with) (the invoice of [\d-]+|\S+)/, '$1 an invoice')]),
  taxes: document.taxes.map((tax) => [tax.name, tax.percent_ppm, tax.base_minor, tax.tax_minor]),
});

async function documents_of(api, customer) {
  const { items } = await api.get('/v1/invoices', { customer_id: customer, limit: 100 });
  const all = await Promise.all(items.map(({ id }) => api.get(`/v1/invoices/${id}`)));
  return all.sort((a, b) => a.id - b.id);
}

flow('A quote is what is then billed', { name: 'quotes', simulated_clock: `${start}T08:00` }, async (daemon) => {
  const api = await daemon.api();
  await api.patch('/v1/provider', { time_zone: 'Europe/Berlin', country: 'DE' });
  const tax = (await api.get('/v1/taxes')).items[0];
  const pool = await api.post('/v1/pools', { name: 'Customers', purpose: 'service', first_address: '100.64.0.10', last_address: '100.64.0.200' });
  const nas = await FakeAccessServer.start({ address: '127.0.0.12', secret });
  try {
    await api.post('/v1/access-servers', { name: 'bng', address: nas.address, secret, profile: 'mikrotik', coa_port: nas.coa_port, interim_interval_s: 300, pool_id: pool.id });
    const monthly = await api.post('/v1/plans', { code: 'fiber', name: 'Fiber', price_minor: 2900, tax_id: tax.id });
    const quarterly = await api.post('/v1/plans', { code: 'quarter', name: 'Quarter', price_minor: 8900, tax_id: tax.id, interval_months: 3 });
    assert.equal(quarterly.interval_months, 3);
    const events = [
      { kind: 'change_plan', on: '2028-02-10', plan_id: quarterly.id },
      { kind: 'pause', on: '2028-03-15' },
      { kind: 'resume', on: '2028-04-20' },
      { kind: 'change_plan', on: '2028-05-01', known_on: '2028-05-12', plan_id: monthly.id }, // entered too late
      { kind: 'end', on: '2028-07-10' },
    ];
    const question = { plan_id: monthly.id, starts_on: start, events, until: '2028-08-31' };
    const quote = await api.post('/v1/quotes', question);
    assert.deepEqual(await api.post('/v1/quotes', question), quote, 'the same question, the same answer');
    assert.equal((await api.get('/v1/customers', { limit: 10 })).items.length, 0, 'a quote writes nothing');

    const customer = await api.post('/v1/customers', { name: 'Ann', street: 'Main 1', city: 'Town' });
    const sold = await api.post(`/v1/customers/${customer.id}/services`, { plan_id: monthly.id, username: 'ann@isp', password: 'pppoe-secret' });
    await api.post('/v1/payments', { customer_id: customer.id, amount_minor: 100000, method: 'bank', reference: 'in advance' });
    const service = `/v1/services/${(sold.service ?? sold).id}`;
    const at = (day) => daemon.advance(`${day}T12:00`);
    await at('2028-02-10');
    await api.post(`${service}/change-plan`, { plan_id: quarterly.id });
    await at('2028-03-15');

    // What a pause changes, asked of the service itself before it is confirmed.
    const asked = (more) => api.post('/v1/quotes', { service_id: (sold.service ?? sold).id, until: '2028-03-31', events: more });
    const as_it_is = await asked([]), paused = await asked([{ kind: 'pause', on: '2028-03-15' }]);
    // The rest of February's and March's stub is billed on the last day of March; it is billed in advance, so a credit is owed.
    assert.ok(paused.gross_minor < as_it_is.gross_minor);

    await nas.account(daemon.acct_port, 'Start', 'ann@isp', 's-1', { 'Framed-IP-Address': '100.64.0.10' });
    await api.post(`${service}/pause`, { note: 'at sea' });
    await eventually(() => nas.requests('Disconnect-Request').length > 0, { what: 'the Disconnect-Request' });
    let view = await api.get(service);
    assert.equal(view.access.verdict, 'reject');
    assert.match(view.access.reasons[0].text, /paused as the customer asked: at sea/);
    assert.equal((await nas.login(daemon.auth_port, 'ann@isp', 'pppoe-secret')).code, 'Access-Reject');
    assert.equal((await api.raw('POST', `${service}/pause`, { body: {} })).body.code, 'paused_already');

    await at('2028-04-19');
    // The end of the pause is set for the next day: that midnight brings the service back, nobody has to be there.
    await api.post(`${service}/resume`, { on: '2028-04-20' });
    assert.equal((await api.get(service)).access.verdict, 'reject');
    await at('2028-04-20');
    view = await api.get(service);
    assert.equal(view.access.verdict, 'allow', JSON.stringify(view.access.reasons));
    assert.deepEqual(view.pauses.map(({ from, until }) => [from, until]), [['2028-03-15', '2028-04-20']]);
    await eventually(async () => (await nas.login(daemon.auth_port, 'ann@isp', 'pppoe-secret')).code === 'Access-Accept', { what: 'a login after the pause' });

    await at('2028-05-12');
    await api.post(`${service}/change-plan`, { plan_id: monthly.id, on: '2028-05-01' });
    await at('2028-07-10');
    await api.post(`${service}/end`, { on: '2028-07-10' });
    await at('2028-08-31');

    const billed = await documents_of(api, customer.id);
    assert.deepEqual(quote.documents.map((one) => told(one, 'ann@isp')), billed.map((one) => told(one, 'ann@isp')));
    const sum = billed.reduce((all, one) => all + (one.kind === 'invoice' ? 1 : -1) * one.gross_minor, 0);
    assert.equal(quote.gross_minor, sum);
    // Every day once, by hand: months of the 31st on the monthly plan, the quarter 31 Dec to 31 Mar and the next on the other.
    const net = billed.reduce((all, one) => all + (one.kind === 'invoice' ? 1 : -1) * one.net_minor, 0);
    const first = 2900 + prorated(2900, 10, 29); // 31 Dec to 31 Jan; 31 Jan to 10 Feb, of 31 Jan to 29 Feb
    const quarters = prorated(8900, 34, 91) + prorated(8900, 11, 91); // 10 Feb to 15 Mar, of 31 Dec to 31 Mar; 20 Apr to 1 May, of 31 Mar to 30 Jun
    const last = prorated(2900, 30, 31) + 2900 + prorated(2900, 10, 31); // 1 to 31 May, of 30 Apr to 31 May; 31 May to 30 Jun; 30 Jun to 10 Jul
    assert.equal(net, first + quarters + last);
    console.log(`quotes: ${billed.length} documents, ${sum} minor units, as quoted`);
  } finally {
    await nas.stop();
  }
});

flow('The end of an add-on and of a discount cost what was quoted', { name: 'quotes-extras', simulated_clock: '2028-01-01T08:00' }, async (daemon) => {
  const api = await daemon.api();
  await api.patch('/v1/provider', { time_zone: 'UTC', country: 'DE' });
  const tax = (await api.get('/v1/taxes')).items[0];
  const plan = await api.post('/v1/plans', { code: 'fiber', name: 'Fiber', price_minor: 2900, tax_id: tax.id });
  const address = await api.post('/v1/plans', { code: 'address', name: 'Fixed address', price_minor: 500, tax_id: tax.id });
  const customer = await api.post('/v1/customers', { name: 'Ann', street: 'Main 1', city: 'Town' });
  await api.post('/v1/payments', { customer_id: customer.id, amount_minor: 100000, method: 'bank', reference: 'in advance' });
  const { service } = await api.post(`/v1/customers/${customer.id}/services`, { plan_id: plan.id, username: 'ann@isp', password: 'pppoe-secret' });
  const path = `/v1/services/${service.id}`;
  await api.post(`${path}/items`, { plan_id: address.id, quantity: 2 });
  await api.post(`${path}/discounts`, { name: 'Loyal', amount_minor: 310 });
  await daemon.advance('2028-01-20T12:00');
  const { items: [item], discounts: [discount] } = await api.get(path);
  const ask = (events) => api.post('/v1/quotes', { service_id: service.id, until: '2028-03-01', events });
  assert.equal((await api.raw('POST', '/v1/quotes', { body: { service_id: service.id, events: [{ kind: 'end_item', on: '2028-01-20' }] } })).body.code, 'item_of_end');
  assert.equal((await api.raw('POST', '/v1/quotes', { body: { service_id: service.id, events: [{ kind: 'end_item', on: '2028-01-20', item_id: 999 }] } })).body.code, 'quote_impossible');
  const quote = await ask([{ kind: 'end_item', on: '2028-01-20', item_id: item.id }, { kind: 'end_discount', on: '2028-01-20', discount_id: discount.id }]);
  const before = (await documents_of(api, customer.id)).length;
  await api.post(`${path}/items/${item.id}/end`, { on: '2028-01-20' });
  await api.post(`${path}/discounts/${discount.id}/end`, { on: '2028-01-20' });
  await daemon.advance('2028-03-01T12:00');
  const billed = (await documents_of(api, customer.id)).slice(before);
  assert.deepEqual(quote.documents.map((one) => told(one, 'ann@isp')), billed.map((one) => told(one, 'ann@isp')));
  // 12 of January's 31 days of the address are given back, and of the 3.10 off; then February and March at the full price.
  const net = billed.reduce((all, one) => all + (one.kind === 'invoice' ? 1 : -1) * one.net_minor, 0);
  const charged = 2590 - prorated(2590, 19, 31), whole = prorated(2900, 12, 31); // credited at the old price, charged at the new
  assert.equal(net, -(1000 - prorated(1000, 19, 31)) - charged + whole + 2 * 2900);
});

flow('A quote refuses what cannot be', { name: 'quotes-refused', simulated_clock: '2028-01-01T08:00', databases: ['sqlite'] }, async (daemon) => {
  const api = await daemon.api();
  const plan = await api.post('/v1/plans', { code: 'fiber', name: 'Fiber', price_minor: 2900 });
  const code = async (question) => (await api.raw('POST', '/v1/quotes', { body: question })).body.code ?? 'answered';
  assert.equal(await code({}), 'nothing_asked');
  assert.equal(await code({ plan_id: 99 }), 'plan_unknown');
  assert.equal(await code({ service_id: 99 }), 'service_unknown');
  assert.equal(await code({ plan_id: plan.id, until: '2048-01-01' }), 'until_too_far');
  assert.equal(await code({ plan_id: plan.id, events: [{ kind: 'resume', on: '2028-02-01' }] }), 'quote_impossible');
  assert.equal(await code({ plan_id: plan.id, events: [{ kind: 'pause', on: '2027-02-01' }] }), 'quote_impossible');
  assert.equal(await code({ plan_id: plan.id, events: [{ kind: 'change_plan', on: '2028-02-01' }] }), 'plan_of_change');
  assert.equal(await code({ plan_id: plan.id, billing_day: 32 }), 'invalid_input');
  const viewer = await daemon.api('viewer');
  assert.equal((await viewer.post('/v1/quotes', { plan_id: plan.id })).documents.length, 12);
  assert.equal(plus_days('2028-01-01', 365), (await viewer.post('/v1/quotes', { plan_id: plan.id })).until);
});
