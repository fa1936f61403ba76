import { Button, Fieldset, Group, NumberInput, Select, Skeleton, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { useApi } from '@/api/query';
import type { Provider, ProviderEdit } from '@/api/types';
import { clock_seconds, clock_text } from '@/ui/format/date';
import { useRefusals } from '@/ui/form/useRefusals';
import { Panel } from '@/ui/Panel';
import { FormTrouble, Trouble } from '@/ui/Trouble';
import { told } from '@/ui/notify';
import { me_query, useMay } from '../../app/session';

export function ProviderSettings() {
  const answer = useApi('/v1/provider');
  if (answer.isError && !answer.data) return <Trouble error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return <Skeleton height={400} maw={760} />;
  return <Form provider={answer.data} />;
}

/** Only what was changed is sent: a field left alone cannot be refused. */
export function changes_of<T extends object>(before: T, after: T): Partial<T> {
  return Object.fromEntries(Object.entries(after).filter(([key, value]) => value !== before[key as keyof T])) as Partial<T>;
}

type Values = Omit<Provider, 'billing_run_at_s'> & { billing_run_time: string };
const values_of = ({ billing_run_at_s, ...rest }: Provider): Values => ({ ...rest, billing_run_time: clock_text(billing_run_at_s) });
const provider_of = ({ billing_run_time, ...rest }: Values): Provider => ({
  ...rest, payment_days: Number(rest.payment_days), country: rest.country.toUpperCase(), currency: rest.currency.toUpperCase(), billing_run_at_s: clock_seconds(billing_run_time) ?? 0,
});

function Form({ provider }: { provider: Provider }) {
  const { t } = useTranslation();
  const may = useMay();
  const queries = useQueryClient();
  const form = useForm<Values>({
    initialValues: values_of(provider),
    validate: {
      name: (value) => (value.trim() ? null : t('field.required')),
      country: (value) => (/^[A-Za-z]{2}$/.test(value) ? null : t('customer_form.country_code')),
      payment_days: (value) => (Number.isInteger(Number(value)) && Number(value) >= 0 && Number(value) <= 365 && String(value) !== '' ? null : t('provider_form.days')),
      billing_run_time: (value) => (clock_seconds(value) === null ? t('provider_form.time') : null),
    },
  });
  const save = useAction((body: ProviderEdit, headers) => client.PATCH('/v1/provider', { body, headers }), {
    refresh: ['/v1/provider', '/v1/legal-entities'],
    done: (saved) => {
      form.setInitialValues(values_of(saved));
      form.setValues(values_of(saved));
      form.resetDirty(values_of(saved));
      told(t('provider_form.saved'));
      void queries.invalidateQueries({ queryKey: me_query.queryKey });
    },
  });
  const rest = useRefusals(form, save.error, { billing_run_at_s: 'billing_run_time' });
  const f = (name: keyof Values) => ({ ...form.getInputProps(name), disabled: !may('settings.write') });
  const zones = Intl.supportedValuesOf('timeZone');
  return (
    <Panel className="settings-panel">
      <form noValidate onSubmit={form.onSubmit((values) => save.mutate(changes_of(provider, provider_of(values))))}>
        <Stack gap="lg">
          <Fieldset legend={t('provider_form.identity')} variant="unstyled">
            <Stack gap="sm">
              <div className="two-up">
                <TextInput label={t('provider_form.name')} description={<>&nbsp;</>} required {...f('name')} />
                <TextInput label={t('provider_form.legal_name')} description={t('provider_form.legal_hint')} {...f('legal_name')} />
              </div>
              <TextInput label={t('provider_form.street')} {...f('street')} />
              <div className="two-up">
                <TextInput label={t('provider_form.postal_code')} {...f('postal_code')} />
                <TextInput label={t('provider_form.city')} {...f('city')} />
                <TextInput label={t('provider_form.country')} maxLength={2} {...f('country')} />
              </div>
              <TextInput label={t('provider_form.vat_number')} {...f('vat_number')} />
            </Stack>
          </Fieldset>
          <Fieldset legend={t('provider_form.money')} variant="unstyled">
            <Stack gap="sm">
              <div className="two-up">
                <TextInput label={t('provider_form.currency')} description={t('provider_form.currency_hint')} maxLength={3} {...f('currency')} />
                <TextInput label={t('provider_form.locale')} description={<>&nbsp;</>} {...f('locale')} />
              </div>
              <Select label={t('provider_form.time_zone')} description={t('provider_form.time_zone_hint')} searchable data={zones.includes(provider.time_zone) ? zones : [provider.time_zone, ...zones]} {...f('time_zone')} />
              <div className="two-up">
                <TextInput label={t('provider_form.invoice_prefix')} {...f('invoice_prefix')} />
                <NumberInput size="sm" label={t('provider_form.payment_days')} min={0} max={365} allowDecimal={false} {...f('payment_days')} />
                <TextInput type="time" label={t('provider_form.billing_run_time')} {...f('billing_run_time')} />
              </div>
            </Stack>
          </Fieldset>
          <FormTrouble error={save.error} rest={rest} />
          {may('settings.write') && <Group justify="flex-end"><Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>{t('ui.save')}</Button></Group>}
        </Stack>
      </form>
    </Panel>
  );
}
