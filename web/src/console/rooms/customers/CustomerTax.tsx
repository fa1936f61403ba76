// What is known of a customer for tax: the VAT number's standing, exemption certificates, and where services are installed.
import { Button, Group, Select, Stack, TagsInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { useApi } from '@/api/query';
import { message_of } from '@/ui/Trouble';
import type { NewExemption, NewServiceLocation, NewVatCheck, Service } from '@/api/types';
import { is_date } from '@/ui/format/date';
import { FormDialog } from '@/ui/form/Dialog';
import { DateField } from '@/ui/form/fields';
import { useRefusals } from '@/ui/form/useRefusals';
import { useFormat } from '@/ui/locale';
import { Facts, Panel } from '@/ui/Panel';
import { Status } from '@/ui/Status';
import { OnDate, When } from '@/ui/values';
import { failed, told } from '@/ui/notify';
import { useMay } from '../../app/session';

export const tax_categories = ['internet', 'voice', 'television', 'equipment', 'other'] as const;

export function CustomerTax({ id, services }: { id: number; services: Service[] }) {
  const { t } = useTranslation();
  const may = useMay();
  const [checking, check] = useDisclosure(false);
  const [exempting, exempt] = useDisclosure(false);
  const [locating, locate] = useDisclosure(false);
  const ask = useAction((_: null, headers) => client.POST('/v1/customers/{id}/vat-checks/registry', { params: { path: { id } }, headers }), {
    done: () => told(t('customer_tax.asked')),
    failed: (error) => failed(message_of(error, t)),
  });
  const tax = useApi('/v1/customers/{id}/tax', { path: { id } }).data;
  if (!tax) return null;
  const writes = may('customers.write');
  const name_of = (service: number) => services.find((one) => one.id === service)?.username ?? String(service);
  const vat = tax.vat_check;
  return (
    <Panel
      title={t('customer_tax.title')}
      actions={writes && (
        <>
          {tax.vat_number !== '' && tax.vat_problem === '' && (
            <>
              <Button variant="default" size="compact-sm" loading={ask.isPending} onClick={() => ask.mutate(null)}>{t('customer_tax.ask')}</Button>
              <Button variant="default" size="compact-sm" onClick={check.open}>{t('customer_tax.check')}</Button>
            </>
          )}
          <Button variant="default" size="compact-sm" onClick={exempt.open}>{t('customer_tax.exempt')}</Button>
          {services.length > 0 && <Button variant="default" size="compact-sm" onClick={locate.open}>{t('customer_tax.locate')}</Button>}
        </>
      )}
    >
      <Stack gap="sm">
        <Facts items={[
          [t('customer_tax.vat'), tax.vat_number === '' ? <span key="none" className="quiet">{t('customer_tax.no_vat')}</span> : (
            <span key="vat">
              {tax.vat_number} <Status value={tax.vat_confirmed ? 'paid' : tax.vat_problem || vat?.result === 'invalid' ? 'overdue' : 'open'}>{t(tax.vat_confirmed ? 'customer_tax.confirmed' : tax.vat_problem || vat?.result === 'invalid' ? 'customer_tax.invalid' : 'customer_tax.unconfirmed')}</Status>
              {tax.vat_problem && <span className="quiet small" style={{ display: 'block' }}>{tax.vat_problem}</span>}
              {vat && <span className="quiet small" style={{ display: 'block' }}><When at={vat.checked_at} />{vat.registered_name && ` · ${vat.registered_name}`}{vat.reference && ` · ${vat.reference}`}</span>}
            </span>
          )],
          ...tax.exemptions.map((one): [React.ReactNode, React.ReactNode] => [t('customer_tax.exemption'), (
            <span key={one.id}>
              {one.number} <span className="quiet small">{one.jurisdiction ?? t('customer_tax.everywhere')}{one.products.length > 0 && ` · ${one.products.join(', ')}`} · <OnDate date={one.valid_from} /> – {one.valid_to ? <OnDate date={one.valid_to} /> : t('customer_tax.open_end')}</span>
            </span>
          )]),
          ...tax.locations.map((one): [React.ReactNode, React.ReactNode] => [t('customer_tax.installed', { name: name_of(one.service_id) }), (
            <span key={`${one.service_id}${one.from_date}`}>{one.street}, {one.postal_code} {one.city}, {one.country} <span className="quiet small"><OnDate date={one.from_date} /></span></span>
          )]),
        ]} />
        {tax.exemptions.length === 0 && tax.locations.length === 0 && <span className="quiet small">{t('customer_tax.plain')}</span>}
      </Stack>
      <CheckDialog id={id} opened={checking} close={check.close} number={tax.vat_number} />
      <ExemptDialog id={id} opened={exempting} close={exempt.close} />
      <LocateDialog id={id} opened={locating} close={locate.close} services={services} />
    </Panel>
  );
}

function CheckDialog({ id, opened, close, number }: { id: number; opened: boolean; close: () => void; number: string }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { method: 'registry', result: 'valid', registered_name: '', reference: '' } });
  const save = useAction((body: NewVatCheck, headers) => client.POST('/v1/customers/{id}/vat-checks', { params: { path: { id } }, body, headers }), {
    refresh: ['/v1/customers'],
    done: () => {
      told(t('customer_tax.checked'));
      close();
    },
  });
  useEffect(() => {
    if (!opened) return;
    form.reset();
    save.reset();
  }, [opened]);
  const rest = useRefusals(form, save.error);
  return (
    <FormDialog
      title={t('customer_tax.check_title', { number })} opened={opened} close={close} pending={save.isPending} error={save.error} rest={rest} submit_label={t('customer_tax.check_submit')}
      submit={form.onSubmit((values) => save.mutate(values as NewVatCheck))}
    >
      <span className="quiet small">{t('customer_tax.check_hint')}</span>
      <div className="two-up">
        <Select label={t('customer_tax.method')} allowDeselect={false} data={(['registry', 'document'] as const).map((value) => ({ value, label: t(`customer_tax.by_${value}`) }))} {...form.getInputProps('method')} />
        <Select label={t('customer_tax.result')} allowDeselect={false} data={[{ value: 'valid', label: t('customer_tax.confirmed') }, { value: 'invalid', label: t('customer_tax.invalid') }]} {...form.getInputProps('result')} />
      </div>
      <TextInput label={t('customer_tax.registered_name')} {...form.getInputProps('registered_name')} />
      <TextInput label={t('customer_tax.reference')} description={t('customer_tax.reference_hint')} {...form.getInputProps('reference')} />
    </FormDialog>
  );
}

function ExemptDialog({ id, opened, close }: { id: number; opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const places = useApi('/v1/jurisdictions', undefined, { enabled: opened }).data?.items ?? [];
  const form = useForm({
    initialValues: { number: '', jurisdiction: '', products: [] as string[], valid_from: '', valid_to: '', document: '' },
    validate: {
      number: (value) => (value.trim() ? null : t('field.required')),
      valid_from: (value) => (is_date(value) ? null : t('field.required')),
    },
  });
  const save = useAction((body: NewExemption, headers) => client.POST('/v1/customers/{id}/exemptions', { params: { path: { id } }, body, headers }), {
    refresh: ['/v1/customers'],
    done: () => {
      told(t('customer_tax.exempted'));
      close();
    },
  });
  useEffect(() => {
    if (!opened) return;
    form.reset();
    form.setFieldValue('valid_from', format.today());
    save.reset();
  }, [opened]);
  const rest = useRefusals(form, save.error);
  return (
    <FormDialog
      title={t('customer_tax.exempt_title')} opened={opened} close={close} pending={save.isPending} error={save.error} rest={rest} submit_label={t('customer_tax.exempt_submit')}
      submit={form.onSubmit((values) => save.mutate({ number: values.number.trim(), jurisdiction: values.jurisdiction || null, products: values.products, valid_from: values.valid_from, valid_to: values.valid_to || null, document: values.document.trim() }))}
    >
      <TextInput label={t('customer_tax.number')} description={t('customer_tax.number_hint')} required data-autofocus {...form.getInputProps('number')} />
      <div className="two-up">
        <Select label={t('customer_tax.place')} searchable data={[{ value: '', label: t('customer_tax.everywhere') }, ...places.map((one) => ({ value: one.code, label: `${one.name} (${one.code})` }))]} {...form.getInputProps('jurisdiction')} />
        <TagsInput label={t('customer_tax.products')} description={<>&nbsp;</>} data={[...tax_categories]} placeholder={form.values.products.length === 0 ? t('customer_tax.all_products') : undefined} {...form.getInputProps('products')} />
      </div>
      <div className="two-up">
        <DateField label={t('customer_tax.valid_from')} required {...form.getInputProps('valid_from')} />
        <DateField label={t('customer_tax.valid_to')} {...form.getInputProps('valid_to')} />
      </div>
      <TextInput label={t('customer_tax.document')} {...form.getInputProps('document')} />
    </FormDialog>
  );
}

function LocateDialog({ id, opened, close, services }: { id: number; opened: boolean; close: () => void; services: Service[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const form = useForm({
    initialValues: { service: '', street: '', postal_code: '', city: '', region: '', country: '', from_date: '' },
    validate: {
      service: (value) => (value ? null : t('field.required')),
      country: (value) => (value === '' || /^[A-Za-z]{2}$/.test(value) ? null : t('customer_form.country_code')),
      from_date: (value) => (is_date(value) ? null : t('field.required')),
    },
  });
  const save = useAction(({ service, ...body }: NewServiceLocation & { service: number }, headers) => client.PUT('/v1/services/{id}/location', { params: { path: { id: service } }, body, headers }), {
    refresh: ['/v1/customers', '/v1/services'],
    done: () => {
      told(t('customer_tax.located'));
      close();
    },
  });
  useEffect(() => {
    if (!opened) return;
    form.reset();
    form.setFieldValue('from_date', format.today());
    form.setFieldValue('service', services.length === 1 ? String(services[0]!.id) : '');
    save.reset();
  }, [opened, id]);
  const rest = useRefusals(form, save.error);
  return (
    <FormDialog
      title={t('customer_tax.locate_title')} opened={opened} close={close} pending={save.isPending} error={save.error} rest={rest} submit_label={t('customer_tax.locate_submit')}
      submit={form.onSubmit(({ service, country, region, ...values }) => save.mutate({ ...values, service: Number(service), region: region || null, country: country ? country.toUpperCase() : null }))}
    >
      <span className="quiet small">{t('customer_tax.locate_hint')}</span>
      <Group grow align="flex-start">
        <Select label={t('customer_tax.service')} required allowDeselect={false} data={services.map((one) => ({ value: String(one.id), label: one.username }))} {...form.getInputProps('service')} />
        <DateField label={t('customer_tax.from_date')} required {...form.getInputProps('from_date')} />
      </Group>
      <TextInput label={t('provider_form.street')} {...form.getInputProps('street')} />
      <div className="two-up">
        <TextInput label={t('provider_form.postal_code')} {...form.getInputProps('postal_code')} />
        <TextInput label={t('provider_form.city')} {...form.getInputProps('city')} />
      </div>
      <div className="two-up">
        <TextInput label={t('customer_tax.region')} {...form.getInputProps('region')} />
        <TextInput label={t('provider_form.country')} maxLength={2} {...form.getInputProps('country')} />
      </div>
    </FormDialog>
  );
}
