// How often a plan is billed, in words: whole months or days, the usual ones by name.
import type { TFunction } from 'i18next';
import type { Plan } from '@/api/types';
import type { Format } from '@/ui/locale';

export const usual_intervals = [1, 3, 6, 12] as const;
type Usual = (typeof usual_intervals)[number];
export const longest_interval_months = 120;
export const longest_interval_days = 366;

/** How long a billing period is: so many days where there are any, else months. A number alone is months. */
export type Lasting = number | { interval_months: number; interval_days?: number };

export const months_of = (lasting: Lasting): number => (typeof lasting === 'number' ? lasting : lasting.interval_months);
export const days_of = (lasting: Lasting): number => (typeof lasting === 'number' ? 0 : lasting.interval_days ?? 0);
/** About how long, to compare. */
const length_of = (lasting: Lasting): number => days_of(lasting) || months_of(lasting) * 30;
export const longer_of = (a: Lasting, b: Lasting): Lasting => (length_of(a) >= length_of(b) ? a : b);

function is_usual(months: number): months is Usual {
  return (usual_intervals as readonly number[]).includes(months);
}

/** "Quarterly", "Every 5 months", "Weekly", "Every 10 days". */
export function interval_words(t: TFunction, lasting: Lasting): string {
  const days = days_of(lasting), months = months_of(lasting);
  if (days === 7) return t('interval.every_week');
  if (days && days % 7 === 0) return t('interval.every_n_weeks', { weeks: days / 7 });
  if (days === 1) return t('interval.every_day');
  if (days) return t('interval.every_n_days', { days });
  return is_usual(months) ? t(`interval.every_${months}`) : t('interval.every_n', { months });
}

/** "per quarter", "per week"; "per billing period" where it is not known. */
export function per_words(t: TFunction, lasting: Lasting | null): string {
  if (lasting === null) return t('interval.per_period');
  const days = days_of(lasting), months = months_of(lasting);
  if (days === 7) return t('interval.per_week');
  if (days && days % 7 === 0) return t('interval.per_n_weeks', { weeks: days / 7 });
  if (days === 1) return t('interval.per_day');
  if (days) return t('interval.per_n_days', { days });
  return is_usual(months) ? t(`interval.per_${months}`) : t('interval.per_n', { months });
}

/** "€29.00 per month". */
export function price_words(t: TFunction, format: Format, price: { price_minor: number; currency: string }, lasting: Lasting | null): string {
  return t('interval.price', { amount: format.money(price.price_minor, price.currency), per: per_words(t, lasting) });
}

/**
 * A service keeps the terms it was sold on and does not carry its interval, the plan only its newest. They are the same
 * terms while the price is; otherwise the interval is not known.
 */
export function interval_of(service: { plan_id: number; price_minor: number }, plans: Plan[] | undefined): Lasting | null {
  const plan = plans?.find(({ id }) => id === service.plan_id);
  return plan?.price_minor === service.price_minor ? plan : null;
}
