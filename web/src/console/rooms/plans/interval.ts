// How often a plan is billed, in words: whole months, the usual ones by name.
import type { TFunction } from 'i18next';
import type { Plan } from '@/api/types';
import type { Format } from '@/ui/locale';

export const usual_intervals = [1, 3, 6, 12] as const;
type Usual = (typeof usual_intervals)[number];
export const longest_interval_months = 120;

function is_usual(months: number): months is Usual {
  return (usual_intervals as readonly number[]).includes(months);
}

/** "Quarterly", "Every 5 months". */
export function interval_words(t: TFunction, months: number): string {
  return is_usual(months) ? t(`interval.every_${months}`) : t('interval.every_n', { months });
}

/** "per quarter"; "per billing period" where it is not known. */
export function per_words(t: TFunction, months: number | null): string {
  if (months === null) return t('interval.per_period');
  return is_usual(months) ? t(`interval.per_${months}`) : t('interval.per_n', { months });
}

/** "€29.00 per month". */
export function price_words(t: TFunction, format: Format, price: { price_minor: number; currency: string }, months: number | null): string {
  return t('interval.price', { amount: format.money(price.price_minor, price.currency), per: per_words(t, months) });
}

/**
 * A service keeps the terms it was sold on and does not carry its interval, the plan only its newest. They are the same
 * terms while the price is; otherwise the interval is not known.
 */
export function interval_of(service: { plan_id: number; price_minor: number }, plans: Plan[] | undefined): number | null {
  const plan = plans?.find(({ id }) => id === service.plan_id);
  return plan?.price_minor === service.price_minor ? plan.interval_months : null;
}
