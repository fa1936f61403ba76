// What is sold beside the plan, and discounts. What they change on the bill is shown before it is confirmed.
import { NumberInput, SegmentedControl, Select, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import type { NewDiscount, NewServiceItem, Service } from '@/api/types';
import { is_date } from '@/ui/format/date';
import { parse_money } from '@/ui/format/money';
import { parse_percent } from '@/ui/format/number';
import { FormDialog } from '@/ui/form/Dialog';
import { DateField, money_error, MoneyInput } from '@/ui/form/fields';
import { useRefusals } from '@/ui/form/useRefusals';
import { useFormat } from '@/ui/locale';
import { told } from '@/ui/notify';
import { useChange } from '../calculator/quote';
import { QuoteChange } from '../calculator/QuoteChange';
import { PlanOptions, usePlanOptions } from '../plans/PlanOptions';
import { service_refresh } from './service_refresh';
import { useServiceInterval } from './useServiceInterval';

interface Props {
  service: Service;
  opened: boolean;
  close: () => void;
}

const whole = (value: string | number, most: number): number | null => {
  const number = value === '' ? NaN : Number(value);
  return Number.isInteger(number) && number >= 1 && number <= most ? number : null;
};

export function AddItemDialog({ service, opened, close }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const interval = useServiceInterval(service, opened);
  const { plans, options } = usePlanOptions(opened, service.plan_id);
  const form = useForm({
    initialValues: { plan: '', from: '', quantity: 1 as string | number, price: '', instalments: 1 as string | number },
    validate: {
      plan: (value) => (value ? null : t('field.required')),
      from: (value) => (is_date(value) ? null : t('field.required')),
      quantity: (value) => (whole(value, 100_000) === null ? t('extras.whole') : null),
      price: (value) => money_error(value, service.currency, format.locale, t, { optional: true }),
      instalments: (value) => (whole(value, 120) === null ? t('extras.whole') : null),
    },
  });
  const plan = plans.find(({ id }) => String(id) === form.values.plan);
  const body = (): NewServiceItem | null => {
    const { from, quantity, price, instalments } = form.values;
    const agreed = price.trim() === '' ? null : parse_money(price, service.currency, format.locale);
    const count = whole(quantity, 100_000), parts = plan?.is_once ? whole(instalments, 120) : 1;
    if (!plan || !is_date(from) || count === null || parts === null || (agreed && !('minor' in agreed))) return null;
    return { plan_id: plan.id, from, quantity: count, price_minor: agreed ? agreed.minor : null, instalments: parts };
  };
  const save = useAction((item: NewServiceItem, headers) => client.POST('/v1/services/{id}/items', { params: { path: { id: service.id } }, body: item, headers }), {
    refresh: service_refresh,
    done: () => {
      told(t('extras.item_added', { name: plan?.name }));
      close();
    },
  });
  useEffect(() => {
    if (!opened) return;
    save.reset();
    form.clearErrors();
    form.setValues({ plan: '', from: service.starts_on > format.today() ? service.starts_on : format.today(), quantity: 1, price: '', instalments: 1 });
  }, [opened]);
  const rest = useRefusals(form, save.error, { plan_id: 'plan', price_minor: 'price' });
  const item = opened ? body() : null;
  const change = useChange(service.id, item && [{ kind: 'add_item', on: form.values.from, plan_id: item.plan_id, quantity: item.quantity, price_minor: item.price_minor, instalments: item.instalments }], format.today(), interval ?? 1);
  return (
    <FormDialog
      title={t('extras.item_title', { username: service.username })} opened={opened} close={close} submit_label={t('extras.add_item')} pending={save.isPending} disabled={change.pending} error={save.error} rest={rest}
      submit={form.onSubmit(() => { const asked = body(); if (asked) save.mutate(asked); })}
    >
      <Select label={t('extras.what')} description={t('extras.what_hint')} required searchable data={options} renderOption={PlanOptions(plans, t)} data-autofocus {...form.getInputProps('plan')} />
      <div className="two-close">
        <DateField label={plan?.is_once ? t('extras.on') : t('extras.from')} required {...form.getInputProps('from')} />
        <NumberInput label={t('extras.quantity')} required min={1} max={100_000} allowDecimal={false} {...form.getInputProps('quantity')} />
      </div>
      <div className="two-close">
        <MoneyInput label={t('extras.price')} description={t('extras.price_hint')} currency={service.currency} {...form.getInputProps('price')} />
        {plan?.is_once && <NumberInput label={t('extras.instalments')} description={t('extras.instalments_hint')} required min={1} max={120} allowDecimal={false} {...form.getInputProps('instalments')} />}
      </div>
      <QuoteChange change={change} service_id={service.id} />
    </FormDialog>
  );
}

export function DiscountDialog({ service, opened, close }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const interval = useServiceInterval(service, opened);
  const form = useForm({
    initialValues: { by: 'percent', coupon: '', name: '', percent: '', amount: '', periods: '' as string | number, all: false, from: '' },
    validate: {
      coupon: (value, { by }) => (by !== 'coupon' || value.trim() ? null : t('field.required')),
      name: (value, { by }) => (by === 'coupon' || value.trim() ? null : t('field.required')),
      percent: (value, { by }) => (by !== 'percent' || parse_percent(value) ? null : t('extras.percent_range')),
      amount: (value, { by }) => (by === 'amount' ? money_error(value, service.currency, format.locale, t, { positive: true }) : null),
      periods: (value, { by }) => (by === 'coupon' || value === '' || whole(value, 1200) !== null ? null : t('extras.whole')),
      from: (value) => (is_date(value) ? null : t('field.required')),
    },
  });
  const body = (): NewDiscount | null => {
    const { by, coupon, name, percent, amount, periods, all, from } = form.values;
    if (!is_date(from)) return null;
    if (by === 'coupon') return coupon.trim() ? { coupon_code: coupon.trim(), from } : null;
    const money = by === 'amount' ? parse_money(amount, service.currency, format.locale) : null;
    const ppm = by === 'percent' ? parse_percent(percent) : null;
    if ((by === 'percent' && !ppm) || (money && !('minor' in money && money.minor > 0)) || (periods !== '' && whole(periods, 1200) === null)) return null;
    return { name: name.trim() || t('extras.discount'), percent_ppm: ppm, amount_minor: money && 'minor' in money ? money.minor : null, periods: periods === '' ? null : whole(periods, 1200), on_add_ons: all, from };
  };
  const save = useAction((given: NewDiscount, headers) => client.POST('/v1/services/{id}/discounts', { params: { path: { id: service.id } }, body: given, headers }), {
    refresh: service_refresh,
    done: () => {
      told(t('extras.discount_given'));
      close();
    },
  });
  useEffect(() => {
    if (!opened) return;
    save.reset();
    form.clearErrors();
    form.setValues({ by: 'percent', coupon: '', name: '', percent: '', amount: '', periods: '', all: false, from: service.starts_on > format.today() ? service.starts_on : format.today() });
  }, [opened]);
  const rest = useRefusals(form, save.error, { coupon_code: 'coupon', percent_ppm: 'percent', amount_minor: 'amount' });
  const given = opened ? body() : null;
  const change = useChange(service.id, given && [{ ...given, from: undefined, kind: 'discount', on: form.values.from } as never], format.today(), interval ?? 1);
  const { by } = form.values;
  return (
    <FormDialog
      title={t('extras.discount_title', { username: service.username })} opened={opened} close={close} submit_label={t('extras.give')} pending={save.isPending} disabled={change.pending} error={save.error} rest={rest}
      submit={form.onSubmit(() => { const asked = body(); if (asked) save.mutate(asked); })}
    >
      <SegmentedControl aria-label={t('extras.by')} fullWidth data={[{ value: 'percent', label: t('extras.by_percent') }, { value: 'amount', label: t('extras.by_amount') }, { value: 'coupon', label: t('extras.by_coupon') }]} {...form.getInputProps('by')} />
      {by === 'coupon' ? <TextInput label={t('extras.coupon')} required autoComplete="off" {...form.getInputProps('coupon')} /> : (
        <>
          <TextInput label={t('extras.name')} description={t('extras.name_hint')} required {...form.getInputProps('name')} />
          <div className="two-close">
            {by === 'percent' ? <TextInput label={t('extras.percent')} description={<>&nbsp;</>} required inputMode="decimal" {...form.getInputProps('percent')} /> : <MoneyInput label={t('extras.amount')} description={<>&nbsp;</>} required currency={service.currency} {...form.getInputProps('amount')} />}
            <NumberInput label={t('extras.periods')} description={t('extras.periods_hint')} min={1} max={1200} allowDecimal={false} {...form.getInputProps('periods')} />
          </div>
          <Switch label={t('extras.on_add_ons')} {...form.getInputProps('all', { type: 'checkbox' })} />
        </>
      )}
      <DateField label={t('extras.from')} required {...form.getInputProps('from')} />
      <QuoteChange change={change} service_id={service.id} />
    </FormDialog>
  );
}
