// Taxes through the real doors, on both databases: a preset loaded, a place looked up, a plan taxed by place, a business with a
// confirmed VAT number, an exemption, a quote, and an invoice that says how it was taxed.
import assert from 'node:assert/strict';

import { flow } from './support/daemon.mjs';

flow('a provider in Germany taxes by place', { simulated_clock: '2027-01-31T09:00' }, async (daemon) => {
  const api = await daemon.api();
  await api.patch('/v1/provider', { name: 'Tax ISP', country: 'DE', time_zone: 'Europe/Berlin' });

  const presets = (await api.get('/v1/tax-presets')).items;
  assert.deepEqual(presets.map((one) => one.code), ['ca', 'eu', 'gb', 'in', 'ke', 'ng', 'us', 'za']);
  for (const preset of presets) assert.match(preset.note, /[Cc]heck locally/);
  const loaded = await api.post('/v1/tax-presets/eu/load', undefined);
  assert.ok(loaded.taxes_added >= 27 && loaded.rates_added > loaded.taxes_added);
  const again = await api.post('/v1/tax-presets/eu/load', undefined);
  assert.deepEqual([again.jurisdictions_added, again.taxes_added, again.rates_added], [0, 0, 0]);
  const eu = (await api.get('/v1/tax-presets')).items.find((one) => one.code === 'eu');
  assert.equal(eu.rates_loaded, eu.rates);
  await assert.rejects(api.post('/v1/tax-presets/atlantis/load', undefined), (problem) => problem.status === 404 && problem.code === 'preset_unknown');

  const island = await api.get('/v1/tax-lookup', { country: 'DE', postal_code: '27498' });
  assert.deepEqual(island.jurisdictions, ['DE', 'DE-HEL']);
  assert.equal(island.taxes[0].category, 'O');
  const abroad = await api.get('/v1/tax-lookup', { country: 'FR', business: true, vat_number: 'FR40303265045' });
  assert.deepEqual([abroad.taxes[0].code, abroad.taxes[0].category, abroad.taxes[0].percent_ppm], ['FR-VAT', 'AE', 0]);
  await assert.rejects(api.get('/v1/tax-lookup', { country: 'FR', vat_number: 'FR40303265046' }), (problem) => problem.code === 'vat_number_checksum');

  const plan = await api.post('/v1/plans', { code: 'fiber', name: 'Fiber', price_minor: 2999, tax_category: 'internet' });
  const gross = await api.post('/v1/plans', { code: 'gross', name: 'Gross', price_minor: 2999, tax_category: 'internet', price_includes_tax: true });
  await assert.rejects(api.post('/v1/plans', { code: 'both', name: 'Both', price_minor: 1, tax_category: 'internet', tax_id: 1 }), (problem) => problem.code === 'tax_unclear');
  const quote = await api.post('/v1/quotes', { plan_id: gross.id, events: [], until: '2027-02-01' });
  assert.equal(quote.documents[0].gross_minor, 2999);
  assert.equal(quote.documents[0].net_minor, 2520);
  assert.equal(quote.documents[0].taxes[0].code, 'DE-VAT');

  const sign_up = async (name, more) => {
    const customer = await api.post('/v1/customers', { name, kind: 'residential', street: 'Main 1', city: 'Town', postal_code: '10115', ...more });
    const sold = await api.post(`/v1/customers/${customer.id}/services`, { plan_id: plan.id, username: `${name.split(' ')[0].toLowerCase()}@isp` });
    return { customer, service: sold.service ?? sold };
  };
  const anna = await sign_up('Anna Home', {});
  const chloe = await sign_up('Chloe SARL', { kind: 'business', country: 'FR', postal_code: '75001', vat_number: 'FR 40 303 265 045' });
  const clinic = await sign_up('Clinic', { kind: 'business' });
  const bad = await sign_up('Bad', { kind: 'business', country: 'FR', vat_number: 'FR40303265046' });

  assert.match((await api.get(`/v1/customers/${bad.customer.id}/tax`)).vat_problem, /check digits/);
  await assert.rejects(api.post(`/v1/customers/${bad.customer.id}/vat-checks`, {}), (problem) => problem.code === 'vat_number_checksum');
  await assert.rejects(api.post(`/v1/customers/${anna.customer.id}/vat-checks`, {}), (problem) => problem.code === 'vat_number_missing');
  assert.equal((await api.post(`/v1/customers/${chloe.customer.id}/vat-checks`, {})).vat_confirmed, false, 'check digits prove nothing');
  const confirmed = await api.post(`/v1/customers/${chloe.customer.id}/vat-checks`, { method: 'registry', result: 'valid', reference: 'WAPIAAAA' });
  assert.equal(confirmed.vat_confirmed, true);
  await api.post(`/v1/customers/${clinic.customer.id}/exemptions`, { number: 'EX-1', jurisdiction: 'DE', valid_from: '2027-01-01', valid_to: '2027-02-15' });
  await api.put(`/v1/services/${anna.service.id}/location`, { from_date: '2027-02-01', street: 'Lung Wai 1', city: 'Helgoland', postal_code: '27498' });

  await daemon.cli(['bill', 'run']);
  const invoice_of = async ({ customer }) => {
    const rows = await api.all('/v1/invoices', { customer_id: customer.id, status: 'all' });
    return api.get(`/v1/invoices/${rows[0].id}`);
  };
  const first = await invoice_of(anna);
  assert.equal(first.gross_minor, 2999 + 570);
  assert.equal(first.taxes[0].code, 'DE-VAT');
  assert.equal(first.taxes[0].rate_valid_from, '2021-01-01');
  assert.equal(first.taxes[0].rate_source, 'UStG § 12');
  assert.deepEqual(first.tax_basis[0].jurisdictions, ['DE']);
  assert.match(first.tax_basis[0].evidence[0], /installation address in DE/);
  const reversed = await invoice_of(chloe);
  assert.equal(reversed.gross_minor, 2999);
  assert.match(reversed.taxes[0].reason, /Reverse charge/);
  assert.equal(reversed.taxes[0].category, 'AE');
  assert.equal(reversed.tax_basis[0].vat_number, 'FR40303265045');
  const paper = await api.raw('GET', `/v1/invoices/${reversed.id}/html`);
  assert.match(String(paper.body), /Reverse charge: VAT is due from the customer/, 'the customer reads it on the invoice');
  const exempt = await invoice_of(clinic);
  assert.equal(exempt.gross_minor, 2999);
  assert.equal(exempt.taxes[0].reason, 'Exempt, certificate EX-1');
  assert.equal((await invoice_of(bad)).gross_minor, 2999 + 570, 'taxed at home below the threshold');

  await daemon.advance('2027-02-28T12:00');
  await daemon.cli(['bill', 'run']);
  const second = await invoice_of(anna);
  assert.equal(second.gross_minor, 2999, 'installed on Heligoland by now');
  assert.deepEqual(second.tax_basis[0].jurisdictions, ['DE', 'DE-HEL']);
  assert.equal((await invoice_of(clinic)).gross_minor, 2999 + 570, 'the certificate has ended');
  const settings = await api.get('/v1/tax-settings');
  assert.equal(settings.cross_border_this_year_minor, 2 * 2999);
  assert.equal(settings.is_past_threshold, false);
  await daemon.cli(['verify']);
});
