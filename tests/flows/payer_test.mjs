// One payer for several accounts: the documents of both are said before it is confirmed and billed as they were said; the payer's
// debt holds the other's service, his payment restores it; set late it corrects closed invoices; chains are refused. On both databases.
import assert from 'node:assert/strict';

import { flow } from './support/daemon.mjs';
import { FakeAccessServer } from './support/radius.mjs';
import { eventually } from './support/wait.mjs';

const secret = 'payer-secret-7Kd';

flow('Somebody else pays', { name: 'payer', simulated_clock: '2027-03-01T08:00' }, async (daemon) => {
  const api = await daemon.api();
  await api.patch('/v1/provider', { time_zone: 'UTC', country: 'DE', payment_days: 14 });
  const tax = (await api.get('/v1/taxes')).items[0];
  const pool = await api.post('/v1/pools', { name: 'Customers', purpose: 'service', first_address: '100.64.0.10', last_address: '100.64.0.200' });
  const nas = await FakeAccessServer.start({ address: '127.0.0.13', secret });
  try {
    await api.post('/v1/access-servers', { name: 'bng', address: nas.address, secret, profile: 'mikrotik', coa_port: nas.coa_port, interim_interval_s: 300, pool_id: pool.id });
    const plan = await api.post('/v1/plans', { code: 'fiber', name: 'Fiber', price_minor: 3000, tax_id: tax.id });
    const sign_up = async (name, day) => {
      const customer = await api.post('/v1/customers', { name, street: 'Main 1', city: 'Town', billing_day: day });
      const username = `${name.toLowerCase()}@isp`;
      const sold = await api.post(`/v1/customers/${customer.id}/services`, { plan_id: plan.id, username, password: 'pppoe-secret' });
      return { id: customer.id, number: customer.number, name, username, service: sold.service.id };
    };
    const ann = await sign_up('Ann', 1), pat = await sign_up('Pat', 1), eva = await sign_up('Eva', 15);
    const payer = (who) => `/v1/customers/${who.id}/payer`;
    const documents = async (...who) => {
      const all = [];
      for (const { id } of who) {
        const { items } = await api.get('/v1/invoices', { customer_id: id, limit: 100 });
        all.push(...await Promise.all(items.map((one) => api.get(`/v1/invoices/${one.id}`))));
      }
      return all.sort((a, b) => a.id - b.id);
    };
    const told = (all) => all.map((one) => [one.issued_on, one.customer_id, one.kind, one.net_minor, one.tax_minor, one.lines.map((line) => [line.account, line.account_id, line.description, line.period_start, line.net_minor])])
      .sort((a, b) => (a[0] + a[1] + a[2]).localeCompare(b[0] + b[1] + b[2]));
    const refused = async (who, body, code) => assert.equal((await api.raw('POST', payer(who), { body })).body.code, code);
    const at = (day) => daemon.advance(`${day}T12:00`);

    await at('2027-03-10');
    assert.deepEqual(await api.get(payer(ann)), { billed_to: null, history: [], pays_for: [] });
    await refused(ann, { payer_id: ann.id }, 'pays_for_themselves');
    await refused(ann, { payer_id: 999999 }, 'customer_unknown');
    await refused(ann, {}, 'payer_unchanged');
    assert.equal((await api.raw('POST', '/v1/quotes', { body: { service_id: ann.service, events: [{ kind: 'payer', on: '2027-04-01', payer_id: 999999 }] } })).body.code, 'customer_unknown');

    // Entered on 10 March from 1 March on: Ann's March is credited to her and charged to Pat.
    const quote = await api.post('/v1/quotes', { service_id: ann.service, until: '2027-05-01', events: [{ kind: 'payer', on: '2027-03-01', payer_id: pat.id }] });
    assert.deepEqual([...new Set(quote.documents.map(({ customer_name }) => customer_name))].sort(), ['Ann', 'Pat']);
    const as_it_is = await api.post('/v1/quotes', { service_id: ann.service, until: '2027-05-01', events: [], also_of: [pat.id] });
    assert.deepEqual([as_it_is.documents.length, as_it_is.gross_minor], [4, quote.gross_minor], 'the same money, of others');
    const before = (await documents(ann, pat)).length;
    const body = { payer_id: pat.id, on: '2027-03-01' };
    const set = await api.raw('POST', payer(ann), { body, key: 'pat-pays' });
    assert.equal(set.status, 200);
    assert.deepEqual((await api.raw('POST', payer(ann), { body, key: 'pat-pays' })).body, set.body, 'the same request, the same answer');
    assert.deepEqual([set.body.billed_to.name, set.body.history.map(({ from, until }) => [from, until])], ['Pat', [['2027-03-01', null]]]);
    assert.deepEqual((await api.get(payer(pat))).pays_for.map(({ customer, from }) => [customer.name, from]), [['Ann', '2027-03-01']]);
    await refused(pat, { payer_id: eva.id }, 'pays_for_others');
    await refused(eva, { payer_id: ann.id }, 'payer_has_payer');
    await refused(ann, { payer_id: pat.id }, 'payer_unchanged');
    const nobody = await api.get('/v1/billing/preview', { date: '2027-04-01', show: 'zero_bills' });
    assert.deepEqual(nobody.items, [], 'whose bill goes to somebody else is not without one');
    await at('2027-05-01');
    const billed = (await documents(ann, pat)).slice(before);
    assert.deepEqual(told(billed), told(quote.documents), 'as it was quoted');
    const april = billed.find((one) => one.kind === 'invoice' && one.issued_on === '2027-04-01');
    assert.deepEqual([april.customer_id, april.net_minor], [pat.id, 9000]); // Pat's April, Ann's March and April
    assert.deepEqual(april.lines.map(({ account, account_id }) => [account, account_id]), [[`${pat.number} Pat`, pat.id], [`${ann.number} Ann`, ann.id], [`${ann.number} Ann`, ann.id]]);
    const html = (await api.file(`/v1/invoices/${april.id}/html`)).bytes.toString();
    assert.ok(html.includes(`${ann.number} Ann`), 'a heading for each account');
    assert.equal(html.match(/Subtotal/g).length, 2);
    assert.match(html.replace(/\s+/g, ' '), /Subtotal.*?30\.00.*Subtotal.*?60\.00/);
    assert.equal((await documents(ann)).reduce((sum, one) => sum + (one.kind === 'invoice' ? 1 : -1) * one.gross_minor, 0), 0);
    assert.equal((await api.get(`/v1/customers/${ann.id}`)).open_minor, 0, 'her first invoice is settled by the credit note');

    // Pat does not pay: his debt suspends both, and says whose invoice it is. He pays what is overdue.
    const held = await api.get(`/v1/services/${ann.service}`);
    assert.equal(held.status, 'suspended', JSON.stringify(held.access));
    assert.match(held.access.reasons[0].text, /^suspended because invoice .* is \d+ days overdue, billed to Pat$/);
    assert.equal((await api.get(`/v1/services/${pat.service}`)).status, 'suspended');
    assert.equal((await api.get(`/v1/customers/${ann.id}`)).overdue_minor, 0);
    const pay = async (what) => api.post('/v1/payments', { customer_id: pat.id, amount_minor: (await api.get(`/v1/customers/${pat.id}`))[what], method: 'bank', reference: 'at last' });
    assert.deepEqual((await pay('overdue_minor')).restored_services.sort(), [ann.service, pat.service].sort());
    assert.equal((await api.get(`/v1/services/${ann.service}`)).status, 'active');
    const login = async () => (await nas.login(daemon.auth_port, ann.username, 'pppoe-secret')).code;
    await eventually(async () => (await login()) === 'Access-Accept', { what: 'a login after the payment' });

    // The next time her session runs: it is told at once, when the ladder reaches him and when he pays.
    await daemon.advance('2027-05-25T06:58:00Z');
    await nas.account(daemon.acct_port, 'Start', ann.username, 's-1', { 'Framed-IP-Address': '100.64.0.10' });
    let seen = nas.received.length;
    const order = () => nas.next((one) => one.code === 'Disconnect-Request' || one.code === 'CoA-Request', { after: seen });
    await daemon.advance('2027-05-25T07:05:00Z');
    assert.equal((await order()).attributes['Acct-Session-Id'], 's-1');
    assert.equal((await api.get(`/v1/services/${ann.service}`)).status, 'suspended');
    await nas.account(daemon.acct_port, 'Start', ann.username, 's-2', { 'Framed-IP-Address': '100.127.0.10' });
    seen = nas.received.length;
    assert.deepEqual((await pay('open_minor')).restored_services.sort(), [ann.service, pat.service].sort());
    assert.ok(['s-1', 's-2'].includes((await order()).attributes['Acct-Session-Id']));
    const told_her = (await api.get(`/v1/customers/${ann.id}/timeline`)).items.map(({ detail }) => detail).join('\n');
    assert.match(told_her, /billed to Pat/);
    assert.match(told_her, /restored by payment of/);

    // She pays herself again from her next period on; the end of the payer's time is a day of its own.
    await api.post(payer(ann), { on: '2027-07-01' });
    assert.deepEqual((await api.get(payer(ann))).history.map(({ from, until, payer: who }) => [from, until, who?.name ?? null]), [['2027-03-01', '2027-07-01', 'Pat'], ['2027-07-01', null, null]]);
    await at('2027-07-01');
    const july = (await documents(ann, pat)).filter(({ issued_on }) => issued_on === '2027-07-01');
    assert.deepEqual(july.map(({ customer_id, net_minor }) => [customer_id, net_minor]).sort((a, b) => a[0] - b[0]), [[ann.id, 3000], [pat.id, 3000]]);
    assert.equal((await api.get(payer(ann))).billed_to, null);

    // Two of one day: the last wins; a payer with another billing day is billed on the boundaries of both.
    await api.post(payer(ann), { payer_id: pat.id, on: '2027-08-01' });
    await api.post(payer(ann), { payer_id: eva.id, on: '2027-08-01' });
    await at('2027-08-15');
    const august = (await documents(ann, pat, eva)).filter(({ issued_on }) => issued_on >= '2027-08-01');
    assert.deepEqual(august.map(({ issued_on, customer_id, net_minor }) => [issued_on, customer_id, net_minor]),
      [['2027-08-01', pat.id, 3000], ['2027-08-01', eva.id, 3000], ['2027-08-15', eva.id, 3000]]);
    const story = (await api.get(`/v1/customers/${ann.id}/timeline`)).items.filter(({ kind }) => kind === 'customer.payer');
    assert.equal(story.length, 4);
    assert.ok((await api.get(`/v1/customers/${pat.id}/timeline`)).items.some(({ title }) => title === 'Does not pay for another customer any more'));
    await daemon.cli(['verify']);
  } finally {
    await nas.stop();
  }
});
