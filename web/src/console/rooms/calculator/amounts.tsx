// Fields whose value stands in the address as a whole number, whatever the person types on the way to it.
import { NumberInput, TextInput } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { minor_to_decimal, parse_money } from '@/ui/format/money';
import { parse_percent, ppm_to_text } from '@/ui/format/number';
import { MoneyInput } from '@/ui/form/fields';
import { useFormat } from '@/ui/locale';
import { local_decimal } from '../payments/PaymentDialog';

interface Props {
  label: string;
  description?: ReactNode;
  required?: boolean;
  value: number | null;
  set: (value: number | null) => void;
  error?: string;
}

/** The text as it was typed, until the value becomes another one from elsewhere (Back, a shared address). */
function useTyped(value: number | null, read: (text: string) => number | null, write: (value: number) => string): [string, (text: string) => void] {
  const [text, set_text] = useState(value === null ? '' : write(value));
  useEffect(() => {
    if (read(text) !== value) set_text(value === null ? '' : write(value));
  }, [value]);
  return [text, set_text];
}

export function AmountField({ value, set, error, currency, least, ...shared }: Props & { currency?: string; least: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const code = currency ?? format.currency;
  const read = (text: string) => {
    const parsed = parse_money(text, code, format.locale);
    return 'minor' in parsed && parsed.minor >= least ? parsed.minor : null;
  };
  const [text, set_text] = useTyped(value, read, (minor) => local_decimal(minor_to_decimal(minor, code), format.locale));
  const change = (typed: string) => {
    set_text(typed);
    set(read(typed));
  };
  return <MoneyInput {...shared} currency={code} value={text} onChange={({ currentTarget }) => change(currentTarget.value)} error={error ?? (text.trim() !== '' && read(text) === null ? t('calculator.no_amount') : undefined)} />;
}

export function PercentField({ value, set, error, ...shared }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const read = (text: string) => parse_percent(text) || null;
  const [text, set_text] = useTyped(value, read, (ppm) => local_decimal(ppm_to_text(ppm), format.locale));
  const change = (typed: string) => {
    set_text(typed);
    set(read(typed));
  };
  return <TextInput {...shared} inputMode="decimal" autoComplete="off" rightSection="%" value={text} onChange={({ currentTarget }) => change(currentTarget.value)} error={error ?? (text.trim() !== '' && read(text) === null ? t('field.percent') : undefined)} />;
}

export function WholeField({ value, set, error, most, ...shared }: Props & { most: number }) {
  return (
    <NumberInput
      {...shared} min={1} max={most} allowDecimal={false} allowNegative={false} clampBehavior="strict" value={value ?? ''} error={error}
      onChange={(next) => set(typeof next === 'number' && Number.isInteger(next) && next >= 1 && next <= most ? next : null)}
    />
  );
}
