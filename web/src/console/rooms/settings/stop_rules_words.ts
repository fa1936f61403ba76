// The stop rules in sentences, so that nobody has to guess how their numbers go together.
import type { TFunction } from 'i18next';
import type { StopRules } from '@/api/types';
import { ppm_to_text } from '@/ui/format/number';
import type { Format } from '@/ui/locale';
import { local_decimal } from '../payments/PaymentDialog';

export type StopRulesValues = Omit<StopRules, 'changed_at' | 'changed_by'>;
export const stop_rule_names = ['jump', 'count', 'zero', 'tax'] as const;
export type StopRuleName = (typeof stop_rule_names)[number];
/** Parts per million, which people read as percentages or points. */
export const parts: readonly string[] = ['jump_ppm', 'jump_share_ppm', 'count_ppm', 'zero_share_ppm', 'tax_points_ppm'];

export function rule_words(t: TFunction, format: Format, rules: StopRulesValues, name: StopRuleName): string {
  if (!rules[`${name}_holds`]) return t('stop_rules.says_off');
  switch (name) {
    case 'jump': return t('stop_rules.says_jump', { customers: format.count(rules.jump_customers), share: format.percent(rules.jump_share_ppm), percent: format.percent(rules.jump_ppm), amount: format.money(rules.jump_minor) });
    case 'count': return t('stop_rules.says_count', { percent: format.percent(rules.count_ppm), invoices: format.count(rules.count_invoices) });
    case 'zero': return t('stop_rules.says_zero', { customers: format.count(rules.zero_customers), share: format.percent(rules.zero_share_ppm) });
    case 'tax': return t('stop_rules.says_tax', { points: points(rules.tax_points_ppm, format), customers: format.count(rules.tax_customers) });
  }
}

export function hours_words(t: TFunction, rules: StopRulesValues): string {
  return rules.hours_to_look > 0 ? t('stop_rules.says_hours', { count: rules.hours_to_look }) : t('stop_rules.says_at_once');
}

function points(ppm: number, format: Format): string {
  return local_decimal(ppm_to_text(ppm), format.locale);
}

function value_words(t: TFunction, format: Format, name: keyof StopRulesValues, value: number | boolean): string {
  if (typeof value === 'boolean') return t(value ? 'stop_rules.on' : 'stop_rules.off');
  if (name === 'jump_minor') return format.money(value);
  if (name === 'tax_points_ppm') return points(value, format);
  return parts.includes(name) ? format.percent(value) : format.count(value);
}

export interface StopRuleChange {
  name: keyof StopRulesValues;
  what: string;
  before: string;
  after: string;
}

/** What one version has otherwise than the one before it, in the words of the form. */
export function changes_between(t: TFunction, format: Format, before: StopRulesValues, after: StopRulesValues): StopRuleChange[] {
  const names = Object.keys(after).filter((name) => name !== 'changed_at' && name !== 'changed_by') as (keyof StopRulesValues)[];
  return names.filter((name) => before[name] !== after[name]).map((name) => ({
    name, what: label_of(t, name), before: value_words(t, format, name, before[name]), after: value_words(t, format, name, after[name]),
  }));
}

function label_of(t: TFunction, name: keyof StopRulesValues): string {
  if (name === 'hours_to_look') return t('stop_rules.hours');
  const rule = stop_rule_names.find((one) => name === `${one}_holds`);
  if (rule) return t(`stop_rules.short_${rule}`);
  const of = stop_rule_names.find((one) => name.startsWith(`${one}_`))!;
  return t('stop_rules.of_rule', { rule: t(`stop_rules.short_${of}`), what: t(`stop_rules.${name as 'jump_ppm'}`).replace(/, (%|points)$/, '') });
}
