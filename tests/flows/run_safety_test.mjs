// A scheduled billing run is looked at before it issues: a price typed ten times too high holds it until a person confirms or
// cancels, hours to look let one see it first, and neither a kill -9 nor a restart loses what was found or decided. On both
// databases, through the real doors.
import assert from 'node:assert/strict';

import { flow } from './support/daemon.mjs';
import { eventually } from './support/wait.mjs';

const customers = 24;
const price = 2900, with_tax = (net) => net + Math.round(net * 19 / 100);

async function fill(api) {
  await api.patch('/v1/provider', { name: 'Safe Net', country: 'DE', time_zone: 'UTC', payment_days: 14 });
  const taxes = (await api.get('/v1/taxes')).items;
  const tax = taxes.find((one) => one.code === 'VAT') ?? await api.post('/v1/taxes', { code: 'VAT', name: 'VAT', percent_ppm: 190000, valid_from: '2021-01-01' });
  const plan = (code, price_minor) => api.post('/v1/plans', { code, name: code, price_minor, tax_id: tax.id });
  const plans = { fiber: await plan('fiber', price), typo: await plan('typo', price * 10), worse: await plan('worse', price * 100) };
  const services = [];
  for (let n = 0; n < customers; ++n) {
    const customer = await api.post('/v1/customers', { name: `Customer ${n}`, street: 'Main 1', city: 'Town', billing_day: 1 });
    const sold = await api.post(`/v1/customers/${customer.id}/services`, { plan_id: plans.fiber.id, username: `user${n}@isp`, password: 'pppoe-secret' });
    services.push(sold.service.id);
  }
  return { plans, services };
}

flow('A run that looks wrong waits for a person', { name: 'run-safety', simulated_clock: '2027-01-01T05:00' }, async (daemon) => {
  const api = await daemon.api();
  const { plans, services } = await fill(api);
  const move = async (plan, on) => { for (const id of services) await api.post(`/v1/services/${id}/change-plan`, { plan_id: plan.id, on }); };
  const latest = async () => (await api.get('/v1/billing/runs', { limit: 1 })).items[0];
  const invoices = async () => (await api.all('/v1/invoices', { limit: 100 })).filter(({ kind }) => kind === 'invoice');
  const confirm = (run, more) => api.post(`/v1/billing/runs/${run.id}/confirm`, {}, more);
  const done = (run) => eventually(async () => (await api.get(`/v1/billing/runs/${run.id}`)).status === 'done', { within_ms: 100000, what: `the end of run ${run.id}` }); // a lease of the dead runs for a minute
  const power_cut = async () => { await daemon.kill(); await daemon.serve(); };

  await daemon.advance('2027-01-01T12:00');
  assert.equal((await latest()).status, 'done', 'who was never billed is no jump');
  assert.equal((await invoices()).length, customers);

  // The price is typed ten times too high, and everybody is moved to it.
  await daemon.advance('2027-01-31T12:00');
  await move(plans.typo, '2027-02-01');
  const preview = await api.get('/v1/billing/preview', { date: '2027-02-01', sort: 'change', limit: 3 });
  assert.equal(preview.previous_minor, customers * with_tax(price));
  assert.equal(preview.difference_minor, customers * (with_tax(price * 10) - with_tax(price)));
  assert.deepEqual(preview.findings.map(({ rule, figure, limit }) => [rule, figure, limit]), [['bill_jump', customers, 19]]);
  assert.equal(preview.items.length, 3);
  const seen = await api.all('/v1/billing/preview', { date: '2027-02-01', sort: 'change', limit: 7 });
  assert.equal(new Set(seen.map(({ customer_id }) => customer_id)).size, customers);

  await daemon.advance('2027-02-01T12:00');
  let run = await latest();
  assert.equal(run.status, 'held');
  assert.equal(run.date, '2027-02-01');
  assert.deepEqual(run.findings, preview.findings, 'the run found what the preview said');
  assert.equal(run.check.difference_minor, preview.difference_minor);
  assert.equal((await invoices()).length, customers, 'nothing is issued');
  assert.ok((await api.get('/v1/dashboard')).alerts.some(({ kind, link }) => kind === 'billing_held' && link === `/billing/runs/${run.id}`));
  await power_cut();
  assert.deepEqual(await latest(), run, 'held after a power cut as before');
  assert.equal((await api.raw('POST', '/v1/billing/runs', { body: {} })).body.code, 'run_undecided');
  assert.match((await daemon.cli(['bill', 'run'], { expected_code: null })).stderr, /is held/);
  const viewer = await daemon.api('viewer');
  assert.equal((await viewer.raw('POST', `/v1/billing/runs/${run.id}/confirm`)).status, 403);

  // Confirmed, and the power fails at once: what was answered is done.
  const key = 'confirm-once';
  assert.equal((await confirm(run, { key })).status, 'running');
  await power_cut();
  assert.ok((await confirm(run, { key })).confirmed_by);
  assert.ok(['running', 'done'].includes((await confirm(run)).status), 'confirmed again: nothing more happens');
  await done(run);
  run = await api.get(`/v1/billing/runs/${run.id}`);
  assert.equal(run.invoices, customers);
  assert.equal(run.confirmed_by, 'Test admin');
  assert.equal((await invoices()).filter(({ gross_minor }) => gross_minor === with_tax(price * 10)).length, customers);

  // Hours to look: seen at six, issued at noon, whatever happens in between.
  await api.patch('/v1/billing/stop-rules', { hours_to_look: 6 });
  assert.equal((await viewer.raw('PATCH', '/v1/billing/stop-rules', { body: { hours_to_look: 0 } })).status, 403);
  assert.deepEqual((await api.get('/v1/billing/stop-rules/versions')).items.map(({ hours_to_look, changed_by }) => [hours_to_look, changed_by]), [[6, 'Test admin']]);
  await daemon.advance('2027-03-01T07:00');
  run = await latest();
  assert.equal(run.status, 'waiting');
  assert.equal(run.issue_at, '2027-03-01T12:00:00Z');
  assert.equal((await invoices()).length, 2 * customers);
  await power_cut();
  await daemon.advance('2027-03-01T11:59');
  assert.equal((await latest()).status, 'waiting');
  await daemon.advance('2027-03-01T18:00');
  run = await latest();
  assert.equal(run.status, 'done');
  assert.equal(run.ended_at, '2027-03-01T12:00:00Z', 'at its own time');
  assert.equal((await invoices()).length, 3 * customers);

  // Waiting, and confirmed: at once. (On 2 March nobody is due; the run waits all the same.)
  await daemon.advance('2027-04-01T07:00');
  run = await latest();
  assert.equal(run.status, 'waiting');
  await confirm(run);
  await done(run);
  assert.equal((await invoices()).length, 4 * customers);

  // Cancelled while held: nothing is issued, and dunning and the next day go on.
  await api.patch('/v1/billing/stop-rules', { hours_to_look: 0 });
  await daemon.advance('2027-04-30T12:00');
  await move(plans.worse, '2027-05-01');
  await daemon.advance('2027-05-01T12:00');
  run = await latest();
  assert.equal(run.status, 'held');
  const cancelled = await api.post(`/v1/billing/runs/${run.id}/cancel`);
  assert.deepEqual([cancelled.status, cancelled.cancelled_by, cancelled.can_be_resumed], ['cancelled', 'Test admin', false]);
  assert.equal((await api.raw('POST', `/v1/billing/runs/${run.id}/confirm`)).body.code, 'run_is_over');
  await daemon.advance('2027-05-01T23:00');
  assert.equal((await invoices()).length, 4 * customers);
  // Nobody has put the price right: held again, and taken over the day after, because nobody decides.
  await daemon.advance('2027-05-03T12:00');
  run = await latest();
  assert.equal(run.status, 'held');
  assert.deepEqual(run.findings.map(({ rule }) => rule), ['bill_jump', 'undecided']);
  assert.equal((await invoices()).length, 4 * customers);
  await move(plans.typo, '2027-05-01');
  await api.post(`/v1/billing/runs/${run.id}/cancel`);
  await daemon.advance('2027-05-04T12:00');
  assert.equal((await latest()).status, 'done');
  const all = await invoices();
  assert.equal(all.length, 5 * customers);
  assert.equal(all.filter(({ gross_minor }) => gross_minor === with_tax(price * 100)).length, 0, 'the wrong price was never billed');
  console.log(`run safety: ${all.length} invoices, ${(await api.all('/v1/billing/runs', { limit: 100 })).length} runs`);
});
