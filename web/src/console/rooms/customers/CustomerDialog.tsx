import { Fieldset, NumberInput, SegmentedControl, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { useApi } from '@/api/query';
import type { Customer, CustomerEdit, NewCustomer } from '@/api/types';
import { useGo } from '@/ui/AppLink';
import { FormDialog } from '@/ui/form/Dialog';
import { useRefusals } from '@/ui/form/useRefusals';
import { told } from '@/ui/notify';
import { EntitySelect } from '../../app/entities';
import { useMe } from '../../app/session';
import { CustomerSelect } from './CustomerSelect';

interface Props {
  opened: boolean;
  close: () => void;
  customer?: Customer;
}

const empty = {
  name: '', kind: 'residential' as 'residential' | 'business', email: '', phone: '', street: '', postal_code: '', city: '', region: '', country: '', vat_number: '',
  billing_day: 1 as number | string, note: '', dunning_policy_id: '', referred_by: '', legal_entity_id: '1',
};
type Values = typeof empty;

/** Text left empty is not sent for a new customer (the server's default holds) and cleared on a known one. */
export function new_customer(values: Values): NewCustomer {
  const { dunning_policy_id, billing_day, kind, name, referred_by, legal_entity_id, ...texts } = values;
  const kept = Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, text.trim()]).filter(([, text]) => text !== ''));
  return { ...kept, ...(kept['country'] && { country: kept['country'].toUpperCase() }), name: name.trim(), kind, ...(billing_day !== '' && { billing_day: Number(billing_day) }), ...(dunning_policy_id && { dunning_policy_id: Number(dunning_policy_id) }), ...(referred_by && { referred_by: Number(referred_by) }), ...(legal_entity_id !== '1' && { legal_entity_id: Number(legal_entity_id) }) };
}

export function customer_edit(values: Values): CustomerEdit {
  const { dunning_policy_id, billing_day: _, kind, referred_by: __, legal_entity_id, ...texts } = values;
  const kept = Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, text.trim()]));
  return { ...kept, country: values.country.trim().toUpperCase(), kind, legal_entity_id: Number(legal_entity_id), ...(dunning_policy_id && { dunning_policy_id: Number(dunning_policy_id) }) };
}

export function CustomerDialog({ opened, close, customer }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const go = useGo();
  const policies = useApi('/v1/dunning-policies', undefined, { enabled: opened });
  const gives_for_referrals = useApi('/v1/referral-settings', undefined, { enabled: opened && !customer }).data?.is_on ?? false;
  const required = (value: string) => (value.trim() ? null : t('field.required'));
  const form = useForm<Values>({
    initialValues: empty,
    validate: {
      name: required,
      email: (value) => (value === '' || /^\S+@\S+$/.test(value.trim()) ? null : t('field.email')),
      country: (value) => (/^[a-z]{2}$/i.test(value.trim()) ? null : t('customer_form.country_code')),
      billing_day: (value) => (value === '' || Number.isInteger(Number(value)) && Number(value) >= 1 && Number(value) <= 31 ? null : t('customer_form.day')),
    },
  });
  const save = useAction(
    (values: Values, headers) =>
      customer
        ? client.PATCH('/v1/customers/{id}', { params: { path: { id: customer.id } }, body: customer_edit(values), headers })
        : client.POST('/v1/customers', { body: new_customer(values), headers }),
    {
      refresh: ['/v1/customers', '/v1/dashboard'],
      done: (saved) => {
        told(customer ? t('customers.edited') : t('customers.created', { name: saved.name, number: saved.number }));
        close();
        if (!customer) go(`/customers/${saved.id}`);
      },
    },
  );
  useEffect(() => {
    if (!opened) return;
    save.reset();
    form.clearErrors();
    form.setValues(customer ? { ...empty, ...pick(customer), dunning_policy_id: String(customer.dunning_policy_id), legal_entity_id: String(customer.legal_entity_id) } : { ...empty, country: me.provider.country, billing_day: 1 });
  }, [opened]);
  const rest = useRefusals(form, save.error);
  const f = (name: Exclude<keyof Values, 'billing_day'>) => form.getInputProps(name);

  return (
    <FormDialog
      title={customer ? t('customer_form.edit_title') : t('customer_form.new_title')} opened={opened} close={close} size="xl" pending={save.isPending} error={save.error} rest={rest}
      submit_label={customer ? t('ui.save') : t('customer_form.submit_new')} submit={form.onSubmit((values) => save.mutate(values))}
    >
      <SegmentedControl aria-label={t('customer_form.kind')} value={form.values.kind} onChange={(kind) => form.setFieldValue('kind', kind as Values['kind'])} data={[{ value: 'residential', label: t('customer_kind.residential') }, { value: 'business', label: t('customer_kind.business') }]} />
      <EntitySelect opened={opened} kept={customer?.legal_entity_id} description={t('entities.customer_hint')} {...f('legal_entity_id')} />
      <TextInput label={t('customer_form.name')} description={t('customer_form.name_hint')} required data-autofocus {...f('name')} />
      <Fieldset legend={t('customer_form.address')} variant="unstyled">
        <Stack gap="sm">
          <TextInput label={t('customer_form.street')} autoComplete="off" {...f('street')} />
          <div className="two-up">
            <TextInput label={t('customer_form.postal_code')} {...f('postal_code')} />
            <TextInput label={t('customer_form.city')} {...f('city')} />
          </div>
          <div className="two-up">
            <TextInput label={t('customer_form.region')} {...f('region')} />
            <TextInput label={t('customer_form.country')} description={t('customer_form.country_hint')} inputWrapperOrder={['label', 'input', 'error']} maxLength={2} required {...f('country')} />
          </div>
        </Stack>
      </Fieldset>
      <Fieldset legend={t('customer_form.contact')} variant="unstyled">
        <div className="two-up">
          <TextInput label={t('customer_form.email')} type="email" {...f('email')} />
          <TextInput label={t('customer_form.phone')} type="tel" {...f('phone')} />
        </div>
      </Fieldset>
      <Fieldset legend={t('customer_form.billing')} variant="unstyled">
        <Stack gap="sm">
          <div className="two-up">
            <NumberInput label={t('customer_form.billing_day')} description={customer ? t('customer_form.billing_day_fixed') : t('customer_form.billing_day_hint')} inputWrapperOrder={['label', 'input', 'description', 'error']} size="sm" min={1} max={31} allowDecimal={false} disabled={!!customer} {...form.getInputProps('billing_day')} />
            <TextInput label={t('customer_form.vat_number')} {...f('vat_number')} />
          </div>
          <Select label={t('customer_form.dunning_policy')} {...f('dunning_policy_id')} data={[...(customer ? [] : [{ value: '', label: t('customer_form.default_policy') }]), ...(policies.data?.items ?? []).map(({ id, name }) => ({ value: String(id), label: name }))]} />
        </Stack>
      </Fieldset>
      {!customer && gives_for_referrals && (
        <CustomerSelect opened={opened} label={t('referral.by')} description={t('referral.hint')} value={form.values.referred_by} choose={(referrer) => form.setFieldValue('referred_by', referrer)} error={form.errors['referred_by']} />
      )}
      <Textarea label={t('customer_form.note')} {...f('note')} />
    </FormDialog>
  );
}

function pick(customer: Customer): Partial<Values> {
  const { name, kind, email, phone, street, postal_code, city, region, country, vat_number, billing_day, note } = customer;
  return { name, kind, email, phone, street, postal_code, city, region, country, vat_number, billing_day, note };
}
