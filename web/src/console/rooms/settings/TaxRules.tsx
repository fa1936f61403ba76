// Where the provider is registered, and how tax is rounded.
import { Button, Group, Select, Stack, Switch, TagsInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { useApi } from '@/api/query';
import type { TaxSettings, TaxSettingsEdit } from '@/api/types';
import { minor_to_decimal, parse_money } from '@/ui/format/money';
import { money_error, MoneyInput } from '@/ui/form/fields';
import { useRefusals } from '@/ui/form/useRefusals';
import { useFormat } from '@/ui/locale';
import { Panel } from '@/ui/Panel';
import { FormTrouble } from '@/ui/Trouble';
import { told } from '@/ui/notify';
import { useMay } from '../../app/session';
import { local_decimal } from '../payments/PaymentDialog';

export function TaxRules() {
  const settings = useApi('/v1/tax-settings').data;
  return settings ? <Form settings={settings} /> : null;
}

function Form({ settings }: { settings: TaxSettings }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const amount = (minor: number) => (minor === 0 ? '' : local_decimal(minor_to_decimal(minor, format.currency), format.locale));
  const minor = (text: string) => {
    const parsed = parse_money(text || '0', format.currency, format.locale);
    return 'minor' in parsed ? parsed.minor : 0;
  };
  const values_of = (known: TaxSettings) => ({
    seller_region: known.seller_region, registrations: known.registrations, one_stop_shop: known.one_stop_shop, threshold: amount(known.threshold_minor), sum_by: known.sum_by, rounding: known.rounding, cash_step: amount(known.cash_step_minor),
  });
  const form = useForm({
    initialValues: values_of(settings),
    validate: {
      threshold: (value) => money_error(value, format.currency, format.locale, t, { optional: true }),
      cash_step: (value) => money_error(value, format.currency, format.locale, t, { optional: true }),
    },
  });
  const save = useAction((body: TaxSettingsEdit, headers) => client.PATCH('/v1/tax-settings', { body, headers }), {
    refresh: ['/v1/tax-settings', '/v1/tax-lookup', '/v1/legal-entities'],
    done: (saved) => {
      form.setValues(values_of(saved));
      form.resetDirty(values_of(saved));
      told(t('tax_rules.saved'));
    },
  });
  const rest = useRefusals(form, save.error, { threshold_minor: 'threshold', cash_step_minor: 'cash_step' });
  const f = (name: keyof ReturnType<typeof values_of>, options?: { type: 'checkbox' }) => ({ ...form.getInputProps(name, options), disabled: !may('settings.write') });
  return (
    <Panel title={t('tax_rules.title')}>
      <form
        noValidate
        onSubmit={form.onSubmit(({ threshold, cash_step, ...values }) => save.mutate({ ...values, registrations: values.registrations.map((code) => code.toUpperCase()), threshold_minor: minor(threshold), cash_step_minor: minor(cash_step) }))}
      >
        <Stack gap="sm">
          <div className="two-up">
            <TextInput label={t('tax_rules.region')} description={t('tax_rules.region_hint')} {...f('seller_region')} />
            <TagsInput label={t('tax_rules.registrations')} description={t('tax_rules.registrations_hint')} {...f('registrations')} />
          </div>
          <div className="two-up">
            <Select label={t('tax_rules.sum_by')} allowDeselect={false} data={(['category', 'line', 'jurisdiction'] as const).map((value) => ({ value, label: t(`tax_rules.by_${value}`) }))} {...f('sum_by')} />
            <Select label={t('tax_rules.rounding')} allowDeselect={false} data={(['half_up', 'half_even', 'up', 'down'] as const).map((value) => ({ value, label: t(`tax_rules.${value}`) }))} {...f('rounding')} />
            <MoneyInput label={t('tax_rules.cash_step')} {...f('cash_step')} />
          </div>
          <Switch label={t('tax_rules.one_stop_shop')} description={t('tax_rules.one_stop_shop_hint')} {...f('one_stop_shop', { type: 'checkbox' })} />
          <div className="two-up">
            <MoneyInput label={t('tax_rules.threshold')} description={t('tax_rules.threshold_hint', { this_year: format.money(settings.cross_border_this_year_minor), last_year: format.money(settings.cross_border_last_year_minor) })} {...f('threshold')} />
          </div>
          <FormTrouble error={save.error} rest={rest} />
          {may('settings.write') && <Group justify="flex-end"><Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>{t('ui.save')}</Button></Group>}
        </Stack>
      </form>
    </Panel>
  );
}
