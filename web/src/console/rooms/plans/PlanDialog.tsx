import { Alert, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { useApi } from '@/api/query';
import type { NewPlan, Plan } from '@/api/types';
import { minor_to_decimal, parse_money } from '@/ui/format/money';
import { FormDialog } from '@/ui/form/Dialog';
import { money_error, MoneyInput } from '@/ui/form/fields';
import { useRefusals } from '@/ui/form/useRefusals';
import { useFormat } from '@/ui/locale';
import { told } from '@/ui/notify';
import { local_decimal } from '../payments/PaymentDialog';
import { tax_categories } from '../customers/CustomerTax';
import { mbit_text, parse_mbit } from './speed';

const by_place = (tax: string) => (tax.startsWith('by:') ? tax.slice(3) : '');
const empty = { name: '', code: '', description: '', price: '', tax: '', gross: false, down: '', up: '', active: true };

export function PlanDialog({ open, close }: { open: Plan | 'new' | null; close: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const opened = open !== null;
  // What the dialog is about stays while it fades out.
  const [plan, set_plan] = useState<Plan | null>(null);
  const currency = plan?.currency ?? format.currency;
  const taxes = useApi('/v1/taxes', undefined, { enabled: opened });
  const form = useForm({
    initialValues: empty,
    validate: {
      name: (value) => (value.trim() ? null : t('field.required')),
      code: (value) => (value.trim() ? null : t('field.required')),
      price: (value) => money_error(value, currency, format.locale, t),
      down: (value) => (parse_mbit(value) === undefined ? t('plan_form.speed') : null),
      up: (value) => (parse_mbit(value) === undefined ? t('plan_form.speed') : null),
    },
  });
  const save = useAction(
    ({ code, active, ...body }: NewPlan & { active: boolean }, headers) =>
      plan ? client.PATCH('/v1/plans/{id}', { params: { path: { id: plan.id } }, body: { ...body, active }, headers }) : client.POST('/v1/plans', { body: { ...body, code }, headers }),
    {
      refresh: ['/v1/plans'],
      done: (saved) => {
        told(plan ? t('plan_form.saved', saved) : t('plan_form.created', { name: saved.name }));
        close();
      },
    },
  );
  useEffect(() => {
    if (!opened) return;
    const known = open === 'new' ? null : open;
    set_plan(known);
    save.reset();
    form.clearErrors();
    form.setValues(
      known
        ? { name: known.name, code: known.code, description: known.description, price: local_decimal(minor_to_decimal(known.price_minor, known.currency), format.locale), tax: known.tax_category ? `by:${known.tax_category}` : known.tax_id == null ? '' : String(known.tax_id), gross: known.price_includes_tax, down: mbit_text(known.down_kbit), up: mbit_text(known.up_kbit), active: known.active }
        : empty,
    );
  }, [opened]);
  useEffect(() => {
    const only = taxes.data?.items.length === 1 ? taxes.data.items[0] : undefined;
    if (open === 'new' && only && form.getValues().tax === '') form.setFieldValue('tax', String(only.id));
  }, [taxes.data, open]);
  const rest = useRefusals(form, save.error, { price_minor: 'price', tax_id: 'tax', tax_category: 'tax', down_kbit: 'down', up_kbit: 'up' });
  const next = (plan?.version ?? 0) + 1;

  return (
    <FormDialog
      title={plan ? t('plan_form.edit_title', { name: plan.name }) : t('plan_form.new_title')} opened={opened} close={close} pending={save.isPending} error={save.error} rest={rest}
      submit_label={plan ? t('plan_form.submit_edit', { version: next }) : t('plan_form.submit')}
      submit={form.onSubmit((values) => {
        const price = parse_money(values.price, currency, format.locale);
        if (!('minor' in price)) return;
        save.mutate({
          name: values.name.trim(), code: values.code.trim(), description: values.description.trim(), price_minor: price.minor, tax_id: values.tax && !by_place(values.tax) ? Number(values.tax) : null, tax_category: by_place(values.tax), price_includes_tax: values.gross,
          down_kbit: parse_mbit(values.down) ?? null, up_kbit: parse_mbit(values.up) ?? null, active: values.active,
        });
      })}
    >
      {plan && <Alert className="notice">{t('plan_form.versions', { version: next, count: plan.services_active })}</Alert>}
      <TextInput label={t('plan_form.name')} description={t('plan_form.name_hint')} required data-autofocus {...form.getInputProps('name')} />
      {!plan && <TextInput label={t('plan_form.code')} description={t('plan_form.code_hint')} required autoComplete="off" {...form.getInputProps('code')} />}
      <div className="two-up">
        <MoneyInput label={form.values.gross ? t('plan_form.price_gross') : t('plan_form.price')} currency={currency} required {...form.getInputProps('price')} />
        <Select label={t('plan_form.tax')} data={[
            { value: '', label: t('plans.no_tax') },
            { group: t('plan_form.tax_fixed'), items: (taxes.data?.items ?? []).filter((tax) => !tax.jurisdiction || String(tax.id) === form.values.tax).map((tax) => ({ value: String(tax.id), label: tax.current_percent_ppm == null ? tax.name : `${tax.name} (${format.percent(tax.current_percent_ppm)})` })) },
            { group: t('plan_form.tax_by_place'), items: tax_categories.map((name) => ({ value: `by:${name}`, label: t(`plan_form.sells_${name}`) })) },
          ]} {...form.getInputProps('tax')} />
      </div>
      <Switch label={t('plan_form.gross')} {...form.getInputProps('gross', { type: 'checkbox' })} />
      <div className="two-up">
        <TextInput label={t('plan_form.down')} description={t('plan_form.speed_hint')} inputMode="decimal" {...form.getInputProps('down')} />
        <TextInput label={t('plan_form.up')} description={t('plan_form.speed_hint')} inputMode="decimal" {...form.getInputProps('up')} />
      </div>
      <Textarea label={t('plan_form.description')} {...form.getInputProps('description')} />
      {plan && <Switch label={t('plan_form.active')} {...form.getInputProps('active', { type: 'checkbox' })} />}
    </FormDialog>
  );
}
