// The loop that every provider lives by, over fourteen simulated months, on both databases, through the real doors: sign-up,
// login, accounting, invoices, reminders, restriction, payment, service again. Every cent and every packet is checked.
import assert from 'node:assert/strict';

import { flow } from './support/daemon.mjs';
import { boundary, plus_days, prorated, tax_of } from './support/money.mjs';
import { FakeAccessServer, exchange, octets_in, octets_out, radclient } from './support/radius.mjs';
import { encode_packet } from './support/packet.mjs';
import { eventually } from './support/wait.mjs';

const price = 2900;
const vat_before = 190000, vat_after = 200000;
const vat_change = '2027-07-01';
const vat_on = (day) => (day < vat_change ? vat_before : vat_after);
const secret = 'loop-secret-3Fq';

async function set_up(daemon, api) {
  await api.patch('/v1/provider', { name: 'Loop ISP', country: 'DE', time_zone: 'Europe/Berlin', invoice_prefix: '', payment_days: 14 });
  const taxes = await api.get('/v1/taxes');
  let tax = taxes.items.find((one) => one.code === 'VAT');
  tax ??= await api.post('/v1/taxes', { code: 'VAT', name: 'VAT', percent_ppm: vat_before, valid_from: '2021-01-01' });
  await api.post(`/v1/taxes/${tax.id}/rates`, { percent_ppm: vat_after, valid_from: vat_change });
  const plan = await api.post('/v1/plans', { code: 'fiber-100', name: 'Fiber 100', price_minor: price, tax_id: tax.id, down_kbit: 100000, up_kbit: 50000 });
  const pool = await api.post('/v1/pools', { name: 'Customers', purpose: 'service', first_address: '100.64.0.10', last_address: '100.64.0.200' });
  const garden = await api.post('/v1/pools', { name: 'Garden', purpose: 'garden', first_address: '100.127.0.10', last_address: '100.127.0.200' });
  const nas = await FakeAccessServer.start({ address: '127.0.0.11', secret });
  const answer = await api.post('/v1/access-servers', { name: 'bng-1', address: nas.address, secret, profile: 'mikrotik', coa_port: nas.coa_port,
    interim_interval_s: 300, pool_id: pool.id, garden_pool_id: garden.id });
  assert.ok(JSON.stringify(await api.get('/v1/access-servers')).includes('bng-1'));
  assert.ok(!JSON.stringify(await api.get('/v1/access-servers')).includes(secret), 'a shared secret is never told again');
  return { tax, plan, pool, garden, nas, answer };
}

async function sign_up(api, plan, name, username, more = {}, service = {}) {
  const customer = await api.post('/v1/customers', { name, kind: 'residential', email: `${username.split('@')[0]}@example.net`, street: 'Main 1', city: 'Town', postal_code: '12345', ...more });
  const sold = await api.post(`/v1/customers/${customer.id}/services`, { plan_id: plan.id, username, password: 'pppoe-secret', ...service });
  return { customer, service: sold.service ?? sold };
}

const in_range = (address, prefix) => assert.ok(address.startsWith(prefix), `${address} is not in ${prefix}*`);

async function logins(daemon, api, nas, alice) {
  const accept = await nas.login(daemon.auth_port, 'alice@isp', 'pppoe-secret');
  assert.equal(accept.code, 'Access-Accept', accept.output);
  assert.equal(accept.attributes['Mikrotik-Rate-Limit'], '50000k/100000k');
  in_range(accept.attributes['Framed-IP-Address'], '100.64.0.');
  assert.equal(Number(accept.attributes['Acct-Interim-Interval']), 300);
  assert.ok(accept.attributes.Class, 'Class is there');
  assert.match(accept.output, /Received Access-Accept[^\n]*\n\s+Message-Authenticator/, 'Message-Authenticator comes first');
  const again = await nas.login(daemon.auth_port, 'alice@isp', 'pppoe-secret', {}, { chap: true });
  assert.equal(again.code, 'Access-Accept');
  assert.equal(again.attributes['Framed-IP-Address'], accept.attributes['Framed-IP-Address'], 'the same address at every login');

  const wrong = await nas.login(daemon.auth_port, 'alice@isp', 'wrong');
  assert.equal(wrong.code, 'Access-Reject');
  assert.match(wrong.output, /Received Access-Reject[^\n]*\n\s+Message-Authenticator/);
  assert.equal((await nas.login(daemon.auth_port, 'alice@isp', 'wrong', {}, { chap: true })).code, 'Access-Reject');
  assert.equal((await nas.login(daemon.auth_port, 'nobody@isp', 'x')).code, 'Access-Reject');
  assert.equal((await nas.login(daemon.auth_port, "x' or 1=1 --", 'x')).code, 'Access-Reject');
  // An access server that nobody registered, and one with another secret, get no answer at all.
  const quick = { timeout_s: 1, tries: 1 };
  assert.equal((await nas.login(daemon.auth_port, 'alice@isp', 'pppoe-secret', {}, { ...quick, from: '127.0.0.99' })).code, null);
  assert.equal((await radclient({ kind: 'auth', port: daemon.auth_port, secret: 'another', from: nas.address, ...quick,
    attributes: { 'User-Name': 'alice@isp', 'User-Password': 'pppoe-secret', 'Message-Authenticator': '0x00' } })).code, null);
  assert.equal((await radclient({ kind: 'acct', port: daemon.acct_port, secret: 'another', from: nas.address, ...quick,
    attributes: { 'Acct-Status-Type': 'Start', 'User-Name': 'alice@isp', 'Acct-Session-Id': 'forged' } })).code, null);
  // Without Message-Authenticator the request is dropped where it is required, which is the default.
  const bare = encode_packet({ code: 'Access-Request', id: 7, secret, attributes: { 'User-Name': 'alice@isp', 'User-Password': 'pppoe-secret' }, message_authenticator: false });
  assert.equal(await exchange(bare, { port: daemon.auth_port, secret, from: nas.address, within_ms: 700 }), null);
  return accept.attributes['Framed-IP-Address'];
}

async function accounting(daemon, api, nas, alice, address) {
  const live = await api.live();
  const where = { 'Framed-IP-Address': address, 'Calling-Station-Id': '02:00:00:00:00:01', 'NAS-Port-Id': 'eth1.100' };
  const start = await nas.account(daemon.acct_port, 'Start', 'alice@isp', 's-1', where);
  assert.equal(start.code, 'Accounting-Response', start.output);
  let online = await api.get('/v1/sessions', { online: true });
  assert.equal(online.items.length, 1);
  assert.equal(online.items[0].framed_address, address);
  assert.equal(online.items[0].customer_id, alice.customer.id);
  await eventually(() => live.events.some((one) => one.event === 'sessions'), { what: 'a live event about the session' });
  // 5 GiB down and a little up: past what 32 bits hold. Repeated and late packets change nothing.
  const five_gib = 5 * 2 ** 30;
  const interim = { ...where, ...octets_in(1000000), ...octets_out(five_gib), 'Acct-Session-Time': 600 };
  for (let i = 0; i < 3; ++i) assert.equal((await nas.account(daemon.acct_port, 'Interim-Update', 'alice@isp', 's-1', interim)).code, 'Accounting-Response');
  online = await api.get('/v1/sessions', { online: true });
  assert.equal(online.items[0].octets_out, five_gib);
  assert.equal(online.items[0].octets_in, 1000000);
  const stop = { ...where, ...octets_in(2000000), ...octets_out(five_gib + 7), 'Acct-Session-Time': 700, 'Acct-Terminate-Cause': 'User-Request' };
  assert.equal((await nas.account(daemon.acct_port, 'Stop', 'alice@isp', 's-1', stop)).code, 'Accounting-Response');
  await nas.account(daemon.acct_port, 'Interim-Update', 'alice@isp', 's-1', interim);
  assert.equal((await api.get('/v1/sessions', { online: true })).items.length, 0, 'a late Interim does not open a closed session');
  const service = await api.get(`/v1/services/${alice.service.id}`);
  assert.equal(service.month_octets_out, five_gib + 7);
  assert.equal(service.month_octets_in, 2000000);
  await live.stop();
}

/** The invoices a customer must have by `until`, oldest first: [{on, net, tax, lines: [{start, end, net}]}]. */
function expected_invoices({ anchor, joined, starts_on, until, ends_on }) {
  const invoices = [];
  let unbilled_from = starts_on;
  for (let k = 0; ; ++k) {
    const day = boundary(anchor, k);
    if (day > until) return invoices;
    if (day < joined) continue;
    const lines = [];
    const add = (from, to, start, end) => {
      const stop = ends_on && ends_on < to ? ends_on : to;
      if (from < stop) lines.push({ start: from, end: stop, net: prorated(price, from, stop, start, end) });
    };
    if (unbilled_from < day) add(unbilled_from, day, boundary(anchor, k - 1), day);
    if (starts_on <= day) {
      add(day, boundary(anchor, k + 1), day, boundary(anchor, k + 1));
      unbilled_from = boundary(anchor, k + 1);
    } else if (starts_on < boundary(anchor, k + 1)) {
      unbilled_from = starts_on;
    }
    const net = lines.reduce((sum, line) => sum + line.net, 0);
    if (net > 0) invoices.push({ on: day, net, tax: tax_of(net, vat_on(day)), lines });
  }
}

async function check_invoices(api, customer, expected) {
  const listed = await api.all('/v1/invoices', { customer_id: customer.id, status: 'all' });
  const invoices = (await Promise.all(listed.filter((one) => one.kind === 'invoice').map((one) => api.get(`/v1/invoices/${one.id}`))))
    .sort((a, b) => (a.issued_on < b.issued_on ? -1 : 1));
  const seen = invoices.map((one) => ({ on: one.issued_on, net: one.net_minor, tax: one.tax_minor,
    lines: one.lines.map((line) => ({ start: line.period_start, end: line.period_end, net: line.net_minor })) }));
  assert.deepEqual(seen, expected);
  for (const one of invoices) {
    assert.equal(one.due_on, plus_days(one.issued_on, 14));
    assert.equal(one.gross_minor, one.net_minor + one.tax_minor);
    for (const line of one.lines) assert.ok(line.explanation.length > 0);
  }
  return invoices;
}

flow('fourteen months of the loop', { simulated_clock: '2027-01-31T09:00', timeout_ms: 600000 }, async (daemon) => {
  const api = await daemon.api();
  const { plan, nas } = await set_up(daemon, api);
  try {
    // 1. Sign-up. Alice joins on the 31st; Bruno later, with the 31st as his billing day; Carla on the first.
    const alice = await sign_up(api, plan, 'Alice Example', 'alice@isp');
    assert.equal(alice.customer.billing_day, 31);
    // 2. and 3. Login and accounting.
    const address = await logins(daemon, api, nas, alice);
    await accounting(daemon, api, nas, alice, address);

    // 4. Billing. Preview and run agree; a second run issues nothing.
    const preview = await daemon.cli(['bill', 'run', '--preview']);
    assert.match(preview.stdout, /1 invoices/);
    assert.equal((await api.get('/v1/invoices', { status: 'all' })).items.length, 0, 'a preview writes nothing');
    await daemon.cli(['bill', 'run']);
    await daemon.cli(['bill', 'run']);
    const [first] = await check_invoices(api, alice.customer, expected_invoices({ anchor: '2027-01-31', joined: '2027-01-31', starts_on: '2027-01-31', until: '2027-01-31' }));
    assert.match(first.number, /2027-0*1$/);
    assert.equal(first.status, 'open');

    await daemon.advance('2027-02-10T09:00:00Z');
    const bruno = await sign_up(api, plan, 'Bruno Example', 'bruno@isp', { billing_day: 31 });
    const carla = await sign_up(api, plan, 'Carla Example', 'carla@isp', { billing_day: 1 }, { static_address: '192.0.2.77' });
    const carla_login = await nas.login(daemon.auth_port, 'carla@isp', 'pppoe-secret');
    assert.equal(carla_login.attributes['Framed-IP-Address'], '192.0.2.77');

    // Alice pays by transfer, more than she owes: the rest stays as credit.
    const surplus = 5000 - first.gross_minor;
    const payment = await api.post('/v1/payments', { customer_id: alice.customer.id, amount_minor: 5000, method: 'bank', reference: 'TR-1' });
    assert.deepEqual(payment.allocations.map((one) => [one.invoice_id, one.amount_minor]), [[first.id, first.gross_minor]]);
    assert.equal(payment.credited_minor, surplus);
    assert.equal((await api.get(`/v1/customers/${alice.customer.id}`)).balance_minor, -surplus);

    // The second invoice uses the credit; the rest is paid on time. Alice pays all year.
    await daemon.advance('2027-03-01T12:00:00Z');
    const second = (await api.all('/v1/invoices', { customer_id: alice.customer.id, status: 'all' })).find((one) => one.issued_on === '2027-02-28');
    assert.equal(second.open_minor, second.gross_minor - surplus);

    // 5. Bruno does not pay his first invoice (28 Feb, due 14 Mar).
    const bruno_first = (await check_invoices(api, bruno.customer, expected_invoices({ anchor: '2027-01-31', joined: '2027-02-10', starts_on: '2027-02-10', until: '2027-03-01' })))[0];
    assert.equal(bruno_first.due_on, '2027-03-14');
    const live_session = { 'Framed-IP-Address': '100.64.0.50', 'NAS-Port-Id': 'eth1.200' };
    const before = await nas.login(daemon.auth_port, 'bruno@isp', 'pppoe-secret');
    live_session['Framed-IP-Address'] = before.attributes['Framed-IP-Address'];
    const keep_alive = async (status = 'Interim-Update') => nas.account(daemon.acct_port, status, 'bruno@isp', 'b-1', { ...live_session, 'Acct-Session-Time': 60 });
    await keep_alive('Start');
    await daemon.advance('2027-03-17T12:00:00Z'); // three days past due: reminded
    await keep_alive('Start');
    let timeline = await api.all(`/v1/customers/${bruno.customer.id}/timeline`);
    assert.ok(timeline.some((one) => one.kind === 'dunning.reminded' && one.ref_text === bruno_first.number));
    assert.equal((await api.get(`/v1/services/${bruno.service.id}`)).access.verdict, 'allow');
    await daemon.advance('2027-03-24T05:58:00Z'); // just before the ladder of the tenth day (07:00 in Berlin)
    await nas.account(daemon.acct_port, 'Start', 'bruno@isp', 'b-2', live_session);
    const asked_before = nas.received.length;
    await daemon.advance('2027-03-24T06:05:00Z');
    const order = await nas.next((one) => one.code === 'Disconnect-Request' || one.code === 'CoA-Request', { after: asked_before });
    assert.equal(order.authenticator, 'right');
    assert.equal(order.message_authenticator, 'right');
    assert.equal(order.attributes['Acct-Session-Id'], 'b-2');
    const suspended = await api.get(`/v1/services/${bruno.service.id}`);
    assert.equal(suspended.status, 'suspended');
    assert.equal(suspended.access.verdict, 'walled_garden');
    assert.equal(suspended.access.reasons[0].text, `suspended because invoice ${bruno_first.number} is 10 days overdue`);
    const session = (await api.get('/v1/sessions', { customer_id: bruno.customer.id, online: true })).items.find((one) => one.acct_session_id === 'b-2');
    assert.match(JSON.stringify(session?.network ?? {}), /ACK/, 'the answer of the access server is kept');
    await nas.account(daemon.acct_port, 'Stop', 'bruno@isp', 'b-2', { ...live_session, 'Acct-Terminate-Cause': 'Admin-Reset' });
    const walled = await nas.login(daemon.auth_port, 'bruno@isp', 'pppoe-secret');
    assert.equal(walled.code, 'Access-Accept');
    in_range(walled.attributes['Framed-IP-Address'], '100.127.0.');
    assert.equal((await nas.login(daemon.auth_port, 'alice@isp', 'pppoe-secret')).attributes['Mikrotik-Rate-Limit'], '50000k/100000k', 'nobody else is touched');

    // 6. He pays: the order is out within two seconds of the commit and the next login has full speed.
    await nas.account(daemon.acct_port, 'Start', 'bruno@isp', 'b-3', { 'Framed-IP-Address': walled.attributes['Framed-IP-Address'] });
    const asked = nas.received.length;
    const key = 'bruno-pays-once';
    const body = { customer_id: bruno.customer.id, amount_minor: bruno_first.gross_minor, method: 'cash' };
    const paid = await api.post('/v1/payments', body, { key });
    const committed_ms = performance.now();
    const repeat = await api.post('/v1/payments', body, { key });
    assert.equal(repeat.id, paid.id, 'the same key, the same payment');
    assert.equal((await api.raw('POST', '/v1/payments', { body: { ...body, amount_minor: 1 }, key })).status, 409);
    assert.deepEqual(paid.restored_services, [bruno.service.id]);
    const restore = await nas.next((one) => one.code === 'Disconnect-Request' || one.code === 'CoA-Request', { after: asked });
    const took_ms = restore.at_ms - committed_ms;
    console.log(`    payment to packet: ${took_ms.toFixed(1)} ms after the answer`);
    assert.ok(took_ms < 2000, `the order came ${took_ms} ms after the payment`);
    await nas.account(daemon.acct_port, 'Stop', 'bruno@isp', 'b-3', {});
    const restored = await nas.login(daemon.auth_port, 'bruno@isp', 'pppoe-secret');
    assert.equal(restored.attributes['Mikrotik-Rate-Limit'], '50000k/100000k');
    in_range(restored.attributes['Framed-IP-Address'], '100.64.0.');

    // 7. The story, causes included.
    timeline = (await api.all(`/v1/customers/${bruno.customer.id}/timeline`)).map((one) => `${one.title}: ${one.detail}`).join('\n');
    assert.match(timeline, new RegExp(`suspended because invoice ${bruno_first.number} is 10 days overdue`));
    assert.match(timeline, /restored by payment of/);

    // A hold of the operator: rejected at the next login, whatever is paid.
    await api.post(`/v1/services/${carla.service.id}/hold`, { note: 'equipment missing' });
    const held = await nas.login(daemon.auth_port, 'carla@isp', 'pppoe-secret');
    assert.equal(held.code, 'Access-Reject');
    await api.post(`/v1/services/${carla.service.id}/release`, {});
    assert.equal((await nas.login(daemon.auth_port, 'carla@isp', 'pppoe-secret')).code, 'Access-Accept');

    // The rest of the fourteen months: everybody pays each month; Carla leaves on 10 March 2028.
    const pay_all = async () => {
      for (const one of [alice, bruno, carla]) {
        const { open_minor, credit_minor } = await api.get(`/v1/customers/${one.customer.id}`);
        assert.ok(open_minor === 0 || credit_minor === 0, 'credit and an open invoice never stand side by side');
        if (open_minor > 0) await api.post('/v1/payments', { customer_id: one.customer.id, amount_minor: open_minor, method: 'bank' });
      }
    };
    await pay_all();
    for (let k = 3; k <= 14; ++k) {
      await daemon.advance(`${boundary('2027-01-05', k)}T10:00:00Z`);
      await pay_all();
    }
    // 5 Mar 2028. A leap day has been billed; Carla ends in the middle of a period already paid: a credit note.
    await api.post(`/v1/services/${carla.service.id}/end`, { on: '2028-03-11' });
    await daemon.advance('2028-03-31T12:00:00Z');
    await check_invoices(api, alice.customer, expected_invoices({ anchor: '2027-01-31', joined: '2027-01-31', starts_on: '2027-01-31', until: '2028-03-31' }));
    await check_invoices(api, bruno.customer, expected_invoices({ anchor: '2027-01-31', joined: '2027-02-10', starts_on: '2027-02-10', until: '2028-03-31' }));
    await check_invoices(api, carla.customer, expected_invoices({ anchor: '2027-02-01', joined: '2027-02-10', starts_on: '2027-02-10', until: '2028-03-10' }));
    const march = (await api.all('/v1/invoices', { customer_id: carla.customer.id, status: 'all' }));
    const notes = march.filter((one) => one.kind === 'credit_note');
    assert.equal(notes.length, 1);
    const used = prorated(price, '2028-03-01', '2028-03-11', '2028-03-01', '2028-04-01');
    assert.equal(notes[0].net_minor, price - used, 'used plus credit is what was billed');
    assert.equal(notes[0].gross_minor, price - used + tax_of(price, vat_after) - tax_of(used, vat_after));
    const carla_now = await api.get(`/v1/customers/${carla.customer.id}`);
    assert.equal(carla_now.balance_minor, -notes[0].gross_minor, 'the credit is hers');
    assert.equal(carla_now.status, 'left');
    assert.equal((await nas.login(daemon.auth_port, 'carla@isp', 'pppoe-secret')).code, 'Access-Reject');
    const numbers = (await api.all('/v1/invoices', { status: 'all' })).map((one) => one.number).sort();
    assert.equal(new Set(numbers).size, numbers.length);
    await daemon.cli(['bill', 'run']);
    assert.equal((await api.all('/v1/invoices', { status: 'all' })).length, numbers.length, 'run again: nothing new');
  } finally {
    await nas.stop();
  }
});

flow('a restart forgets nothing', { simulated_clock: '2027-01-31T09:00' }, async (daemon) => {
  let api = await daemon.api();
  const { plan, nas } = await set_up(daemon, api);
  try {
    const alice = await sign_up(api, plan, 'Alice Example', 'alice@isp');
    const first = await nas.login(daemon.auth_port, 'alice@isp', 'pppoe-secret');
    await nas.account(daemon.acct_port, 'Start', 'alice@isp', 'k-1', { 'Framed-IP-Address': first.attributes['Framed-IP-Address'] });
    const acked = await nas.account(daemon.acct_port, 'Interim-Update', 'alice@isp', 'k-1', { ...octets_in(123), ...octets_out(456), 'Acct-Session-Time': 9 });
    assert.equal(acked.code, 'Accounting-Response');
    const paid = await api.post('/v1/payments', { customer_id: alice.customer.id, amount_minor: 777, method: 'cash' });
    await daemon.kill();
    await daemon.serve();
    api = await daemon.api();
    const session = (await api.get('/v1/sessions', { online: true })).items[0];
    assert.equal(session.octets_out, 456, 'what was answered is on disk');
    assert.equal((await api.get(`/v1/payments/${paid.id}`)).amount_minor, 777);
    const again = await nas.login(daemon.auth_port, 'alice@isp', 'pppoe-secret');
    assert.equal(again.attributes['Framed-IP-Address'], first.attributes['Framed-IP-Address'], 'the same address after kill -9');
  } finally {
    await nas.stop();
  }
});

flow('an access server that is away gets its order when it is back', { simulated_clock: '2027-01-31T09:00' }, async (daemon) => {
  const api = await daemon.api();
  const { plan, nas } = await set_up(daemon, api);
  try {
    const alice = await sign_up(api, plan, 'Alice Example', 'alice@isp');
    const login = await nas.login(daemon.auth_port, 'alice@isp', 'pppoe-secret');
    await nas.account(daemon.acct_port, 'Start', 'alice@isp', 'away-1', { 'Framed-IP-Address': login.attributes['Framed-IP-Address'] });
    let lost = 0;
    nas.answer = () => (++lost <= 2 ? 'silent' : 'ack');
    await api.post(`/v1/services/${alice.service.id}/hold`, { note: 'test' });
    await nas.next((one) => one.answer === 'ack', { within_ms: 30000 });
    assert.ok(lost > 2, 'the first tries were lost');
    assert.equal(nas.requests('CoA-Request').length, 0, 'a reject ends the session: Disconnect, not CoA');
  } finally {
    await nas.stop();
  }
});
