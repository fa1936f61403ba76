// A plan's contract as the dialog's fields, and back.
import type { ContractTerms } from '@/api/types';
import { minor_to_decimal, parse_money } from '@/ui/format/money';
import { parse_percent } from '@/ui/format/number';
import { local_decimal } from '../payments/PaymentDialog';

export const fee_kinds = ['none', 'flat', 'percent', 'declining'] as const;
export interface ContractValues {
  term: string | number;
  renewal: string | number;
  notice: string | number;
  fee: (typeof fee_kinds)[number];
  fee_amount: string;
  fee_percent: string;
}
export const no_contract: ContractValues = { term: '', renewal: '', notice: '', fee: 'none', fee_amount: '', fee_percent: '' };

/** Null: no whole number from 0 to `most`. Empty is 0. */
export function whole_to(value: string | number, most: number): number | null {
  const number = value === '' ? 0 : Number(value);
  return Number.isInteger(number) && number >= 0 && number <= most ? number : null;
}
export const has_contract = ({ term, notice }: ContractValues) => Number(term || 0) > 0 || Number(notice || 0) > 0;
export const asks_amount = ({ fee }: ContractValues) => fee === 'flat' || fee === 'declining';

export function contract_values(terms: ContractTerms | null | undefined, currency: string, locale: string): ContractValues {
  if (!terms) return no_contract;
  return {
    term: terms.minimum_months || '', renewal: terms.renewal_months || '', notice: terms.notice_days || '', fee: terms.fee_kind ?? 'none',
    fee_amount: terms.fee_minor ? local_decimal(minor_to_decimal(terms.fee_minor, currency), locale) : '', fee_percent: terms.fee_ppm ? local_decimal(String(terms.fee_ppm / 10_000), locale) : '',
  };
}

/** What the API takes; the fields have been checked. Null: the plan has no contract. */
export function contract_of(values: ContractValues, currency: string, locale: string): ContractTerms | null {
  if (!has_contract(values)) return null;
  const term = whole_to(values.term, 120) ?? 0;
  const fee = term > 0 ? values.fee : 'none';
  const amount = asks_amount({ ...values, fee }) ? parse_money(values.fee_amount, currency, locale) : null;
  return {
    minimum_months: term, renewal_months: term > 0 ? whole_to(values.renewal, 120) ?? 0 : 0, notice_days: whole_to(values.notice, 366) ?? 0, fee_kind: fee,
    fee_minor: amount && 'minor' in amount ? amount.minor : 0, fee_ppm: fee === 'percent' ? parse_percent(values.fee_percent) ?? 0 : 0,
  };
}
