// The server's sentences have dates as 2026-03-01 and money as 30.00 EUR. Here they are written as the rest of the portal writes them.
import { is_date } from '@/ui/format/date';
import { exponent_of } from '@/ui/format/money';
import { useFormat, type Format } from '@/ui/locale';

// Neither begins or ends inside a longer number, such as that of an invoice.
const dates = /(?<![\d-])\d{4}-\d{2}-\d{2}(?![\d-])/g;
const amounts = /(?<![\d.,])([-−+]?)(\d+)(?:\.(\d+))? ([A-Z]{3})(?![A-Za-z])/g;
let known: Set<string> | undefined;
const is_currency = (code: string) => (known ??= new Set(Intl.supportedValuesOf('currency'))).has(code);

export function said(text: string, format: Pick<Format, 'date' | 'money'>): string {
  return text
    .replace(dates, (date) => (is_date(date) ? format.date(date) : date))
    .replace(amounts, (all, sign: string, whole: string, fraction: string | undefined, currency: string) => {
      // An amount with other digits than its currency's is one to the last digit, which money is not written with.
      if (!is_currency(currency) || (fraction ?? '').length !== exponent_of(currency) || whole.length > 12) return all;
      const minor = Number.parseInt(whole + (fraction ?? ''), 10);
      return (sign === '+' ? '+' : '') + format.money(sign === '-' || sign === '−' ? -minor : minor, currency);
    });
}

export function useSaid(): (text: string) => string {
  const format = useFormat();
  return (text) => said(text, format);
}
