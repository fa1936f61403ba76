import type { ServerResponse } from 'node:http';
import type { components } from '../src/api/contract';
import * as w from './world';

type S = components['schemas'];
interface Call { id: number; query: URLSearchParams; body: any }
export class Refusal extends Error {
  constructor(readonly status: number, detail: string, readonly errors: { path: string; code: string; detail: string }[] = []) { super(detail); }
}
export const live_clients = new Set<ServerResponse>();
const emit = (event: string, data: unknown) => { for (const client of live_clients) client.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`); };

export function tick(): void {
  const changed: number[] = [];
  for (let n = 0; n < 25; n++) {
    const session = w.sessions[w.random(w.sessions.length)]!;
    if (session.stopped_at) continue;
    session.octets_out += w.random(90e6);
    session.octets_in += w.random(8e6);
    session.updated_at = new Date().toISOString();
    changed.push(session.id);
  }
  emit('sessions', { online: w.sessions.filter(({ stopped_at }) => !stopped_at).length, changed });
  for (const run of runs) if (run.status === 'running') {
    run.done = Math.min(run.total, run.done + 60);
    run.invoices = run.done;
    run.gross_minor = run.done * 3915;
    if (run.done === run.total) { run.status = 'done'; run.ended_at = new Date().toISOString(); run.parked = [{ customer_id: 12, reason: 'The tax VAT has no rate on 14 March 2026.' }]; }
    emit('run', { run_id: run.id, done: run.done, total: run.total, status: run.status });
  }
}

function page<T>(rows: T[], query: URLSearchParams) {
  const limit = Number(query.get('limit') ?? 50);
  const from = Number(query.get('cursor') ?? 0);
  return { items: rows.slice(from, from + limit), next_cursor: from + limit < rows.length ? String(from + limit) : null, total: rows.length };
}
const has = (query: URLSearchParams, ...texts: (string | null)[]) => { const q = query.get('q')?.toLowerCase(); return !q || texts.some((text) => text?.toLowerCase().includes(q)); };
function find<T extends { id: number }>(rows: T[], id: number): T { const row = rows.find((candidate) => candidate.id === id); if (!row) throw new Refusal(404, 'There is no such thing.'); return row; }
function sorted<T>(rows: T[], query: URLSearchParams, keys: Record<string, (row: T) => string | number>): T[] {
  const sort = query.get('sort') ?? '';
  const key = keys[sort.replace('-', '')];
  if (!key) return rows;
  return [...rows].sort((a, b) => { const [x, y] = [key(a), key(b)]; return (x < y ? -1 : x > y ? 1 : 0) * (sort.startsWith('-') ? -1 : 1); });
}
const row = (c: S['Customer']): S['CustomerRow'] => ({ id: c.id, number: c.number, name: c.name, kind: c.kind, city: c.city, email: c.email, phone: c.phone, status: c.status, balance_minor: c.balance_minor, overdue_minor: c.overdue_minor, currency: c.currency, services: w.services.filter((s) => s.customer_id === c.id).length, online: w.sessions.some((s) => s.customer_id === c.id && !s.stopped_at), joined_on: c.joined_on });
const me: S['Me'] = { user_id: 1, email: 'anja@nordlicht.example', name: 'Anja Petersen', role: 'admin', permissions: [], provider: { name: w.provider.name, currency: 'EUR', time_zone: 'Europe/Berlin', country: 'DE', locale: 'de-DE' }, clock: w.world_clock };
const clock = () => ({ ...w.world_clock, business_date: w.world_clock.now.slice(0, 10) });
const runs: S['BillingRun'][] = [{ id: 2, date: w.day(1), status: 'done', total: 38, done: 38, invoices: 38, gross_minor: 148_770, currency: 'EUR', started_at: `${w.day(1)}T05:00:00Z`, ended_at: `${w.day(1)}T05:00:02Z`, started_by: null, error: null, parked: [] }, { id: 1, date: w.day(2), status: 'done', total: 41, done: 41, invoices: 41, gross_minor: 160_515, currency: 'EUR', started_at: `${w.day(2)}T05:00:00Z`, ended_at: `${w.day(2)}T05:00:03Z`, started_by: null, error: null, parked: [{ customer_id: 9, reason: 'The plan has no price in EUR.' }] }];

function dashboard(): S['Dashboard'] {
  const months = Array.from({ length: 24 }, (_, index) => { const date = new Date(Date.UTC(2024, 3 + index, 1)); const billed = 900_000 + index * 61_000 + ((index * 7919) % 5) * 14_000; return { month: date.toISOString().slice(0, 7), billed_minor: billed, collected_minor: Math.round(billed * (index === 23 ? 0.41 : 0.9 + ((index * 31) % 9) / 100)), joined: 14 + ((index * 13) % 17), left: 2 + ((index * 5) % 7), subscribers: 240 + index * 15 }; });
  const open = w.invoices.filter(({ open_minor }) => open_minor > 0);
  const age = (invoice: S['Invoice']) => (Date.parse(w.world_clock.now) - Date.parse(invoice.due_on)) / 86_400_000;
  const bucket = (name: S['Ageing']['bucket'], low: number, high: number): S['Ageing'] => { const rows = open.filter((invoice) => age(invoice) > low && age(invoice) <= high); return { bucket: name, invoices: rows.length, amount_minor: rows.reduce((sum, invoice) => sum + invoice.open_minor, 0) }; };
  const sum = (key: 'open_minor' | 'overdue_minor' | 'credit_minor') => w.customers.reduce((total, customer) => total + customer[key], 0);
  return { subscribers: w.customers.filter(({ status }) => status === 'active' || status === 'suspended').length, subscribers_new_month: 21, subscribers_left_month: 4, services_active: w.services.filter(({ status }) => status === 'active').length, services_suspended: w.services.filter(({ status }) => status === 'suspended').length, online_now: w.sessions.filter(({ stopped_at }) => !stopped_at).length, billed_month_minor: months[23]!.billed_minor, collected_month_minor: months[23]!.collected_minor, open_minor: sum('open_minor'), overdue_minor: sum('overdue_minor'), overdue_customers: w.customers.filter(({ overdue_minor }) => overdue_minor > 0).length, credit_minor: sum('credit_minor'), currency: 'EUR', month: '2026-03', ageing: [bucket('current', -99, 0), bucket('1-30', 0, 30), bucket('31-60', 30, 60), bucket('61-90', 60, 90), bucket('90+', 90, 9999)], months, recent: [...w.timeline].sort((a, b) => b.at.localeCompare(a.at)).slice(0, 15), alerts: [{ kind: 'network', text: 'bras-eckernfoerde has refused 3 CoA requests today.', link: '/access-servers/2' }, { kind: 'billing', text: '1 customer was parked by the last billing run.', link: '/billing/runs/1' }] };
}

const saved = <T extends { id: number }>(rows: T[], id: number, patch: Partial<T>): T => Object.assign(find(rows, id), patch);
const made = <T extends { id: number }>(rows: T[], row: Omit<T, 'id'>): T => { const next = { ...row, id: Math.max(0, ...rows.map(({ id }) => id)) + 1 } as T; rows.push(next); return next; };
const money_filter = (query: URLSearchParams, row: { customer_id: number }, on: string) => (!query.get('customer_id') || row.customer_id === Number(query.get('customer_id'))) && (!query.get('from') || on >= query.get('from')!) && (!query.get('to') || on <= query.get('to')!);

export const routes: [string, string, (call: Call) => unknown][] = [
  ['GET', '/v1/session', () => ({ ...me, clock: w.world_clock })],
  ['POST', '/v1/session', ({ body }) => { if (body.password === 'wrong') throw new Refusal(401, 'E-mail and password do not match.'); return me; }],
  ['DELETE', '/v1/session', () => undefined],
  ['GET', '/v1/clock', clock],
  ['POST', '/v1/clock/advance', ({ body }) => { const by = /^(\d+)([hd])$/.exec(body.by ?? ''); w.world_clock.now = body.to ?? new Date(Date.parse(w.world_clock.now) + Number(by![1]) * (by![2] === 'h' ? 3_600_000 : 86_400_000)).toISOString(); w.customers.forEach(w.settle); emit('dashboard', {}); return clock(); }],
  ['GET', '/v1/provider', () => w.provider], ['PATCH', '/v1/provider', ({ body }) => Object.assign(w.provider, body)],
  ['GET', '/v1/users', ({ query }) => page(w.users, query)], ['POST', '/v1/users', ({ body }) => made(w.users, { ...body, active: true, last_login_at: null })], ['PATCH', '/v1/users/{id}', ({ id, body }) => saved(w.users, id, body)],
  ['GET', '/v1/api-tokens', ({ query }) => page(w.tokens, query)], ['POST', '/v1/api-tokens', ({ body }) => ({ ...made(w.tokens, { ...body, created_at: w.world_clock.now, last_used_at: null }), token: 'dmk_3hJ8wq2LxV9sPzR7tYb4cN6mKfD5gA1e' })], ['DELETE', '/v1/api-tokens/{id}', ({ id }) => void w.tokens.splice(w.tokens.indexOf(find(w.tokens, id)), 1)],
  ['GET', '/v1/taxes', ({ query }) => page(w.taxes, query)], ['POST', '/v1/taxes', ({ body }) => made(w.taxes, { code: body.code, name: body.name, current_percent_ppm: body.percent_ppm, rates: [{ id: 99, percent_ppm: body.percent_ppm, valid_from: body.valid_from, valid_to: null }] })], ['POST', '/v1/taxes/{id}/rates', ({ id, body }) => { const tax = find(w.taxes, id); tax.rates.push({ id: 100, ...body, valid_to: null }); return tax; }],
  ['GET', '/v1/plans', ({ query }) => page(w.plans.filter((plan) => has(query, plan.name, plan.code)), query)],
  ['POST', '/v1/plans', ({ body }) => { if (w.plans.some(({ code }) => code === body.code)) throw new Refusal(422, 'The plan was not accepted.', [{ path: 'code', code: 'taken', detail: 'Another plan has this code.' }]); return made(w.plans, { kind: 'internet', description: '', version: 1, currency: 'EUR', tax_name: 'Value added tax', active: true, services_active: 0, valid_from: w.day(0), ...body }); }],
  ['PATCH', '/v1/plans/{id}', ({ id, body }) => saved(w.plans, id, { ...body, version: find(w.plans, id).version + 1 })],
  ['GET', '/v1/access-servers', ({ query }) => page(w.servers.filter((server) => has(query, server.name, server.address)), query)], ['GET', '/v1/access-servers/{id}', ({ id }) => find(w.servers, id)], ['POST', '/v1/access-servers', ({ body: { secret: _, ...body } }) => made(w.servers, { enabled: true, last_seen_at: null, sessions_online: 0, auth_accepts: 0, auth_rejects: 0, coa_acks: 0, coa_naks: 0, ...body })], ['PATCH', '/v1/access-servers/{id}', ({ id, body }) => saved(w.servers, id, body)], ['DELETE', '/v1/access-servers/{id}', ({ id }) => void w.servers.splice(w.servers.indexOf(find(w.servers, id)), 1)],
  ['GET', '/v1/vendor-profiles', () => w.profiles],
  ['GET', '/v1/pools', ({ query }) => page(w.pools, query)], ['POST', '/v1/pools', ({ body }) => made(w.pools, { ...body, size: 254, leased: 0 })], ['PATCH', '/v1/pools/{id}', ({ id, body }) => saved(w.pools, id, body)], ['DELETE', '/v1/pools/{id}', () => { throw new Refusal(409, 'The pool is used by the access server bras-kiel-1. Give that another pool first.'); }],
  ['GET', '/v1/customers', ({ query }) => { const result = page(sorted(w.customers.filter((c) => (!query.get('status') || c.status === query.get('status')) && (!query.get('kind') || c.kind === query.get('kind')) && has(query, c.name, c.number, c.phone, c.email, c.street, c.city)), query, { name: (c) => c.name, number: (c) => c.number, city: (c) => c.city, joined_on: (c) => c.joined_on, balance: (c) => c.balance_minor, overdue: (c) => c.overdue_minor }), query); return { ...result, items: result.items.map(row) }; }],
  ['POST', '/v1/customers', ({ body }) => { const customer = made(w.customers, { number: `C${10_001 + w.customers.length}`, status: 'lead', email: '', phone: '', region: '', vat_number: '', language: 'de', note: '', joined_on: clock().business_date, dunning_policy_id: null, balance_minor: 0, open_minor: 0, overdue_minor: 0, credit_minor: 0, currency: 'EUR', ...body }); w.tell(customer, 0, 'customer', 'Signed up', '', null, me.name); return customer; }],
  ['GET', '/v1/customers/{id}', ({ id }) => find(w.customers, id)], ['PATCH', '/v1/customers/{id}', ({ id, body }) => saved(w.customers, id, body)],
  ['GET', '/v1/customers/{id}/timeline', ({ id, query }) => page(w.timeline.filter((entry) => entry.customer_id === id).sort((a, b) => b.at.localeCompare(a.at)), query)],
  ['GET', '/v1/customers/{id}/services', ({ id }) => w.services.filter((service) => service.customer_id === id)],
  ['POST', '/v1/customers/{id}/services', ({ id, body }) => { if (w.services.some(({ username }) => username === body.username)) throw new Refusal(422, 'The service was not accepted.', [{ path: 'username', code: 'taken', detail: 'Another service logs in with this name.' }]); const customer = find(w.customers, id); const service = Object.assign(w.add_service(customer, find(w.plans, body.plan_id), 0), { username: body.username }); w.settle(customer); return { ...service, password: body.password ?? 'kR7mWq2xPz9t' }; }],
  ['GET', '/v1/services/{id}', ({ id }) => find(w.services, id)], ['PATCH', '/v1/services/{id}', ({ id, body }) => saved(w.services, id, body)], ['GET', '/v1/services/{id}/password', () => ({ password: 'kR7mWq2xPz9t' })],
  ['POST', '/v1/services/{id}/change-plan', ({ id, body }) => { const plan = find(w.plans, body.plan_id); return saved(w.services, id, { plan_id: plan.id, plan_name: plan.name, price_minor: plan.price_minor, down_kbit: plan.down_kbit, up_kbit: plan.up_kbit }); }],
  ['POST', '/v1/services/{id}/end', ({ id, body }) => saved(w.services, id, { status: 'ended', ends_on: body.on })],
  ['POST', '/v1/services/{id}/hold', ({ id, body }) => saved(w.services, id, { status: 'suspended', holds: [{ reason: 'manual', since: w.world_clock.now, note: body.note }], access: { verdict: 'reject', down_kbit: null, up_kbit: null, address: null, reasons: [{ code: 'hold', text: 'Put on hold by Anja Petersen.' }], decided_at: w.world_clock.now } })],
  ['POST', '/v1/services/{id}/release', ({ id }) => saved(w.services, id, { status: 'active', holds: [], access: w.allowed(find(w.services, id)) })],
  ['GET', '/v1/services/{id}/usage', ({ id }) => Array.from({ length: 30 }, (_, n) => ({ date: w.day(29 - n), octets_in: ((id * 7 + n * 13) % 9) * 2e8 + 1e8, octets_out: ((id * 5 + n * 29) % 17) * 2e9 + 3e8 }))],
  ['GET', '/v1/sessions', ({ query }) => page(w.sessions.filter((s) => (query.get('online') !== 'true' || !s.stopped_at) && (!query.get('access_server_id') || s.access_server_id === Number(query.get('access_server_id'))) && has(query, s.username, s.customer_name, s.framed_address, s.calling_station_id)), query)],
  ['POST', '/v1/sessions/{id}/disconnect', ({ id }) => saved(w.sessions, id, { stopped_at: w.world_clock.now, terminate_cause: 'Admin-Reset' })],
  ['GET', '/v1/billing/preview', ({ query }) => { const items = w.services.filter(({ status }) => status !== 'ended').slice(0, 190).map((s) => ({ customer_id: s.customer_id, customer_name: s.customer_name, gross_minor: Math.round(s.price_minor * 1.19), lines: [{ description: s.plan_name, period_start: query.get('date')!, period_end: '2026-04-14', net_minor: s.price_minor, tax_minor: Math.round(s.price_minor * 0.19), explanation: '' }] })); const net = items.reduce((sum, item) => sum + item.lines[0]!.net_minor, 0); const tax = items.reduce((sum, item) => sum + item.lines[0]!.tax_minor, 0); return { date: query.get('date'), customers: 190, invoices: 190, net_minor: net, tax_minor: tax, gross_minor: net + tax, currency: 'EUR', ...page(items, query) }; }],
  ['GET', '/v1/billing/runs', ({ query }) => page([...runs].sort((a, b) => b.id - a.id), query)], ['GET', '/v1/billing/runs/{id}', ({ id }) => find(runs, id)], ['POST', '/v1/billing/runs/{id}/cancel', ({ id }) => saved(runs, id, { status: 'cancelled', ended_at: w.world_clock.now })],
  ['POST', '/v1/billing/runs', ({ body }) => made(runs, { date: body.date, status: 'running', total: 190, done: 0, invoices: 0, gross_minor: 0, currency: 'EUR', started_at: new Date().toISOString(), ended_at: null, started_by: me.name, error: null, parked: [] })],
  ['GET', '/v1/invoices', ({ query }) => page(w.invoices.filter((i) => money_filter(query, i, i.issued_on) && (!query.get('status') || i.status === query.get('status')) && has(query, i.number, i.customer_name)).sort((a, b) => b.id - a.id), query)], ['GET', '/v1/invoices/{id}', ({ id }) => find(w.invoices, id)],
  ['GET', '/v1/payments', ({ query }) => page(w.payments.filter((p) => money_filter(query, p, p.received_on) && has(query, p.customer_name, p.reference)).sort((a, b) => b.received_on.localeCompare(a.received_on)), query)], ['GET', '/v1/payments/{id}', ({ id }) => find(w.payments, id)],
  ['POST', '/v1/payments', ({ body }) => { const payment = w.pay(find(w.customers, body.customer_id), body.amount_minor, 0, body.method, body.reference, body.note); emit('timeline', { customer_id: body.customer_id }); return payment; }],
  ['GET', '/v1/dunning-policies', ({ query }) => page(w.policies, query)], ['POST', '/v1/dunning-policies', ({ body }) => made(w.policies, body)], ['PATCH', '/v1/dunning-policies/{id}', ({ id, body }) => saved(w.policies, id, body)],
  ['GET', '/v1/dashboard', dashboard],
  ['GET', '/v1/search', ({ query }) => ({ hits: [...w.customers.filter((c) => has(query, c.name, c.number, c.phone)).slice(0, 6).map((c) => ({ kind: 'customer' as const, id: c.id, title: c.name, subtitle: `${c.number} · ${c.street}, ${c.city}`, link: `/customers/${c.id}` })), ...w.services.filter((s) => has(query, s.username)).slice(0, 3).map((s) => ({ kind: 'service' as const, id: s.id, title: s.username, subtitle: `${s.plan_name} · ${s.customer_name}`, link: `/services/${s.id}` })), ...w.invoices.filter((i) => has(query, i.number)).slice(0, 4).map((i) => ({ kind: 'invoice' as const, id: i.id, title: i.number, subtitle: i.customer_name, link: `/invoices/${i.id}` })), ...w.sessions.filter((s) => has(query, s.framed_address, s.calling_station_id)).slice(0, 4).map((s) => ({ kind: 'session' as const, id: s.id, title: s.framed_address ?? s.username, subtitle: `${s.username} · ${s.access_server_name}`, link: '' }))] })],
  ['GET', '/v1/ledger/accounts', () => ['1200|Bank|asset', '1400|Receivables|asset', '1710|Customer credit|liability', '1776|Tax owed|liability', '8400|Revenue|income'].map((text) => { const [code, name, kind] = text.split('|') as [string, string, string]; const balance = w.entries.flatMap(({ postings }) => postings).filter(({ account }) => account === code).reduce((sum, p) => sum + p.debit_minor - p.credit_minor, 0); return { code, name, kind, balance_minor: kind === 'asset' ? balance : -balance, currency: 'EUR' }; })],
  ['GET', '/v1/ledger/entries', ({ query }) => page(w.entries.filter((entry) => !query.get('account') || entry.postings.some(({ account }) => account === query.get('account'))), query)],
];
