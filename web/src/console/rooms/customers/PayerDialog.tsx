// Who is billed for a customer: somebody else from a day on, or they themselves again, and what it does to the bills of both, before it is confirmed.
import { SegmentedControl, Select, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { useApi } from '@/api/query';
import type { Customer, CustomerPayers, NewPayer, Service } from '@/api/types';
import { is_date } from '@/ui/format/date';
import { FormDialog } from '@/ui/form/Dialog';
import { DateField } from '@/ui/form/fields';
import { useRefusals } from '@/ui/form/useRefusals';
import { useFormat } from '@/ui/locale';
import { told } from '@/ui/notify';
import { QuoteChange } from '../calculator/QuoteChange';
import { useChange } from '../calculator/quote';

export function PayerDialog({ customer, payers, services, opened, close }: { customer: Customer; payers: CustomerPayers; services: Service[]; opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const form = useForm({
    initialValues: { who: 'other', payer: '', words: '', on: '' },
    validate: { payer: (value, { who }) => (who === 'self' || value ? null : t('field.required')), on: (value) => (is_date(value) ? null : t('field.required')) },
  });
  const { who, payer, words, on } = form.values;
  const [sought] = useDebouncedValue(words, 200);
  const found = useApi('/v1/customers', { query: { q: sought, limit: 20, count: false } }, { enabled: opened && who === 'other' }).data?.items ?? [];
  const options = found.filter(({ id, currency }) => id !== customer.id && currency === customer.currency).map(({ id, number, name, city }) => ({ value: String(id), label: [`${number} ${name}`, city].filter(Boolean).join(', ') }));
  const save = useAction((body: NewPayer, headers) => client.POST('/v1/customers/{id}/payer', { params: { path: { id: customer.id } }, body, headers }), {
    refresh: ['/v1/customers', '/v1/services', '/v1/quotes', '/v1/dashboard'],
    done: () => {
      told(t('payer.saved'));
      close();
    },
  });
  useEffect(() => {
    if (!opened) return;
    save.reset();
    form.clearErrors();
    form.setValues({ who: payers.billed_to ? 'self' : 'other', payer: '', words: '', on: customer.next_billing_on });
  }, [opened]);
  const rest = useRefusals(form, save.error, { payer_id: 'payer' });
  const payer_id = who === 'other' && payer ? Number(payer) : null;
  const service = services[0];
  const ready = opened && service && is_date(on) && (who === 'self' || payer_id !== null);
  const change = useChange(service?.id ?? 0, ready ? [{ kind: 'payer', on, payer_id }] : null, format.today(), 1);
  return (
    <FormDialog
      title={t('payer.title', { name: customer.name })} opened={opened} close={close} submit_label={t('payer.submit')} pending={save.isPending} disabled={change.pending} error={save.error} rest={rest}
      submit={form.onSubmit(() => save.mutate({ payer_id, on }))}
    >
      <Text>{t('payer.body')}</Text>
      <SegmentedControl aria-label={t('payer.who')} fullWidth data={[{ value: 'other', label: t('payer.other') }, { value: 'self', label: t('payer.self') }]} {...form.getInputProps('who')} />
      {who === 'other' && (
        <Select
          label={t('payer.customer')} placeholder={t('payer.search')} required searchable data={options} filter={({ options: all }) => all} nothingFoundMessage={t('payer.none')}
          searchValue={words} onSearchChange={(value) => form.setFieldValue('words', value)} {...form.getInputProps('payer')}
        />
      )}
      <DateField label={t('payer.on')} description={t('payer.on_hint')} required {...form.getInputProps('on')} />
      {service && <QuoteChange change={change} service_id={service.id} hint={t('payer.fill')} />}
    </FormDialog>
  );
}
