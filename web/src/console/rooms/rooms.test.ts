import { expect, test } from 'vitest';
import type { Customer } from '@/api/types';
import { route_of } from '@/ui/AppLink';
import { href_of, look_of } from '@/ui/Timeline';
import { words_locale, usable_locale } from '@/ui/locale';
import { hit_href } from '../app/GlobalSearch';
import { en } from '../app/i18n';
import { is_here } from '../app/nav';
import { customer_edit, new_customer } from './customers/CustomerDialog';
import { natural_balance } from './ledger/Ledger';
import { is_ipv4, ipv4_value } from './network/addresses';
import { radtest_line } from './network/AccessServerPage';
import { group_of, stats_of } from './network/stats';
import { local_decimal } from './payments/PaymentDialog';
import { mbit_text, parse_mbit } from './plans/speed';
import { RateBook, rate_between } from './sessions/rate';
import { first_step_out_of_order } from './settings/PolicyDialog';
import { changes_of } from './settings/ProviderSettings';

const filled = { name: ' Anna ', kind: 'residential' as const, email: '', phone: '', street: 'Ring 1', postal_code: '24103', city: 'Kiel', region: '', country: 'de', vat_number: '', billing_day: 31, note: '', dunning_policy_id: '', referred_by: '', legal_entity_id: '1' };

test('a new customer is sent without what was left empty, so that the server’s defaults hold', () => {
  expect(new_customer(filled)).toEqual({ name: 'Anna', kind: 'residential', street: 'Ring 1', postal_code: '24103', city: 'Kiel', country: 'DE', billing_day: 31 });
});

test('a known customer’s emptied fields are cleared', () => {
  expect(customer_edit({ ...filled, dunning_policy_id: '2', referred_by: '' })).toMatchObject({ email: '', phone: '', name: 'Anna', country: 'DE', dunning_policy_id: 2 } satisfies Partial<Customer>);
  expect(customer_edit(filled)).not.toHaveProperty('billing_day');
});

test.each([['100', 100_000], ['2.5', 2500], ['2,5', 2500], ['0.512', 512], ['', null], ['0', undefined], ['1.2345', undefined], ['fast', undefined], ['-1', undefined]])('%j Mbit/s is %s kbit/s', (text, kbit) => expect(parse_mbit(text)).toBe(kbit));
test('a speed is written as it is read', () => {
  for (const kbit of [1, 512, 1000, 2500, 100_000, 1_000_000]) expect(parse_mbit(mbit_text(kbit))).toBe(kbit);
  expect(mbit_text(null)).toBe('');
});

test.each([['192.0.2.1', true], ['0.0.0.0', true], ['256.1.1.1', false], ['1.2.3', false], ['01.2.3.4', false], ['2001:db8::1', false], ['', false]])('is_ipv4(%j) is %s', (text, is) => expect(is_ipv4(text)).toBe(is));
test('addresses are ordered as numbers', () => expect(ipv4_value('10.0.0.9')! < ipv4_value('10.0.0.10')!).toBe(true));

test('speed now is told from two reports, and from nothing less', () => {
  const one = { octets_in: 1000, octets_out: 10_000, updated_at: '2026-01-01T00:00:00Z' };
  const two = { octets_in: 2000, octets_out: 1_260_000, updated_at: '2026-01-01T00:00:10Z' };
  expect(rate_between(undefined, one)).toBeNull();
  expect(rate_between(one, two)).toEqual({ down_kbit: 1000, up_kbit: 1 });
  expect(rate_between(two, { ...one, updated_at: '2026-01-01T00:00:20Z' })).toBeNull(); // a router that began to count anew
  const book = new RateBook();
  expect([book.see(1, one), book.see(1, two), book.see(1, two)]).toEqual([null, { down_kbit: 1000, up_kbit: 1 }, { down_kbit: 1000, up_kbit: 1 }]);
});

test('a ladder must climb', () => {
  expect(first_step_out_of_order([{ days_after_due: 3, action: 'remind' }, { days_after_due: '10', action: 'suspend' }])).toBeNull();
  expect(first_step_out_of_order([{ days_after_due: 3, action: 'remind' }, { days_after_due: 3, action: 'suspend' }])).toBe(1);
});

test('only what was changed is sent', () => expect(changes_of({ a: 1, b: 'x' }, { a: 1, b: 'y' })).toEqual({ b: 'y' }));
test('debts and income read as positive', () => {
  const account = { code: '2200', name: '', currency: 'EUR' };
  expect(natural_balance({ ...account, kind: 'liability', balance_minor: -5 })).toBe(5);
  expect(natural_balance({ ...account, kind: 'asset', balance_minor: 7 })).toBe(7);
  expect(Object.is(natural_balance({ ...account, kind: 'income', balance_minor: 0 }), 0)).toBe(true);
});
test('an amount for a field uses the locale’s decimal point', () => expect([local_decimal('12.50', 'de-DE'), local_decimal('12.50', 'en-IE')]).toEqual(['12,50', '12.50']));

test('counters are gathered the way a person asks', () => {
  const stats = { access_servers: [{ access_server_id: 4, last_seen: null, counts: [{ event: 'accepts', count: 3 }, { event: 'garden_accepts', count: 1 }, { event: 'reject_wrong_password', count: 2 }, { event: 'drop_malformed', count: 5 }, { event: 'orders_unanswered', count: 1 }, { event: 'duplicates', count: 0 }] }] };
  expect(stats_of(stats, 4)).toMatchObject({ accepts: 4, rejects: 2, dropped: 5, orders_refused: 1 });
  expect(stats_of(stats, 4).counts).toHaveLength(5);
  expect(stats_of(undefined, 4).accepts).toBe(0);
  expect(['accepts', 'duplicates', 'accounting_stops', 'orders_sent'].map(group_of)).toEqual(['logins', 'dropped', 'accounting', 'orders']);
});

test('things named by the API lead to their pages', () => {
  expect([href_of('invoice', 5), href_of('credit_note', 6), href_of('service', 7), href_of('session', 8), href_of(null, 9), href_of('payment', null)]).toEqual(['/invoices/5', '/invoices/6', '/services/7', null, null, null]);
  expect(hit_href({ kind: 'session', id: 3, title: '', subtitle: '', link: '/sessions?q=10.0.0.1' })).toBe('/sessions?q=10.0.0.1');
  expect(hit_href({ kind: 'payment', id: 3, title: '', subtitle: '', link: '/customers/1' })).toBe('/payments/3');
  expect(hit_href({ kind: 'new kind', id: 3, title: '', subtitle: '', link: 'https://elsewhere.example' })).toBe('/');
  expect(route_of('/invoices?status=open#x')).toEqual({ to: '/invoices', search: { status: 'open' }, hash: 'x' });
  expect([is_here('/', '/'), is_here('/customers/4', '/'), is_here('/customers/4', '/customers'), is_here('/customersx', '/customers')]).toEqual([true, false, true, false]);
});

test('each event has its look', () => {
  expect(look_of('service.restored').tone).toBe('good');
  expect(look_of('service.suspended').tone).toBe('warn');
  expect(look_of('never heard of').tone).toBe('quiet');
});

test('a locale the browser does not know does no harm', () => {
  expect([usable_locale('de_DE.UTF-8'), usable_locale('xx-nonsense-'), words_locale('en', 'DE'), words_locale('en', '??')]).toEqual(['de-DE', 'en-GB', 'en-DE', 'en-GB']);
});

test('radtest is told where Demarc is', () => expect([radtest_line('demarc.example'), radtest_line('::1')]).toEqual(['radtest USERNAME PASSWORD demarc.example:1812 0 SECRET', 'radtest USERNAME PASSWORD [::1]:1812 0 SECRET']));

test('every word is there, and plural forms come in pairs', () => {
  const walk = (tree: object, path: string): [string, string][] => Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [[`${path}${key}`, value] as [string, string]] : walk(value as object, `${path}${key}.`)));
  const words = walk(en, '');
  const keys = new Set(words.map(([key]) => key));
  for (const [key, text] of words) {
    if (key !== 'network_words.in_step') expect(text, key).not.toBe('');
    if (key.endsWith('_one') && !key.startsWith('payments.')) expect(keys, key).toContain(key.replace(/_one$/, '_other'));
  }
});
