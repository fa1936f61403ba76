import { Fieldset, Stack, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import type { LegalEntity, LegalEntityEdit } from '@/api/types';
import { FormDialog } from '@/ui/form/Dialog';
import { useRefusals } from '@/ui/form/useRefusals';
import { useFormat } from '@/ui/locale';
import { told } from '@/ui/notify';
import { changes_of } from './ProviderSettings';

const empty = {
  name: '', legal_name: '', street: '', postal_code: '', city: '', country: '', region: '', vat_number: '', registrations: [] as string[], one_stop_shop: false,
  invoice_prefix: '', registration: '', account_holder: '', iban: '', bic: '', bank_name: '', active: true,
};
type Values = typeof empty;

function values_of(entity: LegalEntity): Values {
  return Object.fromEntries(Object.keys(empty).map((key) => [key, entity[key as keyof Values]])) as Values;
}

/** What the next numbers would begin with. */
export function number_examples(prefix: string, year: string): string {
  return ['', 'CN', 'R'].map((kind) => `${prefix}${kind}${year}-000001`).join(', ');
}

export function LegalEntityDialog({ opened, close, entity }: { opened: boolean; close: () => void; entity?: LegalEntity }) {
  const { t } = useTranslation();
  const format = useFormat();
  const form = useForm<Values>({
    initialValues: empty,
    validate: {
      name: (value) => (value.trim() ? null : t('field.required')),
      country: (value) => (/^[A-Za-z]{2}$/.test(value.trim()) ? null : t('customer_form.country_code')),
    },
  });
  const save = useAction(
    (body: LegalEntityEdit, headers) => entity ? client.PATCH('/v1/legal-entities/{id}', { params: { path: { id: entity.id } }, body, headers }) : client.POST('/v1/legal-entities', { body, headers }),
    {
      refresh: ['/v1/legal-entities', '/v1/provider', '/v1/tax-settings', '/v1/customers'],
      done: (saved) => {
        told(t(entity ? 'entities.saved' : 'entities.added', { name: saved.name }));
        close();
      },
    },
  );
  useEffect(() => {
    if (!opened) return;
    save.reset();
    form.clearErrors();
    form.setValues(entity ? values_of(entity) : empty);
  }, [opened]);
  const rest = useRefusals(form, save.error);
  const f = (name: keyof Values) => form.getInputProps(name);
  const submit = (values: Values) => {
    const typed = { ...values, country: values.country.trim().toUpperCase(), registrations: values.registrations.map((code) => code.toUpperCase()) };
    save.mutate(changes_of(entity ? values_of(entity) : empty, typed));
  };
  return (
    <FormDialog
      title={entity ? t('entities.edit_title', { name: entity.name }) : t('entities.new_title')} opened={opened} close={close} size="xl" pending={save.isPending} error={save.error} rest={rest}
      submit_label={entity ? t('ui.save') : t('entities.submit')} submit={form.onSubmit(submit)}
    >
      <div className="two-up">
        <TextInput label={t('provider_form.name')} description={t('entities.name_hint')} required data-autofocus {...f('name')} />
        <TextInput label={t('provider_form.legal_name')} description={t('provider_form.legal_hint')} {...f('legal_name')} />
      </div>
      <TextInput label={t('provider_form.street')} {...f('street')} />
      <div className="two-up">
        <TextInput label={t('provider_form.postal_code')} {...f('postal_code')} />
        <TextInput label={t('provider_form.city')} {...f('city')} />
      </div>
      <Fieldset legend={t('entities.taxes')} variant="unstyled">
        <Stack gap="sm">
          <div className="two-up">
            <TextInput label={t('provider_form.country')} description={t('entities.country_hint')} required maxLength={2} {...f('country')} />
            <TextInput label={t('provider_form.vat_number')} description={<>&nbsp;</>} {...f('vat_number')} />
          </div>
          <div className="two-up">
            <TextInput label={t('tax_rules.region')} description={t('tax_rules.region_hint')} {...f('region')} />
            <TagsInput label={t('tax_rules.registrations')} description={t('tax_rules.registrations_hint')} {...f('registrations')} />
          </div>
          <Switch label={t('tax_rules.one_stop_shop')} description={t('tax_rules.one_stop_shop_hint')} {...form.getInputProps('one_stop_shop', { type: 'checkbox' })} />
        </Stack>
      </Fieldset>
      <Fieldset legend={t('entities.documents')} variant="unstyled">
        <Stack gap="sm">
          <TextInput label={t('entities.prefix')} description={t('entities.prefix_hint', { examples: number_examples(form.values.invoice_prefix, format.today().slice(0, 4)) })} maxLength={20} {...f('invoice_prefix')} />
          {entity?.is_first ? <p className="quiet small" style={{ margin: 0 }}>{t('entities.account_in_design')}</p> : (
            <>
              <Textarea label={t('entities.registration')} description={t('entities.registration_hint')} autosize {...f('registration')} />
              <div className="two-up">
                <TextInput label={t('entities.account_holder')} {...f('account_holder')} />
                <TextInput label={t('entities.bank_name')} {...f('bank_name')} />
              </div>
              <div className="two-up">
                <TextInput label={t('entities.iban')} description={t('entities.iban_hint')} {...f('iban')} />
                <TextInput label={t('entities.bic')} description={<>&nbsp;</>} {...f('bic')} />
              </div>
            </>
          )}
        </Stack>
      </Fieldset>
      {entity && !entity.is_first && <Switch label={t('entities.active')} description={t('entities.active_hint')} {...form.getInputProps('active', { type: 'checkbox' })} />}
    </FormDialog>
  );
}
