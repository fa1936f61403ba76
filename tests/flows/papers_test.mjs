// Documents through the real daemon, on both databases: an invoice as PDF and HTML, its lines explained, a design that changes,
// receipts, statements and proformas; read back with the PDF world's own programs.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { flow } from './support/daemon.mjs';

const folder = mkdtempSync(join(tmpdir(), 'demarc-papers-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const ask = (program, args, bytes) => {
  const file = join(folder, 'paper.pdf');
  writeFileSync(file, bytes);
  return execFileSync(program, args.map((one) => (one === '@' ? file : one)), { encoding: 'utf8' });
};
const text_of = (bytes) => ask('pdftotext', ['-layout', '@', '-'], bytes);
const flat = (text) => text.replace(/\s+/g, ' ');

// A PNG of 8 × 2 points.
const logo = 'iVBORw0KGgoAAAANSUhEUgAAAAgAAAACCAIAAADq9gq6AAAAJUlEQVR4nGNgCDghF3DCJuBEVMCJioAT0wJObAk4cSngBAMuCQA2aBgRcmBiFAAAAABJRU5ErkJggg==';

flow('documents', { simulated_clock: '2027-01-15T09:00', timeout_ms: 180000 }, async (daemon) => {
  const api = await daemon.api();
  await api.patch('/v1/provider', { name: 'Paper ISP', legal_name: 'Paper ISP Ltd', street: 'Mill 1', city: 'Town', postal_code: '12345', vat_number: 'DE123456789', country: 'DE' });
  const tax = (await api.get('/v1/taxes')).items[0];
  const rate = tax.percent_ppm ?? tax.rates?.[0]?.percent_ppm;
  const plan = await api.post('/v1/plans', { code: 'fiber', name: 'Fiber 100', price_minor: 2900, tax_id: tax.id });
  const customer = await api.post('/v1/customers', { name: 'Käthe & <Söhne>', street: 'Weg 2', city: 'Ort', postal_code: '54321', language: 'de', billing_day: 1 });
  await api.post(`/v1/customers/${customer.id}/services`, { plan_id: plan.id, username: 'k@isp', password: 'pppoe-secret' });

  const fetch_file = (address, body) => api.file(address, body);

  // A design: refused with the line, then taken.
  const standard = await api.get('/v1/document-design');
  assert.equal(standard.version, 0);
  const edit = (more) => ({ layout: standard.layout, iban: 'DE89 3704 0044 0532 0130 00', bic: 'COBADEFFXXX', bank_name: 'Nordbank', email: 'billing@example.net', ...more });
  const wrong = await api.raw('PUT', '/v1/document-design', { body: edit({ layout: 'page a4\n\ncolour accent red' }) });
  assert.equal(wrong.status, 422);
  assert.match(JSON.stringify(wrong.body), /Line 3: .*no colour/);
  const wish = { design: edit({ layout: `${standard.layout}\ncolour accent #123456`, logo: '' }), kind: 'invoice', language: 'el', lines: 40 };
  const preview = await fetch_file('/v1/document-design/preview/pdf', wish);
  assert.equal(preview.status, 200, preview.bytes.toString());
  assert.match(text_of(preview.bytes), /Τιμολόγιο/);
  assert.equal((await api.get('/v1/document-design')).version, 0, 'a preview saves nothing');
  const saved = await api.put('/v1/document-design', edit());
  assert.equal(saved.iban, 'DE89370400440532013000');

  // A proforma of what is to come, then the invoice itself.
  const proforma = flat(text_of((await fetch_file(`/v1/customers/${customer.id}/proforma/pdf?date=2027-02-01`)).bytes));
  assert.match(proforma, /Proforma-Rechnung/);
  await daemon.advance('17d');
  const invoice = (await api.get('/v1/invoices', { customer_id: customer.id })).items[0];
  assert.ok(invoice, 'an invoice was issued');
  const first = await fetch_file(`/v1/invoices/${invoice.id}/pdf`);
  assert.equal(first.status, 200);
  assert.equal(first.headers.get('content-type'), 'application/pdf');
  assert.match(first.headers.get('content-disposition'), new RegExp(`invoice-${invoice.number}\\.pdf`));
  assert.match(ask('qpdf', ['--check', '@'], first.bytes), /No syntax or stream encoding errors/);
  const text = flat(text_of(first.bytes));
  for (const words of [`Rechnung ${invoice.number}`, 'Käthe & <Söhne>', 'Paper ISP Ltd', 'DE89 3704 0044 0532 0130 00', 'Seite 1 von 1', '17 von 31 Tagen', '15,90'])
    assert.ok(text.includes(words), `${words} in ${text}`);
  const gross = (invoice.gross_minor / 100).toFixed(2).replace('.', ',');
  assert.ok(text.includes(`${gross} EUR`), gross);

  // HTML says the same, is escaped, and can run nothing.
  const html = await fetch_file(`/v1/invoices/${invoice.id}/html`);
  assert.match(html.headers.get('content-security-policy'), /default-src 'none'.*sandbox/);
  assert.ok(html.bytes.toString().includes('Käthe &amp; &lt;Söhne&gt;'));
  assert.ok(html.bytes.toString().includes(`${gross}\u00a0EUR`));

  // The line explains itself.
  const why = await api.get(`/v1/invoices/${invoice.id}/lines/1/explanation`);
  assert.equal(why.days, 17);
  assert.equal(why.full_days, 31);
  assert.equal(why.begins.cause, 'service_start');
  assert.equal(why.begins.event.kind, 'service.sold');
  assert.equal(why.tax_percent_ppm, rate ?? why.tax_percent_ppm);
  assert.ok(why.steps.some((step) => step.how.includes('29.00 EUR × 17 ÷ 31 days = 15.90322…')), JSON.stringify(why.steps));

  // Provider and design change, the daemon starts anew: the document is the same file, the next one has the new look.
  await api.patch('/v1/provider', { name: 'New Name', legal_name: 'New Name Ltd' });
  await api.put('/v1/document-design', edit({ layout: 'colour accent #aa0000\ncolumns description net', logo }));
  await daemon.restart();
  const again = await fetch_file(`/v1/invoices/${invoice.id}/pdf`);
  assert.ok(again.bytes.equals(first.bytes), 'issued is issued');
  assert.equal(again.headers.get('demarc-document-sha256'), first.headers.get('demarc-document-sha256'));
  await daemon.advance('28d');
  const second = (await api.get('/v1/invoices', { customer_id: customer.id })).items.find((one) => one.id !== invoice.id);
  const newer = (await fetch_file(`/v1/invoices/${second.id}/html`)).bytes.toString();
  assert.ok(newer.includes('New Name') && newer.includes('#aa0000') && newer.includes('data:image/png;base64'));
  assert.deepEqual((await api.get('/v1/document-design/versions')).items.length, 2);
  assert.equal((await api.get('/v1/document-design/versions/1')).layout, standard.layout);

  // Receipt: numbered when asked for, the same file ever after.
  const payment = await api.post('/v1/payments', { customer_id: customer.id, amount_minor: invoice.gross_minor + 100, method: 'bank' });
  const receipt = await fetch_file(`/v1/payments/${payment.id}/receipt/pdf`);
  assert.match(flat(text_of(receipt.bytes)), /Quittung R2027-000001/);
  assert.ok((await fetch_file(`/v1/payments/${payment.id}/receipt/pdf`)).bytes.equals(receipt.bytes));

  // Statement: closes with what is owed.
  const statement = await api.get(`/v1/customers/${customer.id}/statement`, { from: '2027-01-01', to: '2027-12-31' });
  assert.equal(statement.closing_minor, (await api.get(`/v1/customers/${customer.id}`)).balance_minor);
  assert.equal(statement.entries.length, 3);
  assert.match(flat(text_of((await fetch_file(`/v1/customers/${customer.id}/statement/pdf?from=2027-01-01&to=2027-12-31`)).bytes)), /Kontoauszug.*Endsaldo/);
  assert.equal((await api.raw('GET', `/v1/customers/${customer.id}/statement/pdf?from=2027-02-01&to=2027-01-01`)).status, 422);

  // Nobody gets a document without signing in.
  for (const address of [`/v1/invoices/${invoice.id}/pdf`, `/v1/invoices/${invoice.id}/html`, `/v1/payments/${payment.id}/receipt/pdf`, `/v1/customers/${customer.id}/statement/html`]) {
    const nobody = await fetch(new URL(address, daemon.url));
    assert.equal(nobody.status, 401, address);
    await nobody.body?.cancel();
  }
});
