import { describe, expect, test } from 'vitest';
import { exponent_of, format_money, minor_to_decimal, parse_money } from './money';

describe('minor_to_decimal', () => {
  test.each([
    [0, 'EUR', '0.00'], [5, 'EUR', '0.05'], [-5, 'EUR', '-0.05'], [123456, 'EUR', '1234.56'], [-100, 'EUR', '-1.00'],
    [1234, 'JPY', '1234'], [1234, 'KWD', '1.234'], [7, 'KWD', '0.007'], [900719925474099, 'EUR', '9007199254740.99'],
  ])('writes %i %s as %s', (minor, currency, text) => expect(minor_to_decimal(minor, currency)).toBe(text));
});

test('the number of digits follows ISO 4217, not the locale data of the browser', () => {
  expect([exponent_of('EUR'), exponent_of('ISK'), exponent_of('IQD'), exponent_of('CLF')]).toEqual([2, 0, 3, 4]);
});

describe('format_money', () => {
  const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');
  test.each([
    [123456, 'EUR', 'de-DE', '1.234,56 €'], [123456, 'EUR', 'en-IE', '€1,234.56'], [-50, 'EUR', 'de-DE', '-0,50 €'], [1234567, 'JPY', 'en-US', '¥1,234,567'], [1500, 'KWD', 'en-US', 'KWD 1.500'],
  ])('%i %s in %s is %s', (minor, currency, locale, text) => expect(plain(format_money(minor, currency, locale))).toBe(text));

  test('keeps every digit of an amount that a double would round', () => {
    expect(plain(format_money(900719925474099, 'EUR', 'en-IE'))).toBe('€9,007,199,254,740.99');
  });
});

describe('parse_money', () => {
  test.each([
    ['12', 'en-IE', 1200], ['12.5', 'en-IE', 1250], ['12,50', 'en-IE', 1250], ['12,50', 'de-DE', 1250], ['12.50', 'de-DE', 1250], ['1.234,56', 'de-DE', 123456], ['1,234.56', 'en-IE', 123456],
    ['1 234,56', 'fr-FR', 123456], ["1'234.56", 'de-CH', 123456], ['1.234.567,89', 'en-IE', 123456789], ['€ 12.30', 'en-IE', 1230], ['12,30 €', 'de-DE', 1230], ['12.30 EUR', 'en-IE', 1230],
    ['.5', 'en-IE', 50], ['-3', 'en-IE', -300], ['0', 'en-IE', 0], ['12.500', 'en-IE', 1250], ['0.100', 'en-IE', 10], ['007', 'en-IE', 700],
    ['0.29', 'en-IE', 29], ['1.15', 'en-IE', 115], ['4.35', 'en-IE', 435], ['8.20', 'en-IE', 820],
  ])('reads %s in %s as %i cents', (text, locale, minor) => expect(parse_money(text, 'EUR', locale)).toEqual({ minor }));

  test('a single separator before three digits is read as the locale reads it', () => {
    expect(parse_money('1.234', 'EUR', 'de-DE')).toEqual({ minor: 123400 });
    expect(parse_money('1,234', 'EUR', 'en-IE')).toEqual({ minor: 123400 });
    expect(parse_money('1.234', 'EUR', 'en-IE')).toEqual({ error: 'too_many_digits' });
  });

  test.each([
    ['', 'empty'], ['   ', 'empty'], ['abc', 'not_a_number'], ['1e5', 'not_a_number'], ['1.2.3', 'not_a_number'], ['12,34,56', 'not_a_number'], ['1.23,45.6', 'not_a_number'], ['--1', 'not_a_number'],
    ['1.234,5.6', 'not_a_number'], ['.', 'not_a_number'], ['1.005', 'too_many_digits'], ['99999999999999999', 'too_large'],
  ])('refuses %j: %s', (text, error) => expect(parse_money(text, 'EUR', 'en-IE')).toEqual({ error }));

  test('yen have no fraction, dinars three digits', () => {
    expect(parse_money('1500', 'JPY', 'en-US')).toEqual({ minor: 1500 });
    expect(parse_money('15.5', 'JPY', 'en-US')).toEqual({ error: 'too_many_digits' });
    expect(parse_money('1.5', 'KWD', 'en-US')).toEqual({ minor: 1500 });
  });

  test('what is written is read back, for many amounts and styles', () => {
    for (const locale of ['en-IE', 'de-DE', 'fr-FR', 'de-CH', 'sv-SE'])
      for (let minor = 1; minor < 10_000_000; minor = minor * 3 + 7) expect(parse_money(format_money(minor, 'EUR', locale), 'EUR', locale), `${locale} ${minor}`).toEqual({ minor });
  });
});
