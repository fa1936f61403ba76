// A service moves to another address, or all of the customer's: from which day, what it costs, and what it does to the bills, before it is confirmed.
import { Group, Select, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { useApi } from '@/api/query';
import type { Service, ServiceMove } from '@/api/types';
import { is_date } from '@/ui/format/date';
import { FormDialog } from '@/ui/form/Dialog';
import { DateField } from '@/ui/form/fields';
import { useRefusals } from '@/ui/form/useRefusals';
import { useFormat } from '@/ui/locale';
import { told } from '@/ui/notify';
import { useChange } from '../calculator/quote';
import { QuoteChange } from '../calculator/QuoteChange';
import { PlanOptions, usePlanOptions } from '../plans/PlanOptions';
import { service_refresh } from './service_refresh';
import { useServiceInterval } from './useServiceInterval';

const nowhere = { on: '', street: '', postal_code: '', city: '', region: '', country: '', fee: '', all: false };

export function MoveDialog({ service, opened, close }: { service: Service; opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const interval = useServiceInterval(service, opened);
  const { plans } = usePlanOptions(opened);
  const fees = plans.filter(({ is_once }) => is_once);
  const services = useApi('/v1/customers/{id}/services', { path: { id: service.customer_id } }, { enabled: opened }).data?.items ?? [];
  const others = services.filter(({ id, status }) => id !== service.id && status !== 'ended');
  const form = useForm({
    initialValues: nowhere,
    validate: {
      on: (value) => (is_date(value) ? null : t('field.required')),
      street: (value) => (value.trim() ? null : t('field.required')),
      city: (value) => (value.trim() ? null : t('field.required')),
      country: (value) => (value === '' || /^[A-Za-z]{2}$/.test(value) ? null : t('customer_form.country_code')),
    },
  });
  const after = {
    refresh: service_refresh,
    done: () => {
      told(t('move.done'));
      close();
    },
  };
  const save_one = useAction((body: ServiceMove, headers) => client.POST('/v1/services/{id}/move', { params: { path: { id: service.id } }, body, headers }), after);
  const save_all = useAction((body: ServiceMove, headers) => client.POST('/v1/customers/{id}/move', { params: { path: { id: service.customer_id } }, body, headers }), after);
  useEffect(() => {
    if (!opened) return;
    save_one.reset();
    save_all.reset();
    form.clearErrors();
    form.setValues({ ...nowhere, on: service.starts_on > format.today() ? service.starts_on : format.today() });
  }, [opened]);
  const { on, street, postal_code, city, region, country, fee, all } = form.values;
  const save = all ? save_all : save_one;
  const rest = useRefusals(form, save.error, { fee_plan_id: 'fee' });
  const where = { country: /^[A-Za-z]{2}$/.test(country) ? country.toUpperCase() : null, region: region.trim() || null };
  const ready = opened && is_date(on) && (postal_code.trim() !== '' || city.trim() !== '');
  const change = useChange(
    service.id,
    ready ? [{ kind: 'move', on, place: { ...where, postal_code: postal_code.trim() }, plan_id: fee ? Number(fee) : null, all_services: all }] : null,
    format.today(), interval ?? 1,
  );
  return (
    <FormDialog
      title={t('move.title', { username: service.username })} opened={opened} close={close} submit_label={t('move.submit')} pending={save.isPending} disabled={change.pending} error={save.error} rest={rest}
      submit={form.onSubmit(() => save.mutate({ on, street: street.trim(), postal_code: postal_code.trim(), city: city.trim(), ...where, fee_plan_id: fee ? Number(fee) : null }))}
    >
      <span className="quiet small">{t('move.hint')}</span>
      <DateField label={t('move.on')} required data-autofocus {...form.getInputProps('on')} />
      <TextInput label={t('provider_form.street')} required {...form.getInputProps('street')} />
      <Group grow align="flex-start">
        <TextInput label={t('provider_form.postal_code')} {...form.getInputProps('postal_code')} />
        <TextInput label={t('provider_form.city')} required {...form.getInputProps('city')} />
      </Group>
      <Group grow align="flex-start">
        <TextInput label={t('customer_tax.region')} {...form.getInputProps('region')} />
        <TextInput label={t('provider_form.country')} description={t('move.country_hint')} inputWrapperOrder={['label', 'input', 'description', 'error']} maxLength={2} {...form.getInputProps('country')} />
      </Group>
      {fees.length > 0 && <Select label={t('move.fee')} placeholder={t('move.no_fee')} clearable data={fees.map(({ id, name }) => ({ value: String(id), label: name }))} renderOption={PlanOptions(plans, t)} {...form.getInputProps('fee')} />}
      {others.length > 0 && <Switch label={t('move.all', { count: others.length })} {...form.getInputProps('all', { type: 'checkbox' })} />}
      <QuoteChange change={change} service_id={service.id} hint={t('move.fill')} />
    </FormDialog>
  );
}
