// A price rise from its announcement to the bills: everybody is told once though the daemon is killed in the middle, pays the old
// price to the end of their own period, and is not corrected; what is taken back never happens. On both databases.
import assert from 'node:assert/strict';

import { flow } from './support/daemon.mjs';
import { eventually } from './support/wait.mjs';

const start = '2028-01-31'; // a 31-day anchor before a leap February
const many = 400; // two transactions and more of the announcement

flow('A price change reaches everybody on their own boundary', { name: 'price-change', simulated_clock: `${start}T08:00`, timeout_ms: 600000 }, async (daemon) => {
  let api = await daemon.api();
  const tax = (await api.get('/v1/taxes')).items[0];
  const percent = BigInt(tax.current_percent_ppm);
  const gross = (net) => net + Number((BigInt(net) * percent * 2n + 1000000n) / 2000000n);
  const fiber = await api.post('/v1/plans', { code: 'fiber', name: 'Fiber', price_minor: 2900, tax_id: tax.id });
  const quarter = await api.post('/v1/plans', { code: 'quarter', name: 'Quarter', price_minor: 8700, tax_id: tax.id, interval_months: 3 });
  const sell = async (customer, plan, username) => {
    const sold = await api.post(`/v1/customers/${customer.id}/services`, { plan_id: plan.id, username, password: 'pppoe-secret' });
    return sold.service;
  };
  const join = (name, billing_day) => api.post('/v1/customers', { name, street: 'Main 1', city: 'Town', email: `${name.toLowerCase()}@example.com`, ...(billing_day && { billing_day }) });
  const ann = await join('Ann', 31), bob = await join('Bob', 15);
  await sell(ann, fiber, 'ann');
  await sell(ann, fiber, 'ann-office');
  const bobs = await sell(bob, quarter, 'bob');
  for (let i = 0; i < many; i += 1) await sell(await join(`Customer${i}`, 1 + (i % 28)), fiber, `c${i}`);
  await daemon.advance('2028-02-01T12:00');

  // Kinds: a box on the shelf has no login.
  assert.equal((await api.raw('POST', '/v1/plans', { body: { code: 'box', name: 'Router', price_minor: 500, kind: 'equipment' } })).body.code, 'attribute_missing');
  const box = await api.post('/v1/plans', { code: 'box', name: 'Router', price_minor: 500, kind: 'equipment', attributes: [{ name: 'model', value: 'AX 1800' }] });
  assert.deepEqual(box.attributes, [{ name: 'model', value: 'AX 1800' }]);
  const rented = await api.post(`/v1/customers/${bob.id}/services`, { plan_id: box.id });
  assert.equal(rented.service.status, 'active');
  assert.equal(rented.service.access.verdict, 'reject');
  assert.equal(rented.service.access.reasons[0].code, 'not_network');
  assert.equal(rented.password ?? null, null);

  const change = { price_minor: 3100, on: '2028-03-10', text: 'Energy has become dearer.' };
  const path = `/v1/plans/${fiber.id}/price-changes`;
  const early = await api.raw('POST', path, { body: { ...change, on: '2028-02-20' } });
  assert.equal(early.body.code, 'notice_too_short');
  assert.match(early.body.detail, /2028-03-02 is the earliest day/);
  const preview = await api.post(`${path}/preview`, { ...change, limit: 10 });
  assert.deepEqual([preview.services, preview.customers, preview.monthly_difference_minor], [many + 2, many + 1, 200 * (many + 2)]);
  assert.deepEqual([preview.first_date, preview.last_date], ['2028-03-10', '2028-04-09']);

  const made = await api.post(path, change);
  await daemon.kill(); // in the middle of it, or before it began: either way nothing is lost and nobody is told twice
  await daemon.serve();
  api = await daemon.api();
  await eventually(async () => (await api.get(`/v1/price-changes/${made.id}`)).state === 'announced', { within_ms: 150000, every_ms: 500, what: 'the announcement after kill -9' }); // a dead node's lease has to run out
  const told = await api.get(`/v1/price-changes/${made.id}`);
  assert.deepEqual([told.services, told.customers, told.first_date, told.last_date, told.monthly_difference_minor],
    [preview.services, preview.customers, preview.first_date, preview.last_date, preview.monthly_difference_minor]);
  const letters = (await api.get(`/v1/customers/${ann.id}/messages`)).items.filter(({ subject }) => subject.startsWith('Your price changes'));
  assert.equal(letters.length, 1, 'one letter for both services, though the daemon was killed');
  assert.match(letters[0].body, /Fiber \(ann-office\): 29\.00 EUR per month until now, 31\.00 EUR per month from 2028-03-31/);
  let listed = 0, cursor;
  do {
    const page = await api.get(`/v1/price-changes/${made.id}/services`, { limit: 100, cursor });
    listed += page.items.length;
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  assert.equal(listed, preview.services);

  const quarterly = await api.post(`/v1/plans/${quarter.id}/price-changes`, { price_minor: 9300, on: '2028-03-10' });
  await eventually(async () => (await api.get(`/v1/price-changes/${quarterly.id}`)).state === 'announced', { within_ms: 60000, what: 'the quarterly announcement' });
  assert.equal((await api.get(`/v1/price-changes/${quarterly.id}`)).first_date, '2028-04-15');

  await daemon.advance('2028-05-01T12:00');
  const invoices = async (customer) => {
    const { items } = await api.get('/v1/invoices', { customer_id: customer.id, limit: 100 });
    return items.sort((a, b) => a.id - b.id);
  };
  const anns = await invoices(ann);
  assert.deepEqual(anns.map(({ kind, issued_on, gross_minor }) => [kind, issued_on, gross_minor]), [
    ['invoice', '2028-01-31', gross(5800)], ['invoice', '2028-02-29', gross(5800)], ['invoice', '2028-03-31', gross(6200)], ['invoice', '2028-04-30', gross(6200)],
  ]);
  const explained = await api.get(`/v1/invoices/${anns[2].id}/lines/1/explanation`);
  assert.equal(explained.begins.cause, 'price_change');
  assert.match(explained.begins.words, /announced on 2028-02-01/);
  const of_bob = (await invoices(bob)).map(({ id }) => api.get(`/v1/invoices/${id}`));
  const quarters = (await Promise.all(of_bob)).flatMap(({ kind, lines }) => lines.filter((line) => line.service_id === bobs.id).map((line) => [kind, line.period_start, line.unit_price_minor]));
  assert.ok(quarters.every(([kind]) => kind === 'invoice'), 'nothing is corrected');
  assert.deepEqual(quarters.at(-1), ['invoice', '2028-04-15', 9300]);
  assert.ok(quarters.slice(0, -1).every(([, , price]) => price === 8700), JSON.stringify(quarters));

  // Taken back before its day: told again, and never billed.
  const second = await api.post(path, { price_minor: 3500, on: '2028-06-10' });
  await eventually(async () => (await api.get(`/v1/price-changes/${second.id}`)).state === 'announced', { within_ms: 60000, what: 'the second announcement' });
  assert.equal((await api.raw('PATCH', `/v1/plans/${fiber.id}`, { body: { price_minor: 1 } })).body.code, 'price_change_waits');
  await api.post(`/v1/price-changes/${second.id}/cancel`);
  await eventually(async () => (await api.get(`/v1/price-changes/${second.id}`)).state === 'cancelled', { within_ms: 60000, what: 'taking it back' });
  await daemon.advance('2028-07-01T12:00');
  assert.equal((await invoices(ann)).at(-1).gross_minor, gross(6200));
  assert.equal((await api.raw('POST', `/v1/price-changes/${made.id}/cancel`)).body.code, 'price_change_in_effect');
  console.log(`price change: ${listed} services of ${told.customers} customers, killed in between, each told once`);
});
