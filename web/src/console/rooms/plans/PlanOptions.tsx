import type { ComboboxLikeRenderOptionInput, ComboboxItem } from '@mantine/core';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useApi } from '@/api/query';
import type { Plan } from '@/api/types';
import { Money, Speed } from '@/ui/values';
import { word } from '../../app/words';
import { per_words } from './interval';

/** Plans that can be sold now, for a select; `except` leaves out the one a service already has. What is charged once is no plan of a service. */
export function usePlanOptions(enabled: boolean, except?: number, { once = true } = {}) {
  const answer = useApi('/v1/plans', undefined, { enabled });
  const plans = (answer.data?.items ?? []).filter(({ active, id, is_once }) => active && id !== except && (once || !is_once));
  return { plans, options: plans.map(({ id, name }) => ({ value: String(id), label: name })), loaded: !!answer.data };
}

export function PlanOptions(plans: Plan[], t: TFunction): (input: ComboboxLikeRenderOptionInput<ComboboxItem>) => ReactNode {
  return function PlanOption({ option }) {
    const plan = plans.find(({ id }) => String(id) === option.value);
    if (!plan) return option.label;
    return (
      <span style={{ display: 'flex', gap: 12, inlineSize: '100%', alignItems: 'baseline' }}>
        <span style={{ flex: 1 }}>{plan.name}<span className="quiet small" style={{ display: 'block' }}>{plan.kind === 'internet' ? <Speed down={plan.down_kbit} up={plan.up_kbit} /> : word(t, 'plan_kind', plan.kind)}</span></span>
        <span className="end"><Money minor={plan.price_minor} currency={plan.currency} /><span className="quiet small" style={{ display: 'block' }}>{plan.is_once ? t('interval.once') : per_words(t, plan)}</span></span>
      </span>
    );
  };
}
