// The end of a service: its last day, what the contract says of it, and what it changes on the bill, before it is confirmed.
import { Checkbox, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { useApi } from '@/api/query';
import type { EndTerms, Service, ServiceEnd } from '@/api/types';
import { add_days, is_date } from '@/ui/format/date';
import { FormDialog } from '@/ui/form/Dialog';
import { DateField } from '@/ui/form/fields';
import { useRefusals } from '@/ui/form/useRefusals';
import { useFormat } from '@/ui/locale';
import { told } from '@/ui/notify';
import { useChange } from '../calculator/quote';
import { QuoteChange } from '../calculator/QuoteChange';
import { service_refresh } from './service_refresh';
import { useServiceInterval } from './useServiceInterval';

export function EndDialog({ service, opened, close }: { service: Service; opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const interval = useServiceInterval(service, opened);
  const form = useForm({
    initialValues: { on: '', noticed_on: '', waive: false, reason: '' },
    validate: {
      on: (value) => (is_date(value) ? null : t('field.required')),
      noticed_on: (value) => (!service.contract || (is_date(value) && value <= format.today()) ? null : t('contract.noticed_hint')),
      reason: (value, { waive }) => (!waive || value.trim() ? null : t('field.required')),
    },
  });
  const save = useAction((body: ServiceEnd, headers) => client.POST('/v1/services/{id}/end', { params: { path: { id: service.id } }, body, headers }), {
    refresh: service_refresh,
    done: () => {
      told(t('service_form.ended', { date: format.date(form.getValues().on) }));
      close();
    },
  });
  useEffect(() => {
    if (!opened) return;
    save.reset();
    form.clearErrors();
    form.setValues({ on: format.today(), noticed_on: service.end?.noticed_on ?? format.today(), waive: service.end?.fee_waived ?? false, reason: service.end?.waive_reason ?? '' });
  }, [opened]);
  const rest = useRefusals(form, save.error, { waive_reason: 'reason' });
  const { on: last_day, noticed_on, waive } = form.values;
  const whole = opened && is_date(last_day);
  const on = whole ? add_days(last_day, 1) : ''; // the API takes the first day without
  const with_contract = service.contract != null && is_date(noticed_on);
  const terms = useApi('/v1/services/{id}/end-terms', { path: { id: service.id }, query: { on, noticed_on } }, { enabled: whole && with_contract, keep: true });
  const fee = terms.data?.fee_minor ?? 0;
  const change = useChange(service.id, whole ? [{ kind: 'end', on, ...(with_contract && { noticed_on, waive_fee: waive && fee > 0 }) }] : null, format.today(), interval ?? 1);
  return (
    <FormDialog
      title={t('service_form.end_title', { username: service.username })} opened={opened} close={close} submit_label={t('service_form.end')} danger pending={save.isPending} disabled={change.pending || (whole && with_contract && terms.isFetching && (terms.isPlaceholderData || !terms.data))} error={save.error} rest={rest}
      submit={form.onSubmit((values) => {
        const waived = values.waive && fee > 0;
        save.mutate({ on: add_days(values.on, 1), ...(service.contract && { noticed_on: values.noticed_on, waive_fee: waived, ...(waived && { waive_reason: values.reason.trim() }) }) });
      })}
    >
      <Text>{t('service_form.end_body', { customer: service.customer_name, plan: service.plan_name })}</Text>
      <DateField label={t('service_form.end_on')} required data-autofocus {...form.getInputProps('on')} />
      {service.contract && <DateField label={t('contract.noticed_on')} description={t('contract.noticed_hint')} max={format.today()} required {...form.getInputProps('noticed_on')} />}
      {service.contract && whole && terms.data && <EndTermsNote terms={terms.data} />}
      {service.contract && fee > 0 && (
        <>
          <Checkbox label={t('contract.waive')} {...form.getInputProps('waive', { type: 'checkbox' })} />
          {waive && <TextInput label={t('contract.waive_reason')} description={t('contract.waive_hint')} required maxLength={500} {...form.getInputProps('reason')} />}
        </>
      )}
      <QuoteChange change={change} service_id={service.id} />
    </FormDialog>
  );
}

function EndTermsNote({ terms }: { terms: EndTerms }) {
  const { t } = useTranslation();
  const format = useFormat();
  const date = format.date(add_days(terms.earliest_end, -1));
  if (!terms.has_contract) return <Text role="status">{t('contract.none')}</Text>;
  if (!terms.is_early) return <Text role="status">{t('contract.free')}</Text>;
  if (terms.fee_minor === 0) return <Text role="status">{t('contract.early_free', { date })}</Text>;
  return (
    <div role="status">
      <Text>{t('contract.early', { date, amount: format.money(terms.fee_minor, terms.currency) })}</Text>
      <Text size="sm" c="dimmed">{terms.fee_words}</Text>
    </div>
  );
}
