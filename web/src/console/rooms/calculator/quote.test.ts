import { expect, test } from 'vitest';
import type { Quote, QuoteDocument } from '@/api/types';
import { add_months } from '@/ui/format/date';
import { question_of, read_draft, read_events, write_events, type DraftEvent } from './draft';
import { compare, corrected_by, horizon, is_ordinary, signed } from './quote';

const document = (over: Partial<QuoteDocument>): QuoteDocument => ({
  position: 1, kind: 'invoice', corrects_position: null, corrects_invoice_id: null, corrects_number: null, issued_on: '2026-04-01', due_on: '2026-04-15', net_minor: 2900, tax_minor: 551, gross_minor: 3451,
  lines: [{ id: 1, service_id: 3, description: 'Fibre 100', period_start: '2026-04-01', period_end: '2026-05-01', quantity: 1, unit_price_minor: 2900, net_minor: 2900, tax_name: 'VAT', tax_percent_ppm: 190000, explanation: 'the full period of 30 days, 29.00 EUR', included_tax_minor: 0, tax_category: 'S', tax_basis_id: null, taxes: [] }], taxes: [], ...over,
});
const quote = (...documents: QuoteDocument[]): Quote => ({ currency: 'EUR', until: '2026-06-01', net_minor: 0, tax_minor: 0, gross_minor: 0, documents });
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

const events: DraftEvent[] = [
  { kind: 'change_plan', on: '2026-03-20', plan_id: 5, known_on: '2026-04-02' }, { kind: 'pause', on: '2026-05-01', plan_id: null, known_on: '' }, { kind: 'resume', on: '', plan_id: null, known_on: '' }, { kind: 'end', on: '2026-09-01', plan_id: null, known_on: '2026-08-01' },
];
test('events are written to the address and read back', () => {
  expect(write_events(events)).toBe('plan.2026-03-20.5.2026-04-02_pause.2026-05-01_resume_end.2026-09-01..2026-08-01');
  expect(read_events(write_events(events))).toEqual(events);
  expect(new URLSearchParams({ events: write_events(events)! }).toString()).toBe(`events=${write_events(events)}`); // nothing to escape
  expect([write_events([]), read_events(undefined), read_events('')]).toEqual([undefined, [], []]);
});
test('what cannot be read in an address does no harm', () => {
  expect(read_events('nonsense_plan.2026-02-30.x.y_pause.2026-05-01.7')).toEqual([{ kind: 'change_plan', on: '', plan_id: null, known_on: '' }, { kind: 'pause', on: '2026-05-01', plan_id: null, known_on: '' }]);
  expect(read_events(Array(200).fill('pause').join('_'))).toHaveLength(100);
  expect(read_draft({ plan: '0', service: '-1', customer: '1e3', start: 'today' })).toMatchObject({ plan: null, service: null, customer: null, start: '' });
});

test.each([
  [{}, { missing: 'subject' }],
  [{ customer: '7' }, { missing: 'subject' }],
  [{ plan: '3', events: 'pause' }, { missing: 'events' }],
  [{ plan: '3', events: 'plan.2026-05-01' }, { missing: 'events' }],
  [{ plan: '3', day: '32' }, { missing: 'day' }],
  [{ plan: '3' }, { question: { plan_id: 3, events: [] } }],
  [{ plan: '3', start: '2026-04-01', day: '15', until: '2026-12-31', events: 'end.2026-09-01' }, { question: { plan_id: 3, starts_on: '2026-04-01', billing_day: 15, until: '2026-12-31', events: [{ kind: 'end', on: '2026-09-01' }] } }],
  [{ plan: '3', customer: '7', day: '15' }, { question: { plan_id: 3, customer_id: 7, events: [] } }], // the customer has a billing day
  [{ service: '9', plan: '3', start: '2026-04-01', events: 'plan.2026-05-01.4.2026-05-08' }, { question: { service_id: 9, events: [{ kind: 'change_plan', on: '2026-05-01', plan_id: 4, known_on: '2026-05-08' }] } }], // the service has plan and start
])('%j asks %j', (search, asked) => expect(question_of(read_draft(search))).toEqual(asked));
