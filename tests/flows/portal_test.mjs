// The subscribers' own way in, through the real doors and on both databases: by a link that is really mailed, by a password; what they
// see is theirs, what they may do is little, and what a change of plan is said to cost is what is billed, to the cent.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { Api, ApiProblem } from './support/api.mjs';
import { flow } from './support/daemon.mjs';
import { MailSink } from './support/mail.mjs';
import { eventually } from './support/wait.mjs';

const document = JSON.parse(readFileSync(fileURLToPath(new URL('../../api/openapi.json', import.meta.url)), 'utf8'));
const operations = Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, it]) => ({ path, method: method.toUpperCase(), ...it })));
const staff_operations = operations.filter((it) => it.security?.length !== 0 && it['x-permission'] !== 'portal');
const portal_operations = operations.filter((it) => it['x-permission'] === 'portal');
const password = 'a long enough one';

/** A subscriber's browser. */
class Subscriber extends Api {
  async enter(account, secret = password) {
    const answer = await this.raw('POST', '/v1/portal/session', { body: { account, password: secret } });
    if (answer.status >= 300) throw new ApiProblem('POST', '/v1/portal/session', answer.status, answer.body);
    return answer;
  }
}
const refused = (promise, status, code) => assert.rejects(promise, (error) => {
  assert.equal(error.status, status, error.message);
  if (code) assert.equal(error.code, code, error.message);
  return true;
});

flow('Subscribers have their own way in', { name: 'portal', simulated_clock: '2027-03-01T08:00' }, async (daemon) => {
  const sink = await MailSink.start();
  try {
    daemon.write_config({ mail: { host: '127.0.0.1', port: sink.port, security: 'none', from: 'Loop ISP <billing@loop.example>' } });
    await daemon.restart();
    const office = await daemon.api();
    await office.patch('/v1/provider', { name: 'Loop ISP', time_zone: 'UTC', country: 'DE' });
    const tax = (await office.get('/v1/taxes')).items[0];
    const plan_of = (code, price_minor, more) => office.post('/v1/plans', { code, name: code, price_minor, tax_id: tax.id, ...more });
    const small = await plan_of('small', 2900, { offered_in_portal: true });
    const large = await plan_of('large', 4900, { offered_in_portal: true });
    const hidden = await plan_of('hidden', 3900);
    assert.equal(small.offered_in_portal, true);
    assert.equal(hidden.offered_in_portal, false);
    assert.equal((await office.patch(`/v1/plans/${hidden.id}`, { offered_in_portal: false })).version, 1, 'no new version');
    const term = await plan_of('term', 5900, { offered_in_portal: true, contract: { minimum_months: 24, renewal_months: 12, notice_days: 30, fee_kind: 'none', fee_minor: 0, fee_ppm: 0 } });
    const join = async (name, email, plan = small) => {
      const customer = await office.post('/v1/customers', { name, email, street: 'Main 1', city: 'Town' });
      const sold = await office.post(`/v1/customers/${customer.id}/services`, { plan_id: plan.id, username: `${name.toLowerCase()}@isp` });
      return { ...customer, service: sold.service.id };
    };
    const anna = await join('Anna', 'anna@example.net');
    const ben = await join('Ben', 'ben@example.net');
    const bound = await join('Bound', 'bound@example.net', term);
    const silent = await office.post('/v1/customers', { name: 'Silent' });
    await daemon.advance('2027-03-02T12:00');

    // By a link, asked for at the door: the same answer for somebody who does not exist.
    const stranger = new Subscriber(daemon.url);
    const links_to = (who) => sink.mails.filter((mail) => mail.to.includes(who)).map((mail) => /\/portal\/link#(\S+)/.exec(Buffer.from(mail.text.split('\n\n').slice(1).join(''), 'base64').toString('utf8'))).filter(Boolean); // reminders have none
    const known = await stranger.raw('POST', '/v1/portal/link-requests', { body: { account: ' ANNA@example.net ' } });
    const unknown = await stranger.raw('POST', '/v1/portal/link-requests', { body: { account: 'nobody@example.net' } });
    assert.deepEqual([known.status, known.body], [204, '']);
    assert.deepEqual([unknown.status, unknown.body], [204, '']);
    await eventually(() => links_to('anna@').length === 1, { within_ms: 20000, what: 'the mail with the link' });
    const [, token] = links_to('anna@')[0];
    const kept = (await office.get(`/v1/customers/${anna.id}/messages`)).items[0];
    assert.ok(!JSON.stringify(kept).includes(token) && kept.body.includes('{link}'), 'staff do not read the link');
    assert.match(Buffer.from(sink.mails[0].text.split('\n\n').slice(1).join(''), 'base64').toString('utf8'), new RegExp(`${daemon.url}/portal/link#`));
    const a = new Subscriber(daemon.url);
    const came = await a.raw('POST', '/v1/portal/session/link', { body: { token } });
    assert.equal(came.status, 200, JSON.stringify(came.body));
    assert.equal(came.body.customer_id, anna.id);
    const cookie = came.headers.getSetCookie()[0];
    assert.match(cookie, /^demarc_portal=/);
    for (const flag of [/HttpOnly/i, /SameSite=Strict/i]) assert.match(cookie, flag);
    await refused(stranger.post('/v1/portal/session/link', { token }), 401, 'link_used_or_old');

    // The first password needs none before it; the next one does.
    assert.equal((await a.get('/v1/portal/session')).may_set_freely, true);
    await refused(a.put('/v1/portal/password', { password: 'short' }), 422);
    assert.equal((await a.raw('PUT', '/v1/portal/password', { body: { password } })).status, 204);
    await refused(a.put('/v1/portal/password', { password: 'another long one' }), 422, 'current_password_missing');
    await refused(a.put('/v1/portal/password', { current: 'wrong wrong wrong', password: 'another long one' }), 422, 'current_password_wrong');
    const at_work = new Subscriber(daemon.url);
    await at_work.enter(anna.number.toLowerCase());
    assert.equal((await at_work.get('/v1/portal/session')).name, 'Anna');
    assert.equal((await a.raw('PUT', '/v1/portal/password', { body: { current: password, password: 'another long one' } })).status, 204);
    await refused(at_work.get('/v1/portal/home'), 401, 'session_ended');
    await at_work.enter('anna@example.net', 'another long one');

    // An operator sends it; nobody without an address, and nobody who has left.
    await office.post(`/v1/customers/${ben.id}/portal-link`);
    await refused(office.post(`/v1/customers/${silent.id}/portal-link`), 409, 'no_email');
    await eventually(() => links_to('ben@').length === 1, { within_ms: 20000, what: 'the mail to Ben' });
    const b = new Subscriber(daemon.url);
    await b.post('/v1/portal/session/link', { token: links_to('ben@')[0][1] });
    await b.raw('PUT', '/v1/portal/password', { body: { password } });
    const told = await office.get(`/v1/customers/${ben.id}/timeline`);
    assert.equal(told.items.find(({ kind }) => kind === 'portal.link_sent').actor, 'Test admin');
    assert.equal(told.items.find(({ kind }) => kind === 'portal.password_set').actor, 'the subscriber');
    assert.equal((await office.get(`/v1/customers/${ben.id}/portal`)).has_password, true);

    // Neither kind of session opens anything of the other.
    assert.ok(staff_operations.length > 150 && portal_operations.length >= 12, `${staff_operations.length} and ${portal_operations.length}`);
    const filled = (path, id) => path.replace(/\{[^}]*id\}/g, String(id)).replace(/\{[^}]+\}/g, 'x');
    for (const it of staff_operations) {
      const answer = await b.raw(it.method, filled(it.path, ben.id), { body: it.method === 'GET' || it.method === 'DELETE' ? undefined : {} });
      assert.ok([401, 403].includes(answer.status), `${it.operationId} with a subscriber's session: ${answer.status}`);
    }
    const portal_cookie = came.headers.getSetCookie()[0].split(';')[0].slice('demarc_portal='.length);
    for (const headers of [{ authorization: `Bearer ${portal_cookie}` }, { cookie: `demarc_session=${portal_cookie}` }])
      assert.equal((await new Api(daemon.url).raw('GET', '/v1/customers', { headers })).status, 401, 'under another name');
    const staff_token = (await office.post('/v1/api-tokens', { name: 'robot', role: 'admin' })).token;
    for (const it of portal_operations)
      for (const staff of [office, new Api(daemon.url, { token: staff_token })]) {
        const answer = await staff.raw(it.method, filled(it.path, ben.service), { body: it.method === 'GET' || it.method === 'DELETE' ? undefined : {} });
        assert.equal(answer.status, 401, `${it.operationId} with a staff session: ${answer.status}`);
      }
    // A page of another site has the cookie, not the header.
    const forged = await fetch(`${daemon.url}/v1/portal/services/${anna.service}/change-plan`, { method: 'POST', headers: { cookie: `demarc_portal=${portal_cookie}`, 'content-type': 'application/json' }, body: JSON.stringify({ plan_id: large.id }) });
    assert.equal(forged.status, 403);

    // What is somebody else's is not found, as what does not exist.
    await office.post('/v1/payments', { customer_id: anna.id, amount_minor: 10000, method: 'bank', reference: 'Anna pays' });
    const [invoice] = (await a.get('/v1/portal/invoices')).items;
    const [payment] = (await a.get('/v1/portal/payments')).items;
    assert.equal(invoice.customer_id, anna.id);
    assert.ok(!('recorded_by' in payment) && !('note' in payment), 'what the office notes stays there');
    const foreign = { invoices: invoice.id, services: anna.service, payments: payment.id };
    let asked = 0;
    for (const it of portal_operations.filter(({ path }) => path.includes('{id}'))) {
      for (const id of [foreign[it.path.split('/')[3]], 999999999]) {
        const answer = await b.raw(it.method, it.path.replace('{id}', id).replace('{line_id}', 1), { body: it.method === 'POST' ? { plan_id: large.id } : undefined });
        assert.equal(answer.status, 404, `${it.operationId} of somebody else: ${answer.status} ${JSON.stringify(answer.body)}`);
        ++asked;
      }
    }
    assert.ok(asked >= 16, `${asked} asked`);
    assert.deepEqual((await b.get('/v1/portal/invoices')).items.map(({ customer_id }) => customer_id), [ben.id]);

    // The rooms.
    const home = await b.get('/v1/portal/home');
    assert.equal(home.balance_minor, home.due[0].open_minor);
    assert.equal(home.services[0].plan_name, 'small');
    assert.equal(home.services[0].status, 'active');
    assert.deepEqual(home.services[0].reasons.map(({ code }) => code), (await office.get(`/v1/services/${ben.service}`)).access.reasons.map(({ code }) => code));
    assert.equal(home.next_bill.issued_on, '2027-04-01');
    const page = await a.get(`/v1/portal/invoices/${invoice.id}`);
    const line = page.invoice.lines[0].id;
    const mine = await a.get(`/v1/portal/invoices/${invoice.id}/lines/${line}/explanation`);
    const theirs = await office.get(`/v1/invoices/${invoice.id}/lines/${line}/explanation`);
    assert.deepEqual([mine.steps, mine.rule, mine.tax_rule], [theirs.steps, theirs.rule, theirs.tax_rule]);
    assert.ok(mine.steps.length > 0);
    const get_file = async (path) => fetch(daemon.url + path, { headers: { cookie: `demarc_portal=${portal_cookie}` } });
    for (const [path, type] of [[`/v1/portal/invoices/${invoice.id}/pdf`, 'application/pdf'], [`/v1/portal/invoices/${invoice.id}/html`, 'text/html'], [`/v1/portal/payments/${payment.id}/receipt/pdf`, 'application/pdf']]) {
      const file = await get_file(path);
      assert.equal(file.status, 200, path);
      assert.ok(file.headers.get('content-type').startsWith(type), path);
    }

    // Another plan: only what is offered, said before with its money, billed to the cent, once.
    const choice = await a.get(`/v1/portal/services/${anna.service}/plans`);
    assert.deepEqual(choice.plans.map(({ name, is_current }) => [name, is_current]), [['small', true], ['large', false], ['term', false]]);
    assert.deepEqual(choice.days, ['2027-03-02', '2027-04-01']);
    const change = `/v1/portal/services/${anna.service}/change-plan`;
    await refused(a.post(change, { plan_id: hidden.id }), 404, 'plan_not_offered');
    await refused(a.post(change, { plan_id: large.id, on: '2027-03-01' }), 422, 'day_is_past');
    await refused(a.post(change, { plan_id: large.id, on: '2027-06-01' }), 422, 'day_too_far');
    await daemon.advance('2027-03-11T12:00');
    const quote = await a.post(`/v1/portal/services/${anna.service}/plan-quote`, { plan_id: large.id });
    assert.equal(quote.on, '2027-03-11');
    assert.notEqual(quote.after.gross_minor, quote.before.gross_minor);
    const key = 'the-one-change';
    const first = await a.raw('POST', change, { body: { plan_id: large.id }, key });
    const again = await a.raw('POST', change, { body: { plan_id: large.id }, key });
    assert.equal(first.status, 200, JSON.stringify(first.body));
    assert.deepEqual(again.body, first.body);
    assert.equal(first.body.plan_name, 'large');
    const event = (await office.get(`/v1/customers/${anna.id}/timeline`)).items.find(({ kind }) => kind === 'service.plan_changed');
    assert.equal(event.actor, 'the subscriber');
    await daemon.advance(`${quote.after.until}T12:00`);
    const issued = (await office.get('/v1/invoices', { customer_id: anna.id, limit: 100, from: '2027-03-12' })).items;
    const told_of = (list) => list.map((one) => [one.issued_on, one.kind, one.net_minor, one.tax_minor, one.gross_minor].join(' ')).sort();
    assert.deepEqual(told_of(issued), told_of(quote.after.documents), 'quoted is billed');
    assert.ok(issued.some(({ kind }) => kind === 'credit_note'));

    // What a person must do is refused with a sentence.
    await office.post(`/v1/customers/${bound.id}/portal-link`);
    await eventually(() => links_to('bound@').length === 1, { within_ms: 20000, what: 'the mail to Bound' });
    const c = new Subscriber(daemon.url);
    await c.post('/v1/portal/session/link', { token: links_to('bound@')[0][1] });
    await office.post('/v1/payments', { customer_id: bound.id, amount_minor: 100000, method: 'bank', reference: 'x' });
    const cheaper = await c.raw('POST', `/v1/portal/services/${bound.service}/change-plan`, { body: { plan_id: small.id } });
    assert.deepEqual([cheaper.status, cheaper.body.code], [409, 'contract_runs'], JSON.stringify(cheaper.body));
    assert.match(cheaper.body.detail, /until 2029-03-01/);
    await office.post('/v1/customers', { name: 'Payer' }).then((payer) => office.put(`/v1/customers/${bound.id}/payer`, { payer_id: payer.id }).catch(() => office.post(`/v1/customers/${bound.id}/payer`, { payer_id: payer.id })));
    assert.match((await c.get(`/v1/portal/services/${bound.service}/plans`)).not_now, /Somebody else/);

    // Who owes is told so in the decision's own words; who has left is out at once and does not come back.
    assert.match((await b.get('/v1/portal/home').catch(async () => { await b.enter('ben@example.net'); return b.get('/v1/portal/home'); })).services[0].reasons[0].text, /invoice 2027-\d+ is \d+ days? overdue/);
    await office.post(`/v1/services/${ben.service}/end`, { on: quote.after.until });
    await daemon.advance('26h');
    assert.equal((await office.get(`/v1/customers/${ben.id}`)).status, 'left');
    await refused(b.get('/v1/portal/home'), 401);
    await refused(b.enter('ben@example.net'), 401, 'wrong_credentials');
    await refused(office.post(`/v1/customers/${ben.id}/portal-link`), 409, 'customer_left');

    // Guessing: the same words for nobody and for a wrong password, and a door that closes for both.
    const guess = async (account) => (await new Subscriber(daemon.url).raw('POST', '/v1/portal/session', { body: { account, password: 'guess guess' } }));
    for (const account of ['anna@example.net', 'nobody@example.net']) {
      const answers = [];
      for (let i = 0; i < 6; ++i) answers.push(await guess(account));
      assert.deepEqual(answers.map(({ status }) => status), [401, 401, 401, 401, 401, 429]);
      assert.equal(answers[0].body.detail, 'The e-mail address, the customer number or the password is wrong.');
    }
    const more = [];
    for (let i = 0; i < 4; ++i) more.push((await stranger.raw('POST', '/v1/portal/link-requests', { body: { account: 'somebody@example.net' } })).status);
    assert.deepEqual(more, [204, 204, 204, 429]);
  } finally {
    await sink.stop();
  }
});
