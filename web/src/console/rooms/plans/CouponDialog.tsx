import { NumberInput, SegmentedControl, Select, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import type { NewCoupon } from '@/api/types';
import { is_date } from '@/ui/format/date';
import { parse_money } from '@/ui/format/money';
import { parse_percent } from '@/ui/format/number';
import { FormDialog } from '@/ui/form/Dialog';
import { DateField, money_error, MoneyInput } from '@/ui/form/fields';
import { useRefusals } from '@/ui/form/useRefusals';
import { useFormat } from '@/ui/locale';
import { told } from '@/ui/notify';
import { PlanOptions, usePlanOptions } from './PlanOptions';

const most_periods = 1200;
const empty = { code: '', name: '', by: 'percent', percent: '', amount: '', periods: '' as string | number, plan: null as string | null, all: false, on: 'service', from: '', until: '', most: '' as string | number };

const whole_or_empty = (value: string | number, most: number): boolean => value === '' || (Number.isInteger(Number(value)) && Number(value) >= 1 && Number(value) <= most);

export function CouponDialog({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { currency } = format;
  const { plans, options } = usePlanOptions(opened, undefined, { once: false });
  const form = useForm({
    initialValues: empty,
    validate: {
      code: (value) => (value.trim() ? null : t('field.required')),
      name: (value) => (value.trim() ? null : t('field.required')),
      percent: (value, { by }) => (by !== 'percent' || parse_percent(value) ? null : t('coupons.percent_range')),
      amount: (value, { by }) => (by === 'amount' ? money_error(value, currency, format.locale, t, { positive: true }) : null),
      periods: (value) => (whole_or_empty(value, most_periods) ? null : t('coupons.periods_range')),
      most: (value) => (whole_or_empty(value, 2_147_483_647) ? null : t('coupons.whole')),
      until: (value, { from }) => (is_date(value) && is_date(from) && value < from ? t('coupons.never_valid') : null),
    },
  });
  const save = useAction((body: NewCoupon, headers) => client.POST('/v1/coupons', { body, headers }), {
    refresh: ['/v1/coupons'],
    done: (made) => {
      told(t('coupons.made', { code: made.code }));
      close();
    },
  });
  useEffect(() => {
    if (!opened) return;
    save.reset();
    form.clearErrors();
    form.setValues(empty);
  }, [opened]);
  const rest = useRefusals(form, save.error, { percent_ppm: 'percent', amount_minor: 'amount', plan_id: 'plan', valid_from: 'from', valid_until: 'until', max_redemptions: 'most' });
  const { by } = form.values;
  const on_invoice = form.values.on === 'invoice';
  return (
    <FormDialog
      title={t('coupons.new_title')} opened={opened} close={close} submit_label={t('coupons.create')} pending={save.isPending} error={save.error} rest={rest}
      submit={form.onSubmit((values) => {
        const amount = values.by === 'amount' ? parse_money(values.amount, currency, format.locale) : null;
        if (amount && !('minor' in amount)) return;
        save.mutate({
          code: values.code.trim(), name: values.name.trim(), percent_ppm: amount ? null : parse_percent(values.percent), amount_minor: amount ? amount.minor : null,
          periods: values.periods === '' ? null : Number(values.periods),
          ...(values.on === 'invoice' ? { on_invoice: true } : { plan_id: values.plan ? Number(values.plan) : null, on_add_ons: values.all }),
          valid_from: values.from || null, valid_until: values.until || null, max_redemptions: values.most === '' ? null : Number(values.most),
        });
      })}
    >
      <div className="two-up">
        <TextInput label={t('coupons.code')} description={t('coupons.code_hint')} required autoComplete="off" data-autofocus {...form.getInputProps('code')} />
        <TextInput label={t('coupons.name')} description={t('coupons.name_hint')} required maxLength={80} {...form.getInputProps('name')} />
      </div>
      <SegmentedControl aria-label={t('coupons.given_to')} fullWidth data={[{ value: 'service', label: t('coupons.to_service') }, { value: 'invoice', label: t('coupons.to_invoice') }]} {...form.getInputProps('on')} />
      {on_invoice && <span className="quiet small">{t('coupons.to_invoice_hint')}</span>}
      <SegmentedControl aria-label={t('coupons.by')} fullWidth data={[{ value: 'percent', label: t('coupons.by_percent') }, { value: 'amount', label: t('coupons.by_amount') }]} {...form.getInputProps('by')} />
      <div className="two-up">
        {by === 'percent'
          ? <TextInput label={t('coupons.percent')} description={t(on_invoice ? 'coupons.percent_invoice_hint' : 'coupons.percent_hint')} required inputMode="decimal" rightSection="%" {...form.getInputProps('percent')} />
          : <MoneyInput label={t('coupons.amount')} description={t(on_invoice ? 'coupons.amount_invoice_hint' : 'coupons.amount_hint')} required currency={currency} {...form.getInputProps('amount')} />}
        <NumberInput label={t(on_invoice ? 'coupons.invoices' : 'coupons.periods')} description={t('coupons.periods_hint')} min={1} max={most_periods} allowDecimal={false} {...form.getInputProps('periods')} />
      </div>
      {!on_invoice && <Select label={t('coupons.plan')} description={t('coupons.plan_hint')} placeholder={t('coupons.any_plan')} clearable searchable data={options} renderOption={PlanOptions(plans, t)} {...form.getInputProps('plan')} />}
      {!on_invoice && <Switch label={t('coupons.on_add_ons')} {...form.getInputProps('all', { type: 'checkbox' })} />}
      <div className="two-up">
        <DateField label={t('coupons.valid_from')} description={t('coupons.valid_from_hint')} {...form.getInputProps('from')} />
        <DateField label={t('coupons.valid_until')} description={t('coupons.valid_until_hint')} {...form.getInputProps('until')} />
      </div>
      <NumberInput label={t('coupons.most')} description={t(on_invoice ? 'coupons.most_invoice_hint' : 'coupons.most_hint')} min={1} allowDecimal={false} {...form.getInputProps('most')} />
    </FormDialog>
  );
}
