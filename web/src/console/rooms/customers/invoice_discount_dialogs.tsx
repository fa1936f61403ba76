// A discount on the invoices of a customer, and its end. The bills it changes are shown before it is confirmed.
import { NumberInput, SegmentedControl, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import type { Customer, CustomerDiscount, NewCustomerDiscount, Service } from '@/api/types';
import { is_date } from '@/ui/format/date';
import { parse_money } from '@/ui/format/money';
import { parse_percent } from '@/ui/format/number';
import { FormDialog } from '@/ui/form/Dialog';
import { DateField, money_error, MoneyInput } from '@/ui/form/fields';
import { useRefusals } from '@/ui/form/useRefusals';
import { useFormat } from '@/ui/locale';
import { told } from '@/ui/notify';
import { type ChangeState, useChange } from '../calculator/quote';
import { QuoteChange } from '../calculator/QuoteChange';

const refresh = ['/v1/customers', '/v1/quotes', '/v1/coupons', '/v1/dashboard'];
const most_invoices = 1200;
const whole = (value: string | number): number | null => {
  const number = value === '' ? NaN : Number(value);
  return Number.isInteger(number) && number >= 1 && number <= most_invoices ? number : null;
};

interface Props {
  customer: Customer;
  services: Service[];
  opened: boolean;
  close: () => void;
}

export function InvoiceDiscountDialog({ customer, services, opened, close }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { currency } = customer;
  const form = useForm({
    initialValues: { by: 'percent', coupon: '', name: '', percent: '', amount: '', invoices: '' as string | number, from: '' },
    validate: {
      coupon: (value, { by }) => (by !== 'coupon' || value.trim() ? null : t('field.required')),
      name: (value, { by }) => (by === 'coupon' || value.trim() ? null : t('field.required')),
      percent: (value, { by }) => (by !== 'percent' || parse_percent(value) ? null : t('extras.percent_range')),
      amount: (value, { by }) => (by === 'amount' ? money_error(value, currency, format.locale, t, { positive: true }) : null),
      invoices: (value, { by }) => (by === 'coupon' || value === '' || whole(value) !== null ? null : t('extras.whole')),
      from: (value) => (is_date(value) ? null : t('field.required')),
    },
  });
  const body = (): NewCustomerDiscount | null => {
    const { by, coupon, name, percent, amount, invoices, from } = form.values;
    if (!is_date(from)) return null;
    if (by === 'coupon') return coupon.trim() ? { coupon_code: coupon.trim(), from } : null;
    const money = by === 'amount' ? parse_money(amount, currency, format.locale) : null;
    const ppm = by === 'percent' ? parse_percent(percent) : null;
    if ((by === 'percent' && !ppm) || (money && !('minor' in money && money.minor > 0)) || (invoices !== '' && whole(invoices) === null)) return null;
    return { name: name.trim() || t('extras.discount'), percent_ppm: ppm, amount_minor: money && 'minor' in money ? money.minor : null, invoices: invoices === '' ? null : whole(invoices), from };
  };
  const save = useAction((given: NewCustomerDiscount, headers) => client.POST('/v1/customers/{id}/discounts', { params: { path: { id: customer.id } }, body: given, headers }), {
    refresh,
    done: () => {
      told(t('invoice_discount.given'));
      close();
    },
  });
  useEffect(() => {
    if (!opened) return;
    save.reset();
    form.clearErrors();
    form.setValues({ by: 'percent', coupon: '', name: '', percent: '', amount: '', invoices: '', from: format.today() });
  }, [opened]);
  const rest = useRefusals(form, save.error, { coupon_code: 'coupon', percent_ppm: 'percent', amount_minor: 'amount' });
  const given = opened ? body() : null;
  const event = given && { kind: 'invoice_discount' as const, on: form.values.from, coupon_code: given.coupon_code, name: given.name, percent_ppm: given.percent_ppm, amount_minor: given.amount_minor, periods: given.invoices };
  const service = services[0];
  const change = useChange(service?.id ?? 0, service && event ? [event] : null, format.today(), 1);
  const { by } = form.values;
  return (
    <FormDialog
      title={t('invoice_discount.title', { name: customer.name })} opened={opened} close={close} submit_label={t('invoice_discount.give')} pending={save.isPending} disabled={change.pending} error={save.error} rest={rest}
      submit={form.onSubmit(() => { const asked = body(); if (asked) save.mutate(asked); })}
    >
      <Text>{t('invoice_discount.body')}</Text>
      <SegmentedControl aria-label={t('extras.by')} fullWidth data={[{ value: 'percent', label: t('extras.by_percent') }, { value: 'amount', label: t('extras.by_amount') }, { value: 'coupon', label: t('extras.by_coupon') }]} {...form.getInputProps('by')} />
      {by === 'coupon' ? <TextInput label={t('extras.coupon')} required autoComplete="off" {...form.getInputProps('coupon')} /> : (
        <>
          <TextInput label={t('extras.name')} description={t('extras.name_hint')} required maxLength={80} {...form.getInputProps('name')} />
          <div className="two-close">
            {by === 'percent' ? <TextInput label={t('extras.percent')} description={<>&nbsp;</>} required inputMode="decimal" {...form.getInputProps('percent')} /> : <MoneyInput label={t('invoice_discount.amount')} description={<>&nbsp;</>} required currency={currency} {...form.getInputProps('amount')} />}
            <NumberInput label={t('invoice_discount.invoices')} description={t('invoice_discount.invoices_hint')} min={1} max={most_invoices} allowDecimal={false} {...form.getInputProps('invoices')} />
          </div>
        </>
      )}
      <DateField label={t('invoice_discount.from')} description={t('invoice_discount.from_hint')} required {...form.getInputProps('from')} />
      <Bills change={change} service={service} />
    </FormDialog>
  );
}

export function EndInvoiceDiscountDialog({ customer, services, discount, close }: { customer: Customer; services: Service[]; discount: CustomerDiscount | null; close: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const opened = discount !== null;
  // What the dialog is about stays while it fades out.
  const [shown, set_shown] = useState<CustomerDiscount | null>(null);
  const form = useForm({ initialValues: { on: '' }, validate: { on: (value) => (is_date(value) ? null : t('field.required')) } });
  const save = useAction((body: { on: string }, headers) => client.POST('/v1/customers/{id}/discounts/{discount_id}/end', { params: { path: { id: customer.id, discount_id: shown?.id ?? 0 } }, body, headers }), {
    refresh,
    done: () => {
      told(t('invoice_discount.ended'));
      close();
    },
  });
  useEffect(() => {
    if (!discount) return;
    set_shown(discount);
    save.reset();
    form.clearErrors();
    form.setValues({ on: format.today() });
  }, [discount]);
  const rest = useRefusals(form, save.error);
  const { on } = form.values;
  const event = opened && shown && is_date(on) ? { kind: 'end_invoice_discount' as const, on, customer_discount_id: shown.id } : null;
  const service = services[0];
  const change = useChange(service?.id ?? 0, service && event ? [event] : null, format.today(), 1);
  if (!shown) return null;
  return (
    <FormDialog
      title={t('invoice_discount.end_ask', { name: shown.name })} opened={opened} close={close} submit_label={t('extras.end')} danger pending={save.isPending} disabled={change.pending} error={save.error} rest={rest}
      submit={form.onSubmit((values) => save.mutate(values))}
    >
      <Text>{t('invoice_discount.end_body')}</Text>
      <DateField label={t('invoice_discount.end_on')} required data-autofocus {...form.getInputProps('on')} />
      <Bills change={change} service={service} />
    </FormDialog>
  );
}

/** Asked of one of the customer's services, and told for all of them. */
function Bills({ change, service }: { change: ChangeState; service: Service | undefined }) {
  const { t } = useTranslation();
  return service ? <QuoteChange change={change} service_id={service.id} hint={t('invoice_discount.fill')} /> : <p className="quiet small">{t('invoice_discount.no_service')}</p>;
}
