import { describe, expect, test } from 'vitest';
import { to_csv } from './csv';
import { add_days, clock_seconds, clock_text, date_in_zone, days_between, format_ago, format_date, format_instant, is_date } from './date';
import { format_duration, format_octets, format_percent_ppm, format_speed, parse_percent, ppm_to_text } from './number';
import { random_secret, username_from } from './password';

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('dates', () => {
  test('a business date is shown as it is, whatever time zone the machine is in', () => {
    expect(format_date('2026-01-31', 'en-GB')).toBe('31 Jan 2026');
    expect(format_date('2024-02-29', 'en-GB')).toBe('29 Feb 2024');
  });
  test('an instant is shown in the provider’s time zone', () => {
    expect(format_instant('2026-03-28T23:30:00Z', 'en-GB', 'Europe/Berlin')).toBe('29 Mar 2026, 00:30');
    expect(format_instant('2026-03-29T01:30:00Z', 'en-GB', 'Europe/Berlin')).toBe('29 Mar 2026, 03:30');
  });
  test('the business day of an instant changes at the provider’s midnight', () => {
    expect(date_in_zone('2026-01-31T22:59:59Z', 'Europe/Berlin')).toBe('2026-01-31');
    expect(date_in_zone('2026-01-31T23:00:00Z', 'Europe/Berlin')).toBe('2026-02-01');
    expect(date_in_zone('2026-01-31T23:00:00Z', 'America/Sao_Paulo')).toBe('2026-01-31');
  });
  test.each([['2026-02-30', false], ['2026-2-3', false], ['2024-02-29', true], ['2025-02-29', false], ['', false]])('is_date(%j) is %s', (text, is) => expect(is_date(text)).toBe(is));
  test('days are counted over leap days and clock changes', () => {
    expect(add_days('2024-02-28', 1)).toBe('2024-02-29');
    expect(add_days('2026-03-28', 2)).toBe('2026-03-30');
    expect(add_days('2026-01-01', -1)).toBe('2025-12-31');
    expect(days_between('2026-03-28', '2026-03-30')).toBe(2);
  });
  test('time that has passed is told against the clock given', () => {
    expect(format_ago('2026-01-31T08:57:00Z', '2026-01-31T09:00:00Z', 'en')).toBe('3 minutes ago');
    expect(format_ago('2026-01-30T09:00:00Z', '2026-01-31T09:00:00Z', 'en')).toBe('yesterday');
    expect(format_ago('2026-01-31T09:00:00Z', '2026-01-31T09:00:00Z', 'en')).toBe('now');
  });
  test('a time of day goes to seconds and back', () => {
    expect(clock_text(21_600)).toBe('06:00');
    expect(clock_seconds('06:00')).toBe(21_600);
    expect(clock_seconds('24:00')).toBeNull();
  });
});

describe('numbers', () => {
  test.each([[0, '0 B'], [999, '999 B'], [1000, '1.00 kB'], [12_345_678, '12.3 MB'], [2 ** 32, '4.29 GB'], [5e12, '5.00 TB'], [-1500, '-1.50 kB']])('%i octets are %s', (octets, text) => expect(plain(format_octets(octets, 'en'))).toBe(text));
  test.each([[512, '512 kbit/s'], [50_000, '50 Mbit/s'], [2_500, '2.5 Mbit/s'], [1_000_000, '1 Gbit/s']])('%i kbit/s is %s', (kbit, text) => expect(plain(format_speed(kbit, 'en'))).toBe(text));
  test.each([[190_000, '19%'], [75_000, '7.5%'], [0, '0%'], [55_125, '5.5125%']])('%i ppm is %s', (ppm, text) => expect(format_percent_ppm(ppm, 'en')).toBe(text));
  test.each([['19', 190_000], ['7,5', 75_000], ['5.5125 %', 55_125], ['100', 1_000_000], ['0', 0], ['100.1', null], ['-1', null], ['x', null], ['5.51255', null]])('%j percent is %s ppm', (text, ppm) => expect(parse_percent(text)).toBe(ppm));
  test('a percentage is written as it is read', () => {
    for (const ppm of [0, 1, 100, 55_125, 75_000, 190_000, 1_000_000]) expect(parse_percent(ppm_to_text(ppm))).toBe(ppm);
  });
  test.each([[5, '5s'], [65, '1m 05s'], [3700, '1h 01m'], [90_000, '1d 1h'], [-3, '0s']])('%i seconds are %s', (seconds, text) => expect(plain(format_duration(seconds))).toBe(text));
});

describe('csv', () => {
  test('quotes what needs it and nothing else', () => {
    expect(to_csv(['a', 'b'], [['x,y', 'say "no"'], [null, 1.5], ['two\nlines', true]])).toBe('\ufeffa,b\r\n"x,y","say ""no"""\r\n,1.5\r\n"two\nlines",true\r\n');
  });
  test('text that a spreadsheet would run is disarmed, negative numbers are not', () => {
    expect(to_csv(['a'], [['=1+1'], ['@cmd'], ['+49 (0)431/1-2'], ['+1+cmd'], ['-12.50'], [-3]])).toBe("\ufeffa\r\n'=1+1\r\n'@cmd\r\n+49 (0)431/1-2\r\n'+1+cmd\r\n-12.50\r\n-3\r\n");
  });
});

describe('logins', () => {
  test.each([['Anna Petersen', 'anna.petersen'], ['Müller, Jörg', 'joerg.mueller'], ['Łukasz Żółć', 'lukasz.zolc'], ['Bäckerei Schröder & Söhne GmbH', 'baeckerei.schroeder.soehne'], ['王', '']])('%s may log in as %j', (name, login) => expect(username_from(name)).toBe(login));
  test('a made secret has the length asked for and no letters that are misread', () => {
    const secret = random_secret(200);
    expect(secret).toHaveLength(200);
    expect(secret).not.toMatch(/[ilIO01]/);
    expect(new Set(secret).size).toBeGreaterThan(30);
  });
});
