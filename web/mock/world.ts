// A made-up provider for looking at the console without a server. Deterministic; development only.
import type { components } from '../src/api/contract';

type S = components['schemas'];
let seed = 20260131;
export function random(below: number): number {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
}
const pick = <T>(list: readonly T[]): T => list[random(list.length)]!;
export const world_clock = { now: '2026-03-14T09:12:00Z', simulated: true };
const at = (days: number, minutes = 0) => new Date(Date.parse(world_clock.now) - days * 86_400_000 - minutes * 60_000).toISOString().replace('.000', '');
export const day = (days: number) => at(days).slice(0, 10);

export const provider: S['Provider'] = { name: 'Nordlicht Netz', legal_name: 'Nordlicht Netz GmbH', street: 'Hafenstraße 12', city: 'Kiel', postal_code: '24103', country: 'DE', vat_number: 'DE812345678', currency: 'EUR', time_zone: 'Europe/Berlin', locale: 'de-DE', invoice_prefix: 'NN-', payment_days: 14, billing_run_time: '06:00' };
export const taxes: S['Tax'][] = [{ id: 1, code: 'VAT', name: 'Value added tax', current_percent_ppm: 190000, rates: [{ id: 1, percent_ppm: 160000, valid_from: '2020-07-01', valid_to: '2020-12-31' }, { id: 2, percent_ppm: 190000, valid_from: '2021-01-01', valid_to: null }] }, { id: 2, code: 'RED', name: 'Reduced rate', current_percent_ppm: 70000, rates: [{ id: 3, percent_ppm: 70000, valid_from: '2021-01-01', valid_to: null }] }];
const plan = (id: number, code: string, name: string, description: string, price_minor: number, down_kbit: number | null, up_kbit: number | null, version = 1, active = true): S['Plan'] => ({ id, code, name, kind: 'internet', description, version, price_minor, currency: 'EUR', tax_id: 1, tax_name: 'Value added tax', down_kbit, up_kbit, active, services_active: 0, valid_from: '2025-01-01' });
export const plans = [plan(1, 'home-50', 'Home 50', 'For one or two people', 2490, 50_000, 10_000, 3), plan(2, 'home-100', 'Home 100', 'Family and home office', 3290, 100_000, 40_000, 2), plan(3, 'home-250', 'Home 250', '', 4490, 250_000, 100_000), plan(4, 'biz-500', 'Business 500', 'Symmetric, fixed address, eight-hour repair', 11900, 500_000, 500_000), plan(5, 'fibre-1000', 'Fibre 1000', '', 6990, 1_000_000, 500_000), plan(6, 'dsl-16', 'DSL 16', 'No longer sold', 1990, 16_000, 1_000, 5, false)];
export const pools: S['Pool'][] = [{ id: 1, name: 'Customers north', purpose: 'service', first_address: '100.64.0.10', last_address: '100.64.7.250', size: 2033, leased: 214 }, { id: 2, name: 'Payment page', purpose: 'garden', first_address: '10.99.0.10', last_address: '10.99.0.250', size: 241, leased: 11 }];
export const profiles: S['VendorProfile'][] = [{ name: 'mikrotik', title: 'MikroTik RouterOS', description: 'PPPoE and hotspot on RouterOS 6 and 7; speed in MikroTik-Rate-Limit.', disconnect: 'coa' }, { name: 'wispr', title: 'WISPr', description: 'Access gateways that read WISPr-Bandwidth.', disconnect: 'disconnect' }, { name: 'generic', title: 'Standard RADIUS', description: 'Addresses and session times only, no speed.', disconnect: 'disconnect' }];
const server = (id: number, name: string, address: string, profile: string, seen: string | null): S['AccessServer'] => ({ id, name, address, profile, require_message_authenticator: true, coa_port: 3799, interim_interval_s: 300, pool_id: 1, garden_pool_id: 2, enabled: true, last_seen_at: seen, sessions_online: 0, auth_accepts: 1200 + random(9000), auth_rejects: random(300), coa_acks: random(400), coa_naks: id === 2 ? 3 : 0 });
export const servers = [server(1, 'bras-kiel-1', '192.0.2.10', 'mikrotik', at(0, 1)), server(2, 'bras-eckernfoerde', '192.0.2.20', 'mikrotik', at(0, 3)), server(3, 'hotspot-strand', '192.0.2.31', 'wispr', at(0, 14)), server(4, 'vpn-gateway', '192.0.2.40', 'generic', null)];
export const policies: S['DunningPolicy'][] = [{ id: 1, name: 'Homes', is_default: true, minimum_debt_minor: 500, restriction: 'walled_garden', steps: [{ days_after_due: 3, action: 'remind' }, { days_after_due: 12, action: 'suspend' }] }, { id: 2, name: 'Businesses', is_default: false, minimum_debt_minor: 5000, restriction: 'reject', steps: [{ days_after_due: 5, action: 'remind' }, { days_after_due: 14, action: 'remind' }, { days_after_due: 30, action: 'suspend' }] }];
export const users: S['User'][] = [{ id: 1, email: 'anja@nordlicht.example', name: 'Anja Petersen', role: 'admin', active: true, last_login_at: at(0, 40) }, { id: 2, email: 'tim@nordlicht.example', name: 'Tim Brandt', role: 'agent', active: true, last_login_at: at(1) }, { id: 3, email: 'buchhaltung@nordlicht.example', name: 'Bookkeeping', role: 'viewer', active: false, last_login_at: null }];
export const tokens: S['ApiToken'][] = [{ id: 1, name: 'Website sign-up', role: 'agent', created_at: at(200), last_used_at: at(0, 22) }];

export const customers: S['Customer'][] = [];
export const services: S['Service'][] = [];
export const sessions: S['Session'][] = [];
export const invoices: S['Invoice'][] = [];
export const payments: S['Payment'][] = [];
export const timeline: S['TimelineEntry'][] = [];
export const entries: S['LedgerEntry'][] = [];

export function tell(customer: S['Customer'], days: number, kind: string, title: string, detail = '', ref: [string, number, string] | null = null, actor: string | null = null): void {
  timeline.push({ id: timeline.length + 1, at: at(days, random(500)), kind, title, detail, actor, service_id: null, ref_kind: ref?.[0] ?? null, ref_id: ref?.[1] ?? null, ref_text: ref?.[2] ?? null, customer_id: customer.id, customer_name: customer.name });
}

export function invoice_for(customer: S['Customer'], service: S['Service'], days: number): S['Invoice'] {
  const net = service.price_minor;
  const tax = Math.round((net * 19) / 100);
  const id = invoices.length + 1;
  const made: S['Invoice'] = {
    id, number: `NN-2026-${String(id).padStart(6, '0')}`, kind: 'invoice', customer_id: customer.id, customer_name: customer.name, issued_on: day(days), due_on: day(days - 14), currency: 'EUR', net_minor: net, tax_minor: tax, gross_minor: net + tax, open_minor: net + tax, status: 'open',
    lines: [{ id, service_id: service.id, description: `${service.plan_name} (${service.username})`, period_start: day(days), period_end: day(days - 30), quantity: 1, unit_price_minor: net, net_minor: net, tax_name: 'Value added tax', tax_percent_ppm: 190000, tax_minor: tax, explanation: random(9) === 0 ? '21 of 31 days: service began on the 11th' : '' }],
    taxes: [{ name: 'Value added tax', percent_ppm: 190000, base_minor: net, tax_minor: tax }], settlements: [],
  };
  invoices.push(made);
  tell(customer, days, 'invoice', `Invoice ${made.number} over ${(made.gross_minor / 100).toFixed(2)} € issued`, '', ['invoice', id, made.number]);
  return made;
}

export function pay(customer: S['Customer'], amount: number, days: number, method: S['Payment']['method'], reference = '', note = ''): S['Payment'] {
  const id = payments.length + 1;
  const allocations: S['Payment']['allocations'] = [];
  let left = amount;
  for (const invoice of invoices.filter((candidate) => candidate.customer_id === customer.id && candidate.open_minor > 0)) {
    const part = Math.min(left, invoice.open_minor);
    if (part === 0) break;
    invoice.open_minor -= part;
    left -= part;
    if (invoice.open_minor === 0) invoice.status = 'paid';
    invoice.settlements.push({ source_kind: 'payment', source_id: id, amount_minor: part, on: day(days) });
    allocations.push({ invoice_id: invoice.id, invoice_number: invoice.number, amount_minor: part });
  }
  const made: S['Payment'] = { id, customer_id: customer.id, customer_name: customer.name, amount_minor: amount, currency: 'EUR', method, received_on: day(days), reference, note, recorded_at: at(days), recorded_by: 'Tim Brandt', allocations, credited_minor: left, restored_services: [] };
  payments.push(made);
  tell(customer, days, 'payment', `Payment of ${(amount / 100).toFixed(2)} € received`, allocations.map((part) => part.invoice_number).join(', '), ['payment', id, `payment ${id}`], 'Tim Brandt');
  settle(customer);
  if (customer.overdue_minor === 0)
    for (const service of services.filter((candidate) => candidate.customer_id === customer.id && candidate.status === 'suspended')) {
      service.status = 'active';
      service.holds = [];
      service.access = allowed(service);
      made.restored_services.push(service.id);
      tell(customer, days, 'restored', `${service.plan_name} restored by payment ${id}`, 'Nothing is overdue any more.', ['payment', id, `payment ${id}`]);
    }
  settle(customer);
  return made;
}

export const allowed = (service: S['Service']): S['Access'] => ({ verdict: 'allow', down_kbit: service.down_kbit, up_kbit: service.up_kbit, address: service.static_address, reasons: [{ code: 'plan', text: `The plan ${service.plan_name} gives this speed.` }], decided_at: at(0, 300) });

export function settle(customer: S['Customer']): void {
  const mine = invoices.filter((invoice) => invoice.customer_id === customer.id);
  const today = world_clock.now.slice(0, 10);
  for (const invoice of mine) if (invoice.open_minor > 0) invoice.status = invoice.due_on < today ? 'overdue' : 'open';
  customer.open_minor = mine.reduce((sum, invoice) => sum + invoice.open_minor, 0);
  customer.overdue_minor = mine.filter(({ status }) => status === 'overdue').reduce((sum, invoice) => sum + invoice.open_minor, 0);
  customer.credit_minor = payments.filter((payment) => payment.customer_id === customer.id).reduce((sum, payment) => sum + payment.credited_minor, 0);
  customer.balance_minor = customer.open_minor - customer.credit_minor;
  const held = services.filter((service) => service.customer_id === customer.id);
  customer.status = held.length === 0 ? 'lead' : held.every(({ status }) => status === 'ended') ? 'left' : held.some(({ status }) => status === 'suspended') ? 'suspended' : 'active';
}

const first = 'Anna Ben Clara David Emma Finn Greta Hannes Ida Jonas Karla Lars Mia Nils Ole Paula Quirin Rieke Sönke Tomma Uwe Vera Wiebke Yasmin Zoe Birte Jörg'.split(' ');
const last = 'Petersen Hansen Jensen Möller Schröder Brandt Claußen Thomsen Lüders Voss Krüger Yıldız Nguyen Kowalski Behrens Carstens Friedrichsen Johannsen Paulsen Wulff'.split(' ');
const firms = ['Bäckerei', 'Autohaus', 'Praxis Dr.', 'Hotel', 'Tischlerei', 'Kanzlei'];
const towns: [string, string][] = [['Kiel', '24103'], ['Eckernförde', '24340'], ['Schleswig', '24837'], ['Rendsburg', '24768'], ['Flensburg', '24937'], ['Preetz', '24211']];
const mac = () => Array.from({ length: 6 }, () => random(256).toString(16).padStart(2, '0').toUpperCase()).join(':');

export function build(count = 640): void {
  for (let id = 1; id <= count; id++) {
    const business = random(6) === 0;
    const family = pick(last);
    const name = business ? `${pick(firms)} ${family}` : `${pick(first)} ${family}`;
    const [city, postal_code] = pick(towns);
    const joined = random(720);
    const customer: S['Customer'] = { id, number: `C${String(10_000 + id)}`, name, kind: business ? 'business' : 'residential', status: 'active', email: `${family.toLowerCase().normalize('NFD').replace(/[^a-z]/g, '')}${id}@example.net`, phone: `+49 431 ${200000 + random(700000)}`, street: `${pick(['Hafenstraße', 'Ringstraße', 'Am Markt', 'Lindenweg', 'Holstenplatz'])} ${1 + random(90)}`, city, postal_code, country: 'DE', region: '', vat_number: business ? `DE${100000000 + random(800000000)}` : '', billing_day: 1 + random(28), language: 'de', note: random(30) === 0 ? 'Prefers calls in the evening.' : '', joined_on: day(joined), dunning_policy_id: business ? 2 : null, balance_minor: 0, open_minor: 0, overdue_minor: 0, credit_minor: 0, currency: 'EUR' };
    customers.push(customer);
    tell(customer, joined, 'customer', 'Signed up', '', null, 'Website sign-up');
    if (random(25) === 0) { settle(customer); continue; }
    for (let n = 0; n <= (business ? random(3) : random(12) === 0 ? 1 : 0); n++) add_service(customer, business ? plans[3]! : pick(plans.slice(0, 5)), joined, n);
  }
  for (const session of sessions) servers.find(({ id }) => id === session.access_server_id)!.sessions_online += 1;
  for (const invoice of invoices) post(invoice.issued_on, 'invoice', `Invoice ${invoice.number}, ${invoice.customer_name}`, ['invoice', invoice.id, invoice.number], [['1400', 'Receivables', invoice.gross_minor, 0], ['8400', 'Revenue', 0, invoice.net_minor], ['1776', 'Tax owed', 0, invoice.tax_minor]]);
  for (const payment of payments) post(payment.received_on, 'payment', `Payment ${payment.id}, ${payment.customer_name}`, ['payment', payment.id, `payment ${payment.id}`], [['1200', 'Bank', payment.amount_minor, 0], ['1400', 'Receivables', 0, payment.amount_minor]]);
  entries.sort((a, b) => b.date.localeCompare(a.date));
}

function post(date: string, kind: string, memo: string, ref: [string, number, string], rows: [string, string, number, number][]): void {
  entries.push({ id: entries.length + 1, date, kind, memo, ref_kind: ref[0], ref_id: ref[1], ref_text: ref[2], customer_id: null, postings: rows.map(([account, account_name, debit_minor, credit_minor]) => ({ account, account_name, debit_minor, credit_minor })) });
}

export function add_service(customer: S['Customer'], sold: S['Plan'], joined: number, n = 0): S['Service'] {
  const id = services.length + 1;
  const username = `${customer.name.toLowerCase().normalize('NFD').replace(/[^a-z ]/g, '').trim().replaceAll(' ', '.')}${n || ''}`;
  const service: S['Service'] = { id, customer_id: customer.id, customer_name: customer.name, plan_id: sold.id, plan_name: sold.name, username, static_address: customer.kind === 'business' ? `198.51.100.${1 + random(250)}` : null, status: 'active', starts_on: day(joined), ends_on: null, price_minor: sold.price_minor, currency: 'EUR', down_kbit: sold.down_kbit, up_kbit: sold.up_kbit, holds: [], access: null as never, session: null, month_octets_in: random(40e9), month_octets_out: random(400e9) };
  service.access = allowed(service);
  services.push(service);
  sold.services_active += 1;
  tell(customer, joined, 'service', `${sold.name} started`, `Logs in as ${username}`, null, 'Tim Brandt');
  const debtor = random(14) === 0;
  for (let month = Math.min(5, Math.floor(joined / 30)); month >= 0; month--) {
    const invoice = invoice_for(customer, service, month * 30 + random(28));
    const age = (Date.parse(world_clock.now) - Date.parse(invoice.issued_on)) / 86_400_000;
    if (!(debtor && month < 3) && age > 6 && random(10) > 0) pay(customer, invoice.open_minor + (random(40) === 0 ? 1000 : 0), Math.max(0, Math.floor(age) - 9), pick(['bank', 'bank', 'bank', 'cash', 'card'] as const), `SEPA ${100000 + random(900000)}`);
  }
  settle(customer);
  const late = invoices.find((invoice) => invoice.customer_id === customer.id && invoice.status === 'overdue' && Date.parse(world_clock.now) - Date.parse(invoice.due_on) > 12 * 86_400_000);
  if (late) {
    const overdue_days = Math.floor((Date.parse(world_clock.now) - Date.parse(late.due_on)) / 86_400_000);
    service.status = 'suspended';
    service.holds = [{ reason: 'overdue', since: at(overdue_days - 12), note: '' }];
    service.access = { verdict: 'walled_garden', down_kbit: null, up_kbit: null, address: '10.99.0.14', reasons: [{ code: 'overdue', text: `Suspended because invoice ${late.number} is ${overdue_days} days overdue.` }], decided_at: at(overdue_days - 12) };
    tell(customer, overdue_days - 3, 'reminder', `Reminded of invoice ${late.number}`, '3 days overdue', ['invoice', late.id, late.number]);
    tell(customer, overdue_days - 12, 'suspended', `${sold.name} suspended`, `because invoice ${late.number} is 12 days overdue`, ['invoice', late.id, late.number]);
    settle(customer);
  }
  if (random(10) < 6) {
    const started = random(9000);
    const off = service.status === 'suspended' && random(2) === 0;
    const access_server = servers[random(3)]!;
    service.session = { id: sessions.length + 1, service_id: id, customer_id: customer.id, customer_name: customer.name, username, access_server_id: access_server.id, access_server_name: access_server.name, acct_session_id: `8${random(9e7).toString(16)}`, framed_address: service.static_address ?? `100.64.${random(8)}.${10 + random(240)}`, calling_station_id: mac(), nas_port_id: `pppoe-${random(400)}`, started_at: at(0, started), updated_at: at(0, random(5)), stopped_at: null, octets_in: random(9e9), octets_out: random(90e9), duration_s: started * 60, terminate_cause: null, network: off ? { desired: 'payment page only', actual: 'full speed', state: random(2) ? 'failed' : 'sending', last_answer: 'Disconnect-NAK, Error-Cause 503 Session-Context-Not-Found', since: at(0, 18) } : { desired: service.access.verdict, actual: service.access.verdict, state: 'in_step', last_answer: null, since: null } };
    sessions.push(service.session);
  }
  return service;
}
