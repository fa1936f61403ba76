// Money on screen. Amounts travel as whole minor units; between them and text there is only string work, never a fraction in
// floating point: 0.1 + 0.2 must not happen to anybody's bill.

// ISO 4217 minor units that are not 2; the same table as src/money/currency.cc.
const no_digits = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ');
const three_digits = 'BHD IQD JOD KWD LYD OMR TND'.split(' ');
const four_digits = ['CLF', 'UYW'];

export function exponent_of(currency: string): number {
  if (no_digits.includes(currency)) return 0;
  if (three_digits.includes(currency)) return 3;
  if (four_digits.includes(currency)) return 4;
  return 2;
}

/** 123456, EUR → "1234.56"; what a CSV file or an input's initial value holds. */
export function minor_to_decimal(minor: number, currency: string): string {
  const exponent = exponent_of(currency);
  const sign = minor < 0 ? '-' : '';
  const digits = Math.abs(minor).toFixed(0).padStart(exponent + 1, '0');
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

const formats = new Map<string, Intl.NumberFormat>();
function money_format(locale: string, currency: string, compact: boolean): Intl.NumberFormat {
  const key = `${locale} ${currency} ${compact}`;
  let format = formats.get(key);
  if (!format) {
    const exponent = exponent_of(currency);
    format = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      ...(compact
        ? { notation: 'compact', maximumFractionDigits: 1 }
        : { minimumFractionDigits: exponent, maximumFractionDigits: exponent }),
    });
    formats.set(key, format);
  }
  return format;
}

/** Exact: Intl.NumberFormat formats decimal strings digit by digit. */
export function format_money(minor: number, currency: string, locale: string): string {
  return money_format(locale, currency, false).format(minor_to_decimal(minor, currency) as Intl.StringNumericLiteral);
}

/** For chart axes only: "€12K". */
export function format_money_compact(minor: number, currency: string, locale: string): string {
  return money_format(locale, currency, true).format(minor_to_decimal(minor, currency) as Intl.StringNumericLiteral);
}

export function currency_symbol(currency: string, locale: string): string {
  const part = money_format(locale, currency, false).formatToParts(0).find(({ type }) => type === 'currency');
  return part?.value ?? currency;
}

export type ParsedMoney = { minor: number } | { error: 'empty' | 'not_a_number' | 'too_many_digits' | 'too_large' };

/**
 * What a person typed → minor units. Reads "1234.5", "1.234,50", "1 234,50" and "1'234.50": the last of two different
 * separators is the decimal one; a single separator followed by exactly three digits is read as the locale reads it.
 */
export function parse_money(text: string, currency: string, locale: string): ParsedMoney {
  let body = text
    .replace(/[\s\u00a0\u202f'’]/g, '')
    .replace(/[\u2212\u2013]/g, '-')
    .replace(/^\p{Sc}|\p{Sc}$/u, '');
  body = body.replace(new RegExp(`^${currency}|${currency}$`, 'i'), '');
  if (body === '') return { error: 'empty' };
  const negative = body.startsWith('-');
  if (negative) body = body.slice(1);
  if (!/^[0-9.,]+$/.test(body) || !/[0-9]/.test(body)) return { error: 'not_a_number' };

  const decimal = decimal_separator(body, locale);
  const [whole = '', fraction = '', ...rest] = decimal ? body.split(decimal) : [body];
  if (rest.length > 0 || /[.,]/.test(fraction)) return { error: 'not_a_number' };
  const groups = whole.split(/[.,]/);
  if (groups.length > 1 && (groups[0]!.length > 3 || groups[0] === '' || groups.slice(1).some((group) => group.length !== 3)))
    return { error: 'not_a_number' };

  const exponent = exponent_of(currency);
  const kept = fraction.replace(/0+$/, '');
  if (kept.length > exponent) return { error: 'too_many_digits' };
  const digits = (groups.join('') + kept.padEnd(exponent, '0')).replace(/^0+(?=\d)/, '');
  if (digits.length > 15) return { error: 'too_large' };
  const minor = Number.parseInt(digits === '' ? '0' : digits, 10);
  return { minor: negative && minor !== 0 ? -minor : minor };
}

function decimal_separator(body: string, locale: string): string | null {
  const last_dot = body.lastIndexOf('.');
  const last_comma = body.lastIndexOf(',');
  if (last_dot < 0 && last_comma < 0) return null;
  if (last_dot >= 0 && last_comma >= 0) return last_dot > last_comma ? '.' : ',';
  const only = last_dot >= 0 ? '.' : ',';
  if (body.indexOf(only) !== body.lastIndexOf(only)) return null; // "1.234.567": groups
  const looks_like_group = /^[0-9]{1,3}[.,][0-9]{3}$/.test(body) && !body.startsWith('0');
  if (!looks_like_group) return only;
  const locale_decimal = new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === 'decimal')?.value ?? '.';
  return only === locale_decimal ? only : null;
}
