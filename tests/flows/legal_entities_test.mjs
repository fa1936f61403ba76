// Two companies in two countries through the real doors, on both databases: one run bills the customers of both, each in its own
// series, with its own taxes, paper and books; a credit note, a void and a receipt stay where they belong; verify agrees.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';

import { flow } from './support/daemon.mjs';

const cell = (report, row, key) => row.cells[report.columns.findIndex((column) => column.key === key)].number;
const total = (report, key) => (report.rows.length === 0 ? 0 : cell(report, report.rows.at(-1), key));

/** A file of a zip, found by the directory at its end. */
function unzipped(bytes, wanted) {
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  for (let at = bytes.readUInt32LE(end + 16), left = bytes.readUInt16LE(end + 10); left > 0; --left) {
    const packed = bytes.readUInt32LE(at + 20), [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset)), local = bytes.readUInt32LE(at + 42);
    if (bytes.toString('utf8', at + 46, at + 46 + name) === wanted) {
      const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
      const body = bytes.subarray(start, start + packed);
      return (bytes.readUInt16LE(at + 10) === 0 ? body : inflateRawSync(body)).toString();
    }
    at += 46 + name + extra + comment;
  }
  throw new Error(`the zip has no ${wanted}`);
}

flow('two legal entities', { name: 'legal-entities', databases: ['sqlite', 'postgres'], simulated_clock: '2027-01-31T09:00', timeout_ms: 180000 }, async (daemon) => {
  const api = await daemon.api();
  await api.patch('/v1/provider', { name: 'Nord Net', legal_name: 'Nord Net GmbH', street: 'Kai 1', city: 'Kiel', postal_code: '24103', country: 'DE', vat_number: 'DE123456789', time_zone: 'Europe/Berlin', invoice_prefix: '' });
  await api.post('/v1/tax-presets/eu/load', undefined);
  await api.put('/v1/document-design', { layout: (await api.get('/v1/document-design')).layout, iban: 'DE89 3704 0044 0532 0130 00', registration: 'HRB 7 Kiel' });

  // One entity, then two: the first is the provider itself.
  const [first] = (await api.get('/v1/legal-entities')).items;
  assert.deepEqual([first.id, first.name, first.is_first, first.next_numbers[0].number], [1, 'Nord Net', true, '2027-000001']);
  const refused = async (method, path, body, code) => assert.equal((await api.raw(method, path, { body })).body.code, code);
  await refused('POST', '/v1/legal-entities', { name: 'Twin', country: 'AT' }, 'prefix_taken');
  await refused('POST', '/v1/legal-entities', { name: 'Sly', country: 'AT', invoice_prefix: 'CN' }, 'prefix_taken');
  await refused('POST', '/v1/legal-entities', { name: 'Bank', country: 'AT', invoice_prefix: 'AT-', iban: 'AT00' }, 'iban_malformed');
  await refused('PATCH', '/v1/legal-entities/1', { iban: 'AT61 1904 3002 3457 3201' }, 'account_in_design');
  const alpen = await api.post('/v1/legal-entities', { name: 'Alpen Netz', legal_name: 'Alpen Netz Ges.m.b.H.', street: 'Ring 9', city: 'Wien', postal_code: '1010', country: 'AT', vat_number: 'ATU13585627', invoice_prefix: 'AT-', iban: 'AT61 1904 3002 3457 3201', registration: 'FN 12345a Wien' });
  assert.deepEqual(alpen.next_numbers.map(({ number }) => number), ['AT-2027-000001', 'AT-CN2027-000001', 'AT-R2027-000001']);

  const plan = await api.post('/v1/plans', { code: 'fiber', name: 'Fiber', price_minor: 3100, tax_category: 'internet' });
  const sign_up = async (name, more) => {
    const customer = await api.post('/v1/customers', { name, street: 'Main 1', city: 'Town', billing_day: 1, ...more });
    const sold = await api.post(`/v1/customers/${customer.id}/services`, { plan_id: plan.id, username: `${name.split(' ')[0].toLowerCase()}@isp`, starts_on: '2027-02-01' });
    return { ...customer, service: sold.service };
  };
  const ann = await sign_up('Ann', {});
  const eva = await sign_up('Eva', { legal_entity_id: alpen.id });
  const firm = await sign_up('Firm SRL', { kind: 'business', country: 'AT', vat_number: 'ATU13585627' });
  const max = await sign_up('Max', { legal_entity_id: alpen.id });
  assert.deepEqual([eva.country, eva.legal_entity_name, ann.legal_entity_name], ['AT', 'Alpen Netz', 'Nord Net'], 'a customer is of the country of who sells');
  await api.post(`/v1/customers/${firm.id}/vat-checks`, { method: 'registry', result: 'valid', reference: 'WAPI' });
  await refused('POST', `/v1/customers/${ann.id}/payer`, { payer_id: eva.id }, 'legal_entity_differs');

  // The quote is the bill.
  const quote = await api.post('/v1/quotes', { service_id: eva.service.id, until: '2027-02-15' });
  assert.deepEqual(quote.documents.map(({ gross_minor }) => gross_minor), [3720]);
  const stranger = await api.post('/v1/quotes', { plan_id: plan.id, legal_entity_id: alpen.id, until: '2027-02-15' });
  assert.equal(stranger.documents[0].taxes[0].code, 'AT-VAT');

  await daemon.advance('2027-02-01T12:00');
  const documents = async (who) => (await api.all('/v1/invoices', { customer_id: who.id, status: 'all' })).sort((a, b) => a.id - b.id);
  const [of_ann] = await documents(ann), [of_eva] = await documents(eva), [of_firm] = await documents(firm), [of_max] = await documents(max);
  assert.deepEqual([of_ann.number, of_firm.number].sort(), ['2027-000001', '2027-000002']);
  assert.deepEqual([of_eva.number, of_max.number].sort(), ['AT-2027-000001', 'AT-2027-000002']);
  assert.deepEqual([of_ann.gross_minor, of_eva.gross_minor, of_firm.gross_minor], [3689, 3720, 3100]);
  await refused('PATCH', `/v1/customers/${eva.id}`, { legal_entity_id: 1 }, 'legal_entity_in_use');
  await refused('POST', `/v1/legal-entities`, { name: 'Heir', country: 'AT', invoice_prefix: 'AT-' }, 'prefix_taken');

  // Each on its own paper, with its own account.
  const paper = async (path) => (await api.file(path)).bytes.toString();
  const theirs = await paper(`/v1/invoices/${of_eva.id}/html`), ours = await paper(`/v1/invoices/${of_ann.id}/html`);
  for (const words of ['Alpen Netz Ges.m.b.H.', 'Ring 9', 'ATU13585627', 'AT61 1904 3002 3457 3201', 'FN 12345a Wien']) assert.ok(theirs.includes(words), words);
  for (const words of ['Nord Net', 'DE89', 'HRB 7 Kiel']) assert.ok(!theirs.includes(words), words);
  for (const words of ['Nord Net GmbH', 'DE89 3704 0044 0532 0130 00', 'HRB 7 Kiel']) assert.ok(ours.includes(words), words);
  assert.ok((await paper(`/v1/customers/${max.id}/statement?from=2027-01-01&to=2027-02-28`)) !== '');
  assert.ok((await paper(`/v1/customers/${max.id}/statement/html?from=2027-01-01&to=2027-02-28`)).includes('Alpen Netz Ges.m.b.H.'));
  assert.ok((await paper(`/v1/customers/${max.id}/proforma/html?date=2027-03-01`)).includes('Alpen Netz Ges.m.b.H.'));

  // A void, a credit note, a payment with its receipt: each in its series. What left the house is not changed by a new address.
  const voided = await api.post(`/v1/invoices/${of_max.id}/void`, { reason: 'by mistake' });
  assert.equal(voided.voided?.credit_note_number ?? (await api.get(`/v1/invoices/${of_max.id}`)).voided.credit_note_number, 'AT-CN2027-000001');
  await api.post(`/v1/services/${eva.service.id}/end`, { on: '2027-02-15' });
  const paid = await api.post('/v1/payments', { customer_id: eva.id, amount_minor: 5000, method: 'cash' });
  assert.ok((await paper(`/v1/payments/${paid.id}/receipt/html`)).includes('AT-R2027-000001'));
  await api.patch(`/v1/legal-entities/${alpen.id}`, { street: 'Gürtel 3' });
  assert.ok((await paper(`/v1/invoices/${of_eva.id}/html`)).includes('Ring 9'));
  assert.ok((await paper(`/v1/customers/${max.id}/proforma/html?date=2027-03-01`)).includes('Gürtel 3'));
  await daemon.advance('2027-03-02T12:00');
  const notes = (await documents(eva)).filter(({ kind }) => kind === 'credit_note');
  assert.deepEqual(notes.map(({ number }) => number), ['AT-CN2027-000002']);

  // The books of each balance by themselves, and are together those of all.
  const report = (name, entity) => api.get(`/v1/reports/${name}`, { from: '2027-01-01', legal_entity: entity });
  for (const entity of [1, alpen.id, undefined]) assert.equal(total(await report('trial_balance', entity), 'closing'), 0);
  for (const [name, column] of [['receivables_ageing', 'open'], ['deferred_revenue', 'closing'], ['revenue_by_plan', 'earned'], ['revenue_lines', 'earned'], ['taxes', 'net_tax'], ['collections', 'amount']]) {
    const [of_first, of_alpen, of_all] = await Promise.all([1, alpen.id, undefined].map(async (entity) => total(await report(name, entity), column)));
    assert.equal(of_first + of_alpen, of_all, name);
    if (name !== 'collections' && name !== 'receivables_ageing') assert.ok(of_first > 0 && of_alpen > 0, `${name}: ${of_first} ${of_alpen}`);
  }
  assert.equal(total(await report('collections', alpen.id), 'amount'), 5000);
  assert.equal((await report('trial_balance', alpen.id)).legal_entity, 'Alpen Netz');
  await refused('GET', '/v1/reports/trial_balance?legal_entity=77', undefined, 'legal_entity_unknown');
  await refused('GET', '/v1/exports/hledger?legal_entity=77', undefined, 'legal_entity_unknown');
  const file = join(daemon.folder, 'alpen.journal');
  await daemon.cli(['export', 'hledger', '--legal-entity', String(alpen.id), '--output', file]);
  const sums = execFileSync('hledger', ['-f', file, 'balance', '--flat', '-N', '--layout=bare', '-O', 'csv'], { encoding: 'utf8' });
  const alone = await report('trial_balance', alpen.id);
  const closing = alone.rows.find((row) => row.cells[0].text === '2400');
  assert.match(sums, new RegExp(`2400[^\\n]*"${(cell(alone, closing, 'closing') / 100).toFixed(2)}"`));
  writeFileSync(file, (await api.file(`/v1/exports/datev?from=2027-01-01&to=2027-02-28&legal_entity=1`)).bytes);
  const xero = (await api.file(`/v1/exports/xero?legal_entity=${alpen.id}`)).bytes.toString();
  assert.ok(xero.includes('AT-2027-000001') && !/,2027-000001,/.test(xero));
  // What is narrowed to one says so, in its name and inside; what is not, does not.
  const named = async (path) => {
    const { headers, bytes } = await api.file(path);
    return [/filename="([^"]+)"/.exec(headers.get('content-disposition'))[1], bytes];
  };
  const [csv_name, csv] = await named(`/v1/reports/taxes/file?format=csv&from=2027-01-01&to=2027-03-02&legal_entity=${alpen.id}`);
  assert.equal(csv_name, 'taxes-alpen-netz-2027-01-01_2027-03-02.csv');
  assert.match(csv.toString(), /,Currency,Legal entity\r\n.*,EUR,Alpen Netz\r\n/s);
  const [xlsx_name, xlsx] = await named(`/v1/reports/trial_balance/file?format=xlsx&from=2027-01-01&to=2027-03-02&legal_entity=${alpen.id}`);
  assert.equal(xlsx_name, 'trial_balance-alpen-netz-2027-01-01_2027-03-02.xlsx');
  assert.match(unzipped(xlsx, 'xl/worksheets/sheet1.xml'), />Legal entity: Alpen Netz</);
  const [all_name, all] = await named('/v1/reports/trial_balance/file?format=xlsx&from=2027-01-01&to=2027-03-02');
  assert.equal(all_name, 'trial_balance-2027-01-01_2027-03-02.xlsx');
  assert.doesNotMatch(unzipped(all, 'xl/worksheets/sheet1.xml'), /Legal entity/);
  for (const [format, name, words] of [['hledger', 'journal-alpen-netz.journal', 'the books of this legal entity alone'], ['beancount', 'journal-alpen-netz.beancount', 'option "title" "Alpen Netz"'], ['iif', 'journal-alpen-netz.iif', '\tCLASS\t'], ['xero', 'invoices-alpen-netz-1.csv', ',AT-2027-000001,Alpen Netz,']]) {
    const [file_name, bytes] = await named(`/v1/exports/${format}?legal_entity=${alpen.id}`);
    assert.equal(file_name, name);
    assert.ok(bytes.toString().includes(words), format);
    assert.ok(!(await named(`/v1/exports/${format}`))[1].toString().includes(words), format);
  }
  const [datev_name, datev] = await named(`/v1/exports/datev?from=2027-01-01&to=2027-02-28&legal_entity=${alpen.id}`);
  assert.equal(datev_name, 'EXTF_Buchungsstapel-alpen-netz-2027-01-01-2027-02-28.csv');
  assert.ok(datev.toString().split('\r\n')[0].includes(';"Nur Alpen Netz";'));
  const entries = await api.all('/v1/ledger/entries', { legal_entity: alpen.id });
  assert.ok(entries.length > 0 && entries.every((one) => one.legal_entity_id === alpen.id));

  // Its months close by themselves, while the other's take entries still.
  const february = async (entity) => (await api.get('/v1/ledger/months', { legal_entity: entity })).find(({ month }) => month === '2027-02');
  const closed = await api.post(`/v1/legal-entities/${alpen.id}/months/2027-02/close`);
  assert.deepEqual([closed.month, closed.is_closed, closed.closed_by], ['2027-02', true, 'Test admin']);
  await refused('POST', `/v1/legal-entities/${alpen.id}/months/2027-02/close`, undefined, 'month_is_closed');
  await refused('POST', '/v1/legal-entities/77/months/2027-02/close', undefined, 'legal_entity_unknown');
  await refused('GET', '/v1/ledger/months?legal_entity=77', undefined, 'legal_entity_unknown');
  assert.deepEqual([(await february(alpen.id)).is_closed, (await february(1)).is_closed, (await february()).closed_for], [true, false, [alpen.id]]);
  for (const [who, day] of [[ann, '2027-02-20'], [max, '2027-03-01']]) {
    const late = await api.post('/v1/payments', { customer_id: who.id, amount_minor: 100, method: 'cash', received_on: '2027-02-20' });
    const [entry] = (await api.all('/v1/ledger/entries', { customer_id: who.id })).filter(({ ref_kind, ref_id }) => ref_kind === 'payment' && ref_id === late.id);
    assert.equal(entry.date, day, who.name);
  }
  assert.equal((await api.post('/v1/ledger/months/2027-02/close')).is_closed, true);
  assert.deepEqual((await february()).closed_for, []);

  await daemon.verify();
});
