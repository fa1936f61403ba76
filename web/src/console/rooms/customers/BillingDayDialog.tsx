// Another billing day: from which day, and what it does to the bills, before it is confirmed.
import { NumberInput, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import type { Customer, Service } from '@/api/types';
import { is_date } from '@/ui/format/date';
import { FormDialog } from '@/ui/form/Dialog';
import { DateField } from '@/ui/form/fields';
import { useRefusals } from '@/ui/form/useRefusals';
import { useFormat } from '@/ui/locale';
import { told } from '@/ui/notify';
import { QuoteChange } from '../calculator/QuoteChange';
import { useChange } from '../calculator/quote';
import { service_refresh } from './service_refresh';

const is_day = (value: number | string) => Number.isInteger(Number(value)) && Number(value) >= 1 && Number(value) <= 31;

export function BillingDayDialog({ customer, services, opened, close }: { customer: Customer; services: Service[]; opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const form = useForm({
    initialValues: { day: '' as number | string, on: '' },
    validate: { day: (value) => (is_day(value) ? null : t('customer_form.day')), on: (value) => (is_date(value) ? null : t('field.required')) },
  });
  const save = useAction((body: { billing_day: number; on: string }, headers) => client.POST('/v1/customers/{id}/billing-day', { params: { path: { id: customer.id } }, body, headers }), {
    refresh: service_refresh,
    done: (saved) => {
      told(t('billing_day.saved', { day: saved.billing_day, date: format.date(saved.on) }));
      close();
    },
  });
  useEffect(() => {
    if (!opened) return;
    save.reset();
    form.clearErrors();
    form.setValues({ day: '', on: customer.next_billing_on });
  }, [opened]);
  const rest = useRefusals(form, save.error, { billing_day: 'day' });
  const { day, on } = form.values;
  const service = services[0];
  const change = useChange(service?.id ?? 0, opened && service && is_day(day) && is_date(on) ? [{ kind: 'billing_day', on, billing_day: Number(day) }] : null, format.today(), 1);
  return (
    <FormDialog
      title={t('billing_day.title', { name: customer.name })} opened={opened} close={close} submit_label={t('billing_day.submit')} pending={save.isPending} disabled={change.pending} error={save.error} rest={rest}
      submit={form.onSubmit((values) => save.mutate({ billing_day: Number(values.day), on: values.on }))}
    >
      <Text>{t('billing_day.body', { day: customer.billing_day })}</Text>
      <div className="two-up">
        <NumberInput label={t('billing_day.day')} description={t('billing_day.day_hint')} required min={1} max={31} allowDecimal={false} data-autofocus {...form.getInputProps('day')} />
        <DateField label={t('billing_day.on')} description={t('billing_day.on_hint')} required {...form.getInputProps('on')} />
      </div>
      {service && <QuoteChange change={change} service_id={service.id} />}
    </FormDialog>
  );
}
