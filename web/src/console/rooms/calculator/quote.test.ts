import { expect, test } from 'vitest';
import type { Quote, QuoteDocument } from '@/api/types';
import { add_months } from '@/ui/format/date';
import { blank_event, question_of, read_draft, read_events, write_events, type DraftEvent, type EventKind } from './draft';
import { compare, corrected_by, horizon, is_ordinary, signed } from './quote';

const document = (over: Partial<QuoteDocument>): QuoteDocument => ({
  position: 1, kind: 'invoice', corrects_position: null, corrects_invoice_id: null, corrects_number: null, customer_id: null, customer_name: '', issued_on: '2026-04-01', due_on: '2026-04-15', net_minor: 2900, tax_minor: 551, gross_minor: 3451,
  lines: [{ id: 1, service_id: 3, description: 'Fibre 100', period_start: '2026-04-01', period_end: '2026-05-01', quantity: 1, unit_price_minor: 2900, net_minor: 2900, tax_name: 'VAT', tax_percent_ppm: 190000, explanation: 'the full period of 30 days, 29.00 EUR', included_tax_minor: 0, tax_category: 'S', tax_basis_id: null, taxes: [], account_id: null, account: '', parts: [], discounts: [] }], taxes: [], ...over,
});
const quote = (...documents: QuoteDocument[]): Quote => ({ currency: 'EUR', until: '2026-06-01', net_minor: 0, tax_minor: 0, gross_minor: 0, stops: [], balance_minor: 0, documents });
const credit = (over: Partial<QuoteDocument>) => document({ kind: 'credit_note', corrects_number: '2026-000001', corrects_invoice_id: 1, gross_minor: 1965, ...over });

test.each([['2026-01-31', 1, '2026-02-28'], ['2028-01-31', 1, '2028-02-29'], ['2026-11-30', 3, '2027-02-28'], ['2026-12-15', 24, '2028-12-15'], ['2026-03-01', 0, '2026-03-01']])('%s and %i months is %s', (date, months, later) => expect(add_months(date, months)).toBe(later));

test('a change is looked at for two periods after its last day, at most as far as the server looks', () => {
  expect(horizon('2026-03-14', ['2026-03-20', '2026-05-02'], 1)).toBe('2026-07-02');
  expect(horizon('2026-03-14', ['2025-12-01'], 3)).toBe('2026-09-14');
  expect(horizon('2026-03-14', [], 120)).toBe('2036-03-11');
});

test('documents are set against those that would be issued otherwise', () => {
  const before = quote(document({}), document({ position: 2, issued_on: '2026-05-01' }), document({ position: 3, issued_on: '2026-06-01' }));
  const after = quote(credit({}), document({ position: 2, gross_minor: 4865, lines: [] }), document({ position: 3, issued_on: '2026-05-01' }));
  expect(compare(before, after).map((row) => [row.issued_on, row.kind, row.before?.gross_minor ?? null, row.after?.gross_minor ?? null, row.changed])).toEqual([
    ['2026-04-01', 'credit_note', null, 1965, true],
    ['2026-04-01', 'invoice', 3451, 4865, true],
    ['2026-05-01', 'invoice', 3451, 3451, false],
    ['2026-06-01', 'invoice', 3451, null, true],
  ]);
});

test('the same sum for other lines is a change', () => {
  const other = document({ lines: [{ ...document({}).lines[0]!, description: 'Fibre 250' }] });
  expect(compare(quote(document({})), quote(other)).map(({ changed }) => changed)).toEqual([true]);
  expect(compare(quote(document({})), quote(document({ position: 7 }))).map(({ changed }) => changed)).toEqual([false]);
});

test('credit notes for two invoices on one day stay apart, two for one in order', () => {
  const rows = compare(quote(credit({}), credit({ corrects_number: '2026-000002', gross_minor: 5 })), quote(credit({ corrects_number: '2026-000002', gross_minor: 6 }), credit({ corrects_number: '2026-000002', gross_minor: 7 })));
  expect(rows.map(({ before, after }) => [before?.gross_minor, after?.gross_minor])).toEqual([[1965, undefined], [5, 6], [undefined, 7]]);
});

test('a credit note names what it corrects', () => {
  const note = document({ position: 2, kind: 'credit_note', corrects_position: 1, issued_on: '2026-05-01' });
  expect(corrected_by(note, quote(document({}), note))).toEqual({ issued_on: '2026-04-01' });
  expect(corrected_by(credit({}), quote())).toEqual({ number: '2026-000001' });
  expect(corrected_by(document({}), quote())).toBeNull();
  expect([signed(note), signed(document({}))]).toEqual([-3451, 3451]);
});

test('one full period is ordinary, a part of one is not', () => {
  expect(is_ordinary(document({}))).toBe(true);
  expect(is_ordinary(document({ lines: [{ ...document({}).lines[0]!, net_minor: 1160 }] }))).toBe(false);
  expect(is_ordinary(credit({}))).toBe(false);
});

const event = (kind: EventKind, over: Partial<DraftEvent>): DraftEvent => ({ ...blank_event(kind), ...over });
const events: DraftEvent[] = [
  event('change_plan', { on: '2026-03-20', plan_id: 5, known_on: '2026-04-02' }), event('pause', { on: '2026-05-01' }), event('resume', {}), event('end', { on: '2026-09-01', known_on: '2026-08-01' }),
];
const sales: DraftEvent[] = [
  event('change_plan', { on: '2026-03-20', quantity: 3 }),
  event('add_item', { on: '2026-03-20', plan_id: 7, quantity: 2, price_minor: 450 }), event('add_item', { on: '2026-03-21', plan_id: 8, known_on: '2026-03-25', instalments: 6 }),
  event('discount', { on: '2026-04-01', by: 'coupon', coupon: 'welcome-10' }), event('discount', { by: 'coupon' }),
  event('discount', { on: '2026-04-01', percent_ppm: 75_000, name: 'Treue & "alt_neu". ü*', periods: 12, on_add_ons: true }), event('discount', { on: '2026-05-01', by: 'amount', amount_minor: 310 }),
  event('invoice_discount', { on: '2026-04-01', percent_ppm: 100_000, name: 'Loyal', periods: 3 }), event('billing_day', { on: '2026-04-10', billing_day: 10 }), event('billing_day', {}),
];
test('events are written to the address and read back', () => {
  expect(write_events(events)).toBe('plan.2026-03-20.5.2026-04-02_pause.2026-05-01_resume_end.2026-09-01..2026-08-01');
  expect(read_events(write_events(events))).toEqual(events);
  expect(new URLSearchParams({ events: write_events(events)! }).toString()).toBe(`events=${write_events(events)}`); // nothing to escape
  expect([write_events([]), read_events(undefined), read_events('')]).toEqual([undefined, [], []]);
});
test('add-ons, instalments and discounts too, whatever a name is made of', () => {
  expect(write_events(sales.slice(0, 4))).toBe('plan.2026-03-20...q3_add.2026-03-20.7..q2.p450_add.2026-03-21.8.2026-03-25.i6_off.2026-04-01...cwelcome-10');
  expect(read_events(write_events(sales))).toEqual(sales);
  expect(write_events(sales)).toMatch(/^[A-Za-z0-9._*-]+$/); // nothing to escape
});
test('what is beyond its limits in an address is left out', () => {
  expect(read_events('add.2026-03-20.7..q0.p-1.i999_off.2026-04-01...r2000000.k0.n*E0*')).toEqual([event('add_item', { on: '2026-03-20', plan_id: 7 }), event('discount', { on: '2026-04-01' })]);
  expect(read_draft({ quantity: '1.5' }).quantity).toBeNull();
});
test('what cannot be read in an address does no harm', () => {
  expect(read_events('nonsense_plan.2026-02-30.x.y_pause.2026-05-01.7')).toEqual([event('change_plan', {}), event('pause', { on: '2026-05-01' })]);
  expect(read_events(Array(200).fill('pause').join('_'))).toHaveLength(100);
  expect(read_draft({ plan: '0', service: '-1', customer: '1e3', start: 'today' })).toMatchObject({ plan: null, service: null, customer: null, start: '' });
});

test.each([
  [{}, { missing: 'subject' }],
  [{ customer: '7' }, { missing: 'subject' }],
  [{ plan: '3', events: 'pause' }, { missing: 'events' }],
  [{ plan: '3', events: 'plan.2026-05-01' }, { missing: 'events' }],
  [{ plan: '3', day: '32' }, { missing: 'day' }],
  [{ plan: '3', events: 'add.2026-05-01' }, { missing: 'events' }],
  [{ plan: '3', events: 'off.2026-05-01...c' }, { missing: 'events' }],
  [{ plan: '3', events: 'off.2026-05-01...a' }, { missing: 'events' }],
  [{ plan: '3', events: 'day.2026-05-01...d32' }, { missing: 'events' }],
  [{ service: '9', events: 'day.2026-05-10...d10_less.2026-05-01...a500.k2.o' }, { question: { service_id: 9, events: [{ kind: 'billing_day', on: '2026-05-10', billing_day: 10 }, { kind: 'invoice_discount', on: '2026-05-01', amount_minor: 500, periods: 2 }] } }],
  [{ plan: '3', quantity: '4', coupon: ' welcome ', country: 'de', postal: '24103' }, { question: { plan_id: 3, quantity: 4, coupon_code: 'welcome', country: 'DE', postal_code: '24103', events: [] } }],
  [{ plan: '3', events: 'plan.2026-05-01...q2' }, { question: { plan_id: 3, events: [{ kind: 'change_plan', on: '2026-05-01', quantity: 2 }] } }],
  [{ plan: '3', events: 'add.2026-05-01.7..q2.p0.i3' }, { question: { plan_id: 3, events: [{ kind: 'add_item', on: '2026-05-01', plan_id: 7, quantity: 2, price_minor: 0, instalments: 3 }] } }],
  [{ service: '9', quantity: '4', coupon: 'welcome', events: 'off.2026-05-01...cwelcome' }, { question: { service_id: 9, events: [{ kind: 'discount', on: '2026-05-01', coupon_code: 'welcome' }] } }],
  [{ service: '9', events: 'off.2026-05-01...r75000.nLoyal.k3.o_off.2026-05-01...a310' }, { question: { service_id: 9, events: [{ kind: 'discount', on: '2026-05-01', percent_ppm: 75_000, name: 'Loyal', periods: 3, on_add_ons: true }, { kind: 'discount', on: '2026-05-01', amount_minor: 310 }] } }],
  [{ plan: '3' }, { question: { plan_id: 3, events: [] } }],
  [{ plan: '3', start: '2026-04-01', day: '15', until: '2026-12-31', events: 'end.2026-09-01' }, { question: { plan_id: 3, starts_on: '2026-04-01', billing_day: 15, until: '2026-12-31', events: [{ kind: 'end', on: '2026-09-01' }] } }],
  [{ plan: '3', customer: '7', day: '15' }, { question: { plan_id: 3, customer_id: 7, events: [] } }], // the customer has a billing day
  [{ service: '9', plan: '3', start: '2026-04-01', events: 'plan.2026-05-01.4.2026-05-08' }, { question: { service_id: 9, events: [{ kind: 'change_plan', on: '2026-05-01', plan_id: 4, known_on: '2026-05-08' }] } }], // the service has plan and start
])('%j asks %j', (search, asked) => expect(question_of(read_draft(search))).toEqual(asked));
