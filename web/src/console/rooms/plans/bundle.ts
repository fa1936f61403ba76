// A bundle beside its parts: what they cost alone for one billing period of the bundle. Whole numbers only.
import type { Plan } from '@/api/types';

/** A part as it is sold alone: a plan, or what a bundle's version took over of one. */
export type Alone = Pick<Plan, 'name' | 'price_minor' | 'interval_months' | 'interval_days'>;
type Period = { interval_months?: number; interval_days?: number };

export const fewest_parts = 2, most_parts = 10;

/** Plans that can be a part of one: sold alone, again and again, and billed. */
export const can_be_part = (plan: Plan, of?: number): boolean => plan.active && plan.id !== of && !plan.is_once && !plan.is_prepaid && (plan.bundle ?? []).length === 0;

const half_up = (over: bigint, under: bigint): number => Number((2n * over + under) / (2n * under));

/** Rounded once, half up. Null where months and days meet: they have no exact relation. */
export function price_alone(parts: Alone[], period: Period): number | null {
  const days = period.interval_days ?? 0;
  const length = BigInt(days || (period.interval_months ?? 1));
  let over = 0n, under = 1n;
  for (const part of parts) {
    if ((part.interval_days > 0) !== (days > 0)) return null;
    const own = BigInt(part.interval_days || part.interval_months);
    over = over * own + BigInt(part.price_minor) * length * under;
    under *= own;
  }
  return half_up(over, under);
}

/** To a tenth of a percent. */
export const share_ppm = (part: number, whole: number): number => (whole > 0 ? half_up(BigInt(part) * 1000n, BigInt(whole)) * 1000 : 0);

/** Parts that are sold at other terms today than when the bundle's version was made. */
export function newer_parts(bundle: Plan['bundle'], plans: Plan[]): { name: string; before: Alone; now: Plan }[] {
  return (bundle ?? []).flatMap((part) => {
    const now = plans.find(({ id }) => id === part.plan_id);
    return now && now.version_id !== part.plan_version_id ? [{ name: part.name, before: part, now }] : [];
  });
}
