// A prepaid service through the real doors, on both databases: bought from the balance, stopped at midnight, back within two seconds of
// the money, by payment and by voucher; as quoted; never for days that were off; a code has one effect however many redeem it.
import assert from 'node:assert/strict';

import { flow } from './support/daemon.mjs';
import { FakeAccessServer } from './support/radius.mjs';

const secret = 'prepaid-secret-8Kd';
const is_order = (one) => one.code === 'Disconnect-Request' || one.code === 'CoA-Request';

async function network(api) {
  const pool = await api.post('/v1/pools', { name: 'Customers', purpose: 'service', first_address: '100.64.0.10', last_address: '100.64.0.200' });
  const garden = await api.post('/v1/pools', { name: 'Garden', purpose: 'garden', first_address: '100.127.0.10', last_address: '100.127.0.200' });
  const nas = await FakeAccessServer.start({ address: '127.0.0.14', secret });
  await api.post('/v1/access-servers', { name: 'bng-1', address: nas.address, secret, profile: 'mikrotik', coa_port: nas.coa_port, interim_interval_s: 300,
    pool_id: pool.id, garden_pool_id: garden.id });
  return nas;
}

const shape = (documents) => documents.map((one) => [one.kind, one.issued_on, one.net_minor, one.gross_minor, one.lines.map((line) => [line.period_start, line.period_end, line.net_minor])]);
async function documents_of(api, customer) {
  const { items } = await api.get('/v1/invoices', { customer_id: customer.id, limit: 100 });
  return (await Promise.all(items.map(({ id }) => api.get(`/v1/invoices/${id}`)))).sort((a, b) => a.id - b.id);
}

flow('prepaid: bought, stopped, back with the money', { name: 'prepaid', simulated_clock: '2027-01-31T09:00', timeout_ms: 300000 }, async (daemon) => {
  const api = await daemon.api();
  await api.patch('/v1/provider', { country: 'DE', time_zone: 'Europe/Berlin', invoice_prefix: '' });
  const tax = await api.post('/v1/taxes', { code: 'V20', name: 'VAT', percent_ppm: 200000, valid_from: '2021-01-01' });
  const nas = await network(api);
  try {
    const refused = (more) => api.raw('POST', '/v1/plans', { body: { code: 'x', name: 'X', price_minor: 100, is_prepaid: true, ...more } });
    assert.equal((await refused({ in_arrears: true })).body.code, 'prepaid_is_paid_first');
    assert.equal((await refused({ is_prepaid: false, forfeits_unused: true })).body.code, 'not_prepaid');
    assert.equal((await refused({ trial_days: 7, trial_price_minor: 100 })).body.code, 'prepaid_trial_is_free');
    assert.equal((await refused({ is_prepaid: false, trial_price_minor: 100 })).body.code, 'no_trial');
    const plan = await api.post('/v1/plans', { code: 'week', name: 'Week', price_minor: 1000, tax_id: tax.id, interval_days: 7, is_prepaid: true, down_kbit: 20000, up_kbit: 5000 });
    assert.deepEqual([plan.is_prepaid, plan.forfeits_unused], [true, false]);
    const customer = await api.post('/v1/customers', { name: 'Ann', street: 'Main 1', city: 'Town' });
    const path = `/v1/customers/${customer.id}`;

    // What is to come, asked before anything happens: money on these days.
    const money = [['2027-01-31', 1300], ['2027-02-10', 500], ['2027-02-12', 700], ['2027-02-19', 1200]];
    const quote = await api.post('/v1/quotes', { customer_id: customer.id, plan_id: plan.id, until: '2027-03-10',
      events: money.map(([on, amount_minor]) => ({ kind: 'top_up', on, amount_minor })) });
    assert.deepEqual(quote.documents.map((one) => [one.issued_on, one.gross_minor]), [['2027-01-31', 1200], ['2027-02-12', 1200], ['2027-02-19', 1200]]);
    assert.deepEqual(quote.stops.map((one) => [one.on, one.until, one.balance_minor, one.price_minor]), [['2027-02-07', '2027-02-12', 100, 1200], ['2027-02-26', null, 100, 1200]]);
    assert.equal(quote.balance_minor, 100);

    // Nothing on the account: the service is sold and waits in the garden.
    const sold = (await api.post(`${path}/services`, { plan_id: plan.id, username: 'ann@isp', password: 'pppoe-secret' })).service;
    const service = `/v1/services/${sold.id}`;
    assert.deepEqual([sold.status, sold.access.verdict, sold.prepaid.paid_until, sold.prepaid.next_price_minor, sold.prepaid.covers_next], ['suspended', 'walled_garden', null, 1200, false]);
    assert.match((await nas.login(daemon.auth_port, 'ann@isp', 'pppoe-secret')).attributes['Framed-IP-Address'], /^100\.127\./);
    const pay = (amount_minor) => api.post('/v1/payments', { customer_id: customer.id, amount_minor, method: 'cash' });
    assert.deepEqual((await pay(1300)).restored_services, [sold.id]);
    let now = await api.get(service);
    assert.deepEqual([now.status, now.access.reasons[0].text, now.prepaid.paid_until, now.prepaid.balance_minor, now.prepaid.covers_next], ['active', 'paid in advance until 2027-02-07', '2027-02-07', 100, false]);
    const login = await nas.login(daemon.auth_port, 'ann@isp', 'pppoe-secret');
    assert.equal(login.attributes['Mikrotik-Rate-Limit'], '5000k/20000k');
    await daemon.verify();

    // The last minute is served, midnight is not: one order to the router, no bill, no debt.
    await daemon.advance('2027-02-06T22:58:00Z');
    const start = (session, address) => nas.account(daemon.acct_port, 'Start', 'ann@isp', session, { 'Framed-IP-Address': address });
    await start('p-1', login.attributes['Framed-IP-Address']);
    let asked = nas.received.length;
    await daemon.advance('2027-02-06T23:00:05Z'); // midnight in Berlin
    const order = await nas.next(is_order, { after: asked });
    assert.equal(order.attributes['Acct-Session-Id'], 'p-1');
    now = await api.get(service);
    assert.deepEqual([now.status, now.access.verdict], ['suspended', 'walled_garden']);
    assert.equal(now.access.reasons[0].text, 'stopped because the prepaid period ended on 2027-02-06 and the balance of 1.00 EUR does not cover 12.00 EUR');
    assert.deepEqual([now.prepaid.stopped_on, now.prepaid.stop_reason], ['2027-02-07', 'balance']);
    await nas.account(daemon.acct_port, 'Stop', 'ann@isp', 'p-1', {});
    const walled = await nas.login(daemon.auth_port, 'ann@isp', 'pppoe-secret');
    assert.match(walled.attributes['Framed-IP-Address'], /^100\.127\./);

    // Not enough; then enough: on that day, within two seconds.
    await daemon.advance('2027-02-10T09:00:00Z');
    assert.deepEqual((await pay(500)).restored_services, []);
    assert.match((await api.get(service)).access.reasons[0].text, /the balance of 6\.00 EUR does not cover 12\.00 EUR/);
    await daemon.advance('2027-02-12T09:00:00Z');
    await start('p-2', walled.attributes['Framed-IP-Address']);
    asked = nas.received.length;
    const paid = await pay(700);
    const answered_ms = performance.now();
    assert.deepEqual(paid.restored_services, [sold.id]);
    const restore = await nas.next(is_order, { after: asked });
    const took_ms = restore.at_ms - answered_ms;
    assert.ok(took_ms < 2000, `the order came ${took_ms} ms after the payment`);
    console.log(`    payment to packet: ${took_ms.toFixed(1)} ms after the answer`);
    await nas.account(daemon.acct_port, 'Stop', 'ann@isp', 'p-2', {});
    assert.equal((await nas.login(daemon.auth_port, 'ann@isp', 'pppoe-secret')).attributes['Mikrotik-Rate-Limit'], '5000k/20000k');
    await daemon.advance('2027-02-19T09:00:00Z');
    await pay(1200);
    await daemon.advance('2027-03-10T12:00:00Z');
    assert.deepEqual(shape(await documents_of(api, customer)), shape(quote.documents), 'as it was quoted');
    const account = await api.get(path);
    assert.deepEqual([account.open_minor, account.credit_minor], [0, 100]);
    const story = (await api.all(`${path}/timeline`)).map((one) => `${one.title}: ${one.detail}`).join('\n');
    assert.match(story, /Prepaid service stopped: stopped because the prepaid period ended on 2027-02-06 and the balance of 1\.00 EUR does not cover 12\.00 EUR/);
    assert.match(story, /Prepaid service resumed: resumed by payment of 7\.00 EUR; paid in advance until 2027-02-19/);
    assert.doesNotMatch(story, /Reminder/);
    await daemon.verify();

    // Vouchers bring it back too.
    const batch = await api.post('/v1/voucher-batches', { name: 'Kiosk', count: 12, value_minor: 2000, expires_on: '2027-12-31' });
    const { items } = await api.post(`/v1/voucher-batches/${batch.id}/export`);
    assert.match(items[0].code, /^[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){3}$/);
    assert.equal((await api.raw('POST', `/v1/voucher-batches/${batch.id}/export`)).body.code, 'exported_already');
    const redeem = (code, who = customer) => api.raw('POST', '/v1/vouchers/redeem', { body: { customer_id: who.id, code } });
    assert.equal((await redeem(items[0].code)).body.code, 'voucher_not_sold');
    await api.post(`/v1/voucher-batches/${batch.id}/sell`, { received_minor: 22000, method: 'bank' });
    await start('p-3', '100.127.0.11');
    asked = nas.received.length;
    const redeemed = await redeem(items[0].code.toLowerCase().replaceAll('-', ' '));
    const redeemed_ms = performance.now();
    assert.deepEqual([redeemed.status, redeemed.body.restored_services, redeemed.body.was_redeemed_before], [200, [sold.id], false], JSON.stringify(redeemed.body));
    assert.ok((await nas.next(is_order, { after: asked })).at_ms - redeemed_ms < 2000);
    assert.equal((await redeem(items[0].code)).body.was_redeemed_before, true);
    assert.equal((await api.get(service)).prepaid.balance_minor, 2100 - 1200);

    // Twenty at once, ten customers: one effect.
    const others = await Promise.all(Array.from({ length: 10 }, (_, i) => api.post('/v1/customers', { name: `Other ${i}`, street: 'Main 1', city: 'Town' })));
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => redeem(items[1].code, others[i % 10])));
    assert.equal(answers.filter(({ status, body }) => status === 200 && !body.was_redeemed_before).length, 1, JSON.stringify(answers.map(({ status, body }) => [status, body.code])));
    assert.ok(answers.every(({ status, body }) => status === 200 || ['voucher_used', 'voucher_tries'].includes(body.code)));
    const credits = await Promise.all(others.map(async ({ id }) => (await api.get(`/v1/customers/${id}`)).credit_minor));
    assert.equal(credits.reduce((sum, one) => sum + one, 0), 2000);
    const shown = (await api.get(`/v1/voucher-batches/${batch.id}/vouchers`)).items;
    assert.ok(!JSON.stringify(shown).includes(items[2].code) && shown[2].last4 === items[2].code.slice(-4));
    await api.post(`/v1/vouchers/${shown[2].id}/void`);
    assert.equal((await redeem(items[2].code, others[9])).body.code, 'voucher_void');
    await daemon.verify();

    // Renewal off: it stops although there is money; one more period when asked; then on again.
    await api.patch(`${service}/prepaid`, { auto_renew: false });
    await pay(3000);
    const until = (await api.get(service)).prepaid.paid_until;
    await daemon.advance(`${until}T12:00:00Z`);
    assert.match((await api.get(service)).access.reasons[0].text, /does not renew itself/);
    const bought = await api.post(`${service}/prepaid/periods`);
    assert.equal(bought.periods[0].from, until);
    assert.equal((await api.get(service)).status, 'active');

    // Paused in the middle: what is left comes back at once; resumed: a new period from that day.
    const before = (await api.get(service)).prepaid.balance_minor;
    await daemon.advance('2d');
    const paused = await api.post(`${service}/pause`, {});
    assert.ok(paused.prepaid.balance_minor > before, 'unused days are given back at once');
    await api.patch(`${service}/prepaid`, { auto_renew: true });
    const resumed = await api.post(`${service}/resume`, {});
    assert.equal(resumed.status, 'active');

    // A debt elsewhere restricts the line that is billed, not the one that is paid in advance.
    const fiber = await api.post('/v1/plans', { code: 'fiber', name: 'Fiber', price_minor: 9000, tax_id: tax.id });
    const line = (await api.post(`${path}/services`, { plan_id: fiber.id, username: 'line@isp', password: 'pppoe-secret' })).service;
    const month = await api.post('/v1/plans', { code: 'quarter', name: 'Quarter', price_minor: 1000, tax_id: tax.id, interval_months: 6, is_prepaid: true });
    const long = (await api.post(`${path}/services`, { plan_id: month.id, username: 'long@isp', password: 'pppoe-secret' })).service;
    assert.equal(long.status, 'active');
    await daemon.advance('2027-05-20T12:00:00Z');
    assert.equal((await api.get(`/v1/services/${line.id}`)).access.reasons[0].code, 'debt');
    const kept = await api.get(`/v1/services/${long.id}`);
    assert.deepEqual([kept.status, kept.access.reasons[0].code], ['active', 'prepaid']);
    await daemon.verify();
  } finally {
    await nas.stop();
  }
});
