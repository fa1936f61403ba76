import { MultiSelect, Switch } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Plan } from '@/api/types';
import { useFormat } from '@/ui/locale';
import { type Alone, can_be_part, most_parts, newer_parts, price_alone, share_ppm } from './bundle';
import { per_words, price_words, type Lasting } from './interval';
import { mbit_text } from './speed';

export const no_bundle = { bundle: [] as string[], newer: false };
type Values = typeof no_bundle & { down: string; up: string };

/** Whether the parts are other ones, or the same in another order, than the plan has now. */
export const is_changed = (chosen: string[], plan: Plan | null): boolean => chosen.join() !== (plan?.bundle ?? []).map(({ plan_id }) => plan_id).join();

/** Of which plans it is one, what these cost alone, and what the bundle saves. */
export function BundleFields<T extends Values>({ form, plan, plans, lasting, price_minor, currency }: { form: UseFormReturnType<T>; plan: Plan | null; plans: Plan[]; lasting: Lasting | null; price_minor: number | null; currency: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { bundle: chosen, newer } = form.values;
  const taken = plan?.bundle ?? [];
  const keeps = !is_changed(chosen, plan) && !newer;
  // Names of parts that are not sold any more still stand in the field.
  const data = [...plans.filter((one) => can_be_part(one, plan?.id)).map(({ id, name }) => ({ value: String(id), label: name })), ...taken.filter(({ plan_id }) => !plans.some((one) => one.id === plan_id && can_be_part(one, plan?.id))).map(({ plan_id, name }) => ({ value: String(plan_id), label: name }))];
  const parts: Alone[] = chosen.flatMap((id) => {
    const old = taken.find(({ plan_id }) => String(plan_id) === id), now = plans.find((one) => String(one.id) === id);
    return (keeps && old) || now || old || [];
  });
  const changed = is_changed(chosen, plan) ? [] : newer_parts(taken, plans);
  const period = typeof lasting === 'number' ? { interval_months: lasting } : lasting;
  const alone = parts.length > 1 && period ? price_alone(parts, period) : null;
  const saved = alone === null || price_minor === null ? null : alone - price_minor;
  // A new bundle has the speeds of its internet, until somebody says others.
  const choose = (ids: string[]) => {
    const internet = plans.find(({ id, kind }) => kind === 'internet' && ids.includes(String(id)));
    form.setValues({ bundle: ids, ...(!plan && internet && form.values.down === '' && form.values.up === '' ? { down: mbit_text(internet.down_kbit), up: mbit_text(internet.up_kbit) } : {}) } as Partial<T>);
  };
  const amount = (minor: number) => format.money(minor, currency);
  return (
    <>
      <MultiSelect label={t('bundle.label')} description={t('bundle.hint')} data={data} maxValues={most_parts} searchable hidePickedOptions nothingFoundMessage={t('bundle.none')} {...form.getInputProps('bundle')} onChange={choose} />
      {parts.length > 1 && (
        <div className="quiet small" role="status">
          {parts.map((part) => `${part.name} ${price_words(t, format, { price_minor: part.price_minor, currency }, part)}`).join(' · ')}
          <div className="strong">
            {alone === null ? t('bundle.no_sum') : t('bundle.alone', { amount: amount(alone), per: per_words(t, lasting) })}
            {saved !== null && saved > 0 && ` ${t('bundle.saves', { amount: amount(saved), percent: format.percent(share_ppm(saved, alone ?? 0)) })}`}
            {saved !== null && saved < 0 && ` ${t('bundle.dearer', { amount: amount(-saved) })}`}
          </div>
        </div>
      )}
      {changed.length > 0 && <Switch label={t('bundle.newer')} description={changed.map(({ name, before, now }) => t('bundle.newer_part', { name, before: amount(before.price_minor), now: amount(now.price_minor) })).join(', ')} {...form.getInputProps('newer', { type: 'checkbox' })} />}
    </>
  );
}
