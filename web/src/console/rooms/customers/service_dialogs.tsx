// What can be done to a running service, each in its own small dialog that says who is affected and from when.
import { NumberInput, PasswordInput, Select, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import type { Service } from '@/api/types';
import { is_date } from '@/ui/format/date';
import { FormDialog } from '@/ui/form/Dialog';
import { DateField } from '@/ui/form/fields';
import { useRefusals } from '@/ui/form/useRefusals';
import { useFormat } from '@/ui/locale';
import { told } from '@/ui/notify';
import { useChange } from '../calculator/quote';
import { QuoteChange } from '../calculator/QuoteChange';
import { longer_of, price_words } from '../plans/interval';
import { PlanOptions, usePlanOptions } from '../plans/PlanOptions';
import { service_refresh } from './service_refresh';
import { useServiceInterval } from './useServiceInterval';

interface Props {
  service: Service;
  opened: boolean;
  close: () => void;
}

export function ChangePlanDialog({ service, opened, close }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { plans, options } = usePlanOptions(opened, service.plan_id, { once: false });
  const interval = useServiceInterval(service, opened);
  const form = useForm({
    initialValues: { plan_id: '', on: '' },
    validate: { plan_id: (value) => (value ? null : t('field.required')), on: (value) => (is_date(value) ? null : t('field.required')) },
  });
  const save = useAction((body: { plan_id: number; on: string }, headers) => client.POST('/v1/services/{id}/change-plan', { params: { path: { id: service.id } }, body, headers }), {
    refresh: service_refresh,
    done: () => {
      told(t('service_form.plan_changed'));
      close();
    },
  });
  useEffect(() => {
    if (!opened) return;
    save.reset();
    form.clearErrors();
    const paid = service.prepaid?.paid_until;
    form.setValues({ plan_id: '', on: paid && paid > format.today() ? paid : format.today() });
  }, [opened]);
  const rest = useRefusals(form, save.error);
  const chosen = plans.find(({ id }) => String(id) === form.values.plan_id);
  const { on } = form.values;
  const change = useChange(service.id, opened && chosen && is_date(on) ? [{ kind: 'change_plan', on, plan_id: chosen.id }] : null, format.today(), longer_of(interval ?? 1, chosen ?? 1));
  return (
    <FormDialog
      title={t('service_form.change_plan_title', { username: service.username })} opened={opened} close={close} submit_label={t('service_form.change_plan')} pending={save.isPending} disabled={change.pending} error={save.error} rest={rest}
      submit={form.onSubmit(({ plan_id, on }) => save.mutate({ plan_id: Number(plan_id), on }))}
    >
      <Text>{t('service_form.now_on', { plan: service.plan_name, price: price_words(t, format, service, interval) })}</Text>
      <Select label={t('service_form.plan')} required searchable data={options} data-autofocus renderOption={PlanOptions(plans, t)} {...form.getInputProps('plan_id')} />
      <DateField label={t('service_form.on')} description={t(service.prepaid ? 'prepaid.change_hint' : 'service_form.on_hint')} required {...form.getInputProps('on')} />
      {chosen && is_date(on) && <Text>{t('service_form.becomes', { date: format.date(on), plan: chosen.name, price: price_words(t, format, chosen, chosen) })}</Text>}
      <QuoteChange change={change} service_id={service.id} />
    </FormDialog>
  );
}

export function HoldDialog({ service, opened, close }: Props) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { note: '' }, validate: { note: (value) => (value.trim() ? null : t('field.required')) } });
  const save = useAction((body: { note: string }, headers) => client.POST('/v1/services/{id}/hold', { params: { path: { id: service.id } }, body, headers }), {
    refresh: service_refresh,
    done: () => {
      told(t('service.held'));
      form.reset();
      close();
    },
  });
  const rest = useRefusals(form, save.error);
  return (
    <FormDialog
      title={t('service_form.hold_title', { username: service.username })} opened={opened} close={close} submit_label={t('service_form.hold')} danger pending={save.isPending} error={save.error} rest={rest}
      submit={form.onSubmit((values) => save.mutate(values))}
    >
      <Text>{t('service_form.hold_body', { customer: service.customer_name })}</Text>
      <Textarea label={t('service_form.hold_note')} required data-autofocus {...form.getInputProps('note')} />
    </FormDialog>
  );
}

export function ChangeLoginDialog({ service, opened, close }: Props) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { username: '', password: '', static_address: '', static_prefix: '', static_delegated_prefix: '', hours: '' as string | number },
    validate: { username: (value) => (value.trim() ? null : t('field.required')) },
  });
  const save = useAction(
    (body: { username: string; password?: string; static_address: string | null; static_prefix: string | null; static_delegated_prefix: string | null; session_timeout_s?: number | null }, headers) =>
      client.PATCH('/v1/services/{id}', { params: { path: { id: service.id } }, body, headers }),
    {
      refresh: service_refresh,
      done: () => {
        told(t('service_form.login_changed'));
        close();
      },
    },
  );
  useEffect(() => {
    if (!opened) return;
    save.reset();
    form.clearErrors();
    form.setValues({ username: service.username, password: '', static_address: service.static_address ?? '', static_prefix: service.static_prefix ?? '', static_delegated_prefix: service.static_delegated_prefix ?? '', hours: service.session_timeout_s == null ? '' : String(service.session_timeout_s / 3600) });
  }, [opened]);
  const rest = useRefusals(form, save.error, { session_timeout_s: 'hours' });
  return (
    <FormDialog
      title={t('service_form.login_title', { username: service.username })} opened={opened} close={close} submit_label={t('ui.save')} pending={save.isPending} error={save.error} rest={rest}
      submit={form.onSubmit(({ username, password, static_address, static_prefix, static_delegated_prefix, hours }) => save.mutate({
        username: username.trim(), static_address: static_address.trim() || null, static_prefix: static_prefix.trim() || null, static_delegated_prefix: static_delegated_prefix.trim() || null, session_timeout_s: hours === '' ? null : Math.round(Number(hours) * 3600), ...(password && { password }),
      }))}
    >
      <TextInput label={t('service_form.username')} required autoComplete="off" {...form.getInputProps('username')} />
      <PasswordInput label={t('service_form.new_password')} description={t('service_form.new_password_hint')} autoComplete="new-password" visibilityToggleButtonProps={{ 'aria-label': t('field.show_secret') }} {...form.getInputProps('password')} />
      <TextInput label={t('service_form.static_address')} description={t('service_form.static_hint')} inputMode="decimal" autoComplete="off" {...form.getInputProps('static_address')} />
      <div className="two-up">
        <TextInput label={t('service_form.static_prefix')} description={t('service_form.static_hint')} autoComplete="off" {...form.getInputProps('static_prefix')} />
        <TextInput label={t('service_form.static_delegated_prefix')} description={t('service_form.static_hint')} autoComplete="off" {...form.getInputProps('static_delegated_prefix')} />
      </div>
      <NumberInput size="sm" label={t('service_form.session_timeout')} description={t('service_form.session_timeout_hint')} min={0.01} max={8760} decimalScale={2} {...form.getInputProps('hours')} />
    </FormDialog>
  );
}
