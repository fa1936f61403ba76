// The books through the real doors, on both databases: months of real life, the exported journal summed anew by hledger, reports
// and files, a closed month, an altered row found.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { flow } from './support/daemon.mjs';

/** hledger's own trial balance of a journal file: {"1200": 3451}, minor units. */
function hledger_balances(file) {
  const lines = execFileSync('hledger', ['-f', file, 'balance', '--flat', '-N', '--layout=bare', '-O', 'csv'], { encoding: 'utf8' }).trim().split('\n').slice(1);
  return Object.fromEntries(lines.map((line) => {
    const [account, currency, amount] = line.slice(1, -1).split('","');
    assert.equal(currency, 'EUR');
    return [account.split(':')[1].slice(0, 4), Math.round(Number(amount) * 100)];
  }));
}
function sql(daemon, statement) {
  const file = join(daemon.folder, 'data', 'demarc.db');
  const [program, ...args] = daemon.database === 'postgres' ? ['psql', '-q', '-v', 'ON_ERROR_STOP=1', daemon.database_url, '-c', statement] : ['sqlite3', '-cmd', '.timeout 5000', file, statement];
  execFileSync(program, args, { stdio: 'pipe' });
}
const cell = (report, row, key) => row.cells[report.columns.findIndex((column) => column.key === key)].number;
const closings = (report) => Object.fromEntries(report.rows.filter((row) => !row.is_total).map((row) => [row.cells[0].text, cell(report, row, 'closing')]));

flow('the books: reports, exports, closing, verify', { databases: ['sqlite', 'postgres'], simulated_clock: '2027-01-10T09:00', timeout_ms: 240000 }, async (daemon) => {
  const api = await daemon.api();
  const tax = (await api.get('/v1/taxes')).items[0];
  const plan = await api.post('/v1/plans', { code: 'fiber', name: '=Fiber', price_minor: 2900, tax_id: tax.id, down_kbit: 1000 });
  const other = await api.post('/v1/plans', { code: 'air', name: 'Air', price_minor: 2111, tax_id: tax.id, down_kbit: 1000 });
  const customers = [];
  for (const [name, what] of [['Ann; (the) | "first"', plan], ['=Bob', other], ['Eve', plan]]) {
    const customer = await api.post('/v1/customers', { name, kind: 'residential', city: 'Town' });
    const sold = await api.post(`/v1/customers/${customer.id}/services`, { plan_id: what.id, username: `user${customers.length}@isp` });
    customers.push({ ...customer, service: sold.service ?? sold });
  }
  await daemon.advance('40d');
  await api.post('/v1/payments', { customer_id: customers[0].id, amount_minor: 5000, method: 'cash' });
  await api.post('/v1/payments', { customer_id: customers[1].id, amount_minor: 999, method: 'bank' });
  await api.post(`/v1/services/${customers[2].service.id}/end`, { on: '2027-02-25' });
  await daemon.advance('30d');

  const journal = await api.get('/v1/exports/hledger');
  const file = join(daemon.folder, 'books.journal');
  writeFileSync(file, journal);
  const trial = await api.get('/v1/reports/trial_balance?from=2027-01-01');
  const ours = Object.fromEntries(Object.entries(closings(trial)).filter(([, minor]) => minor !== 0));
  assert.deepEqual(hledger_balances(file), ours, 'hledger sums to the cent what Demarc says');
  assert.ok(ours['4000'] < 0 && ours['2400'] < 0 && ours['1200'] > 0, JSON.stringify(ours));
  await daemon.cli(['export', 'hledger', '--output', file]);
  assert.deepEqual(hledger_balances(file), ours, 'the command line writes the same');

  const ageing = await api.get('/v1/reports/receivables_ageing');
  assert.equal(cell(ageing, ageing.rows.at(-1), 'open'), ours['1200']);
  const waterfall = await api.get('/v1/reports/deferred_revenue?from=2027-01-01');
  assert.equal(cell(waterfall, waterfall.rows.at(-1), 'closing'), -ours['2400']);
  for (const { name } of await api.get('/v1/reports')) {
    const csv = await api.get(`/v1/reports/${name}/file?format=csv&from=2027-01-01`);
    assert.doesNotMatch(csv, /(^|[,\n])=/, `${name}: no cell begins a formula`);
    await api.get(`/v1/reports/${name}/file?format=xlsx&from=2027-01-01`);
  }
  await assert.rejects(api.get('/v1/reports/nonsense'), { status: 404 });

  const months = await api.get('/v1/ledger/months');
  assert.deepEqual(months.map(({ month, can_close }) => [month, can_close]), [['2027-03', false], ['2027-02', true], ['2027-01', true]]);
  const closed = await api.post('/v1/ledger/months/2027-02/close');
  assert.equal(closed.is_closed, true);
  assert.match(closed.chain_hash, /^[0-9a-f]{64}$/);
  await assert.rejects(api.post('/v1/ledger/months/2027-02/close'), { status: 409, code: 'month_is_closed' });
  const late = await api.post('/v1/payments', { customer_id: customers[0].id, amount_minor: 100, method: 'bank', received_on: '2027-02-20' });
  assert.equal(late.received_on, '2027-02-20');
  const [entry] = (await api.get(`/v1/ledger/entries?customer_id=${customers[0].id}`)).items.filter(({ ref_kind, ref_id }) => ref_kind === 'payment' && ref_id === late.id);
  assert.deepEqual([entry.date, entry.document_date], ['2027-03-01', '2027-02-20'], 'it stands in the open month and keeps its date');
  await daemon.advance('2d');
  await daemon.verify();

  // Somebody with the database's password: first the guard stops them; then they take it away.
  const last = (await api.get('/v1/ledger/entries?limit=500')).items.filter(({ kind }) => kind === 'payment').at(-1);
  const change = (amount) => `update posting set amount_minor = amount_minor + ${amount} where entry_id = ${last.id} and line = 1`;
  const drop = `drop trigger posting_no_update${daemon.database === 'postgres' ? ' on posting' : ''}`;
  assert.throws(() => sql(daemon, change(1)), /append-only/);
  sql(daemon, drop);
  sql(daemon, change(1));
  const found = await daemon.cli(['verify'], { expected_code: 1 });
  assert.match(found.stdout, new RegExp(`journal_fits_its_seals: journal entry ${last.id} of ${last.date} .*is the first`));
  sql(daemon, change(-1));
});
