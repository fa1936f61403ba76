import { Alert, NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { useApi } from '@/api/query';
import type { NewPlan, Plan, PlanKind } from '@/api/types';
import { minor_to_decimal, parse_money } from '@/ui/format/money';
import { parse_percent } from '@/ui/format/number';
import { FormDialog } from '@/ui/form/Dialog';
import { money_error, MoneyInput } from '@/ui/form/fields';
import { useRefusals } from '@/ui/form/useRefusals';
import { useFormat } from '@/ui/locale';
import { told } from '@/ui/notify';
import { local_decimal } from '../payments/PaymentDialog';
import { tax_categories } from '../customers/CustomerTax';
import { word } from '../../app/words';
import { AttributeField } from './AttributeField';
import { fewest_parts } from './bundle';
import { BundleFields, is_changed, no_bundle } from './BundleFields';
import { asks_amount, contract_of, contract_values, no_contract, whole_to } from './contract';
import { ContractFields } from './ContractFields';
import { type Lasting, longest_interval_days, longest_interval_months, per_words, usual_intervals } from './interval';
import { mbit_text, parse_mbit } from './speed';

const by_place = (tax: string) => (tax.startsWith('by:') ? tax.slice(3) : '');
/** What stands for "n months" and "n days" in the select. */
const other = 'other', other_days = 'other_days';
const weeks = { week: 7, two_weeks: 14 } as const;
const empty = { kind: 'internet' as PlanKind, attributes: {} as Record<string, string>, name: '', code: '', description: '', price: '', interval: '1', months: '' as string | number, days: '' as string | number, arrears: 'no', forfeits: false, stub: false, portal: false, tax: '', gross: false, once: false, setup: '', setup_months: '' as string | number, trial: '' as string | number, trial_price: '', down: '', up: '', active: true, ...no_bundle, ...no_contract };

/** Whether a price of the trial is asked for: what is prepaid has a free one. */
const has_paid_trial = ({ once, arrears, trial }: typeof empty) => !once && arrears !== 'prepaid' && Number(trial || 0) > 0;

type IntervalFields = Pick<typeof empty, 'interval' | 'months' | 'days'>;

function fields_of({ interval_months, interval_days }: Plan): IntervalFields {
  const week = Object.entries(weeks).find(([, days]) => days === interval_days)?.[0];
  if (week) return { interval: week, months: '', days: '' };
  if (interval_days) return { interval: other_days, months: '', days: interval_days };
  return usual_intervals.some((usual) => usual === interval_months) ? { interval: String(interval_months), months: '', days: '' } : { interval: other, months: interval_months, days: '' };
}

const whole = (text: string | number, most: number): number | null => {
  const value = text === '' ? NaN : Number(text);
  return Number.isInteger(value) && value >= 1 && value <= most ? value : null;
};

/** Null while no whole number of months or days that a plan may have is given. */
function lasting_of({ interval, months, days }: IntervalFields): { interval_months?: number; interval_days?: number } | null {
  if (interval in weeks) return { interval_days: weeks[interval as keyof typeof weeks] };
  if (interval === other_days) {
    const given = whole(days, longest_interval_days);
    return given === null ? null : { interval_days: given };
  }
  const given = interval === other ? whole(months, longest_interval_months) : Number(interval);
  return given === null ? null : { interval_months: given };
}

/** What is sent; null while an amount or an interval is not one. */
function body_of(values: typeof empty, { currency, locale, plan, has_speeds, declared }: { currency: string; locale: string; plan: Plan | null; has_speeds: boolean; declared: string[] }): (NewPlan & { active: boolean }) | null {
  const price = parse_money(values.price, currency, locale);
  const interval = values.once ? { interval_months: 1 } : lasting_of(values);
  const setup = values.once || values.setup.trim() === '' ? { minor: 0 } : parse_money(values.setup, currency, locale);
  const trial_price = !has_paid_trial(values) || values.trial_price.trim() === '' ? { minor: 0 } : parse_money(values.trial_price, currency, locale);
  const bundle = values.once ? [] : values.bundle, tax = bundle.length > 0 ? '' : values.tax; // each part bears its own
  if (!('minor' in price) || !('minor' in setup) || !('minor' in trial_price) || interval === null) return null;
  return {
    name: values.name.trim(), code: values.code.trim(), description: values.description.trim(), price_minor: price.minor, ...interval, in_arrears: !values.once && values.arrears === 'yes', is_prepaid: !values.once && values.arrears === 'prepaid', forfeits_unused: !values.once && values.arrears === 'prepaid' && values.forfeits, joins_stub: !values.once && values.arrears !== 'prepaid' && values.stub && (interval.interval_months ?? 0) > 1, tax_id: tax && !by_place(tax) ? Number(tax) : null, tax_category: by_place(tax), ...(is_changed(bundle, plan) || values.newer ? { bundle: bundle.map(Number) } : {}), price_includes_tax: values.gross, offered_in_portal: !values.once && values.portal, is_once: values.once, setup_fee_minor: setup.minor, setup_fee_months: setup.minor > 0 ? Number(values.setup_months || 0) : 0, trial_days: values.once ? 0 : Number(values.trial || 0), trial_price_minor: trial_price.minor, contract: values.once || values.arrears === 'prepaid' ? null : contract_of(values, currency, locale),
    down_kbit: has_speeds ? parse_mbit(values.down) ?? null : null, up_kbit: has_speeds ? parse_mbit(values.up) ?? null : null, active: values.active,
    kind: values.kind, attributes: declared.map((name) => ({ name, value: (values.attributes[name] ?? '').trim() })).filter(({ value }) => value !== ''),
  };
}

/** What a plan is sold as makes a version; whether it is sold, and where, does not. */
const versioned = (body: (NewPlan & { active: boolean }) | null) => body && JSON.stringify({ ...body, active: true, offered_in_portal: true });

export function PlanDialog({ open, close }: { open: Plan | 'new' | null; close: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const opened = open !== null;
  // What the dialog is about stays while it fades out.
  const [plan, set_plan] = useState<Plan | null>(null);
  const [start, set_start] = useState(empty);
  const currency = plan?.currency ?? format.currency;
  const taxes = useApi('/v1/taxes', undefined, { enabled: opened });
  const kinds = useApi('/v1/plan-kinds', undefined, { enabled: opened });
  const plans = useApi('/v1/plans', undefined, { enabled: opened });
  const form = useForm({
    initialValues: empty,
    validate: {
      name: (value) => (value.trim() ? null : t('field.required')),
      code: (value) => (value.trim() ? null : t('field.required')),
      price: (value) => money_error(value, currency, format.locale, t),
      bundle: (value) => (value.length > 0 && value.length < fewest_parts ? t('bundle.size') : null),
      months: (value, { interval }) => (interval !== other || whole(value, longest_interval_months) !== null ? null : t('plan_form.months_range')),
      days: (value, { interval }) => (interval !== other_days || whole(value, longest_interval_days) !== null ? null : t('plan_form.days_range')),
      setup: (value) => money_error(value, currency, format.locale, t, { optional: true }),
      setup_months: (value) => (whole_to(value, 120) === null ? t('plan_form.term_range') : null),
      trial_price: (value, values) => (has_paid_trial(values) ? money_error(value, currency, format.locale, t, { optional: true }) : null),
      trial: (value) => (value === '' || (Number.isInteger(Number(value)) && Number(value) >= 0 && Number(value) <= 366) ? null : t('plan_form.trial_range')),
      attributes: (value, { kind }) => (kinds.data?.items.find((one) => one.kind === kind)?.attributes.some(({ name, required }) => required && !value[name]?.trim()) ? t('field.required') : null),
      term: (value) => (whole_to(value, 120) === null ? t('plan_form.term_range') : null),
      renewal: (value) => (whole_to(value, 120) === null ? t('plan_form.term_range') : null),
      notice: (value) => (whole_to(value, 366) === null ? t('plan_form.trial_range') : null),
      fee_amount: (value, values) => (asks_amount(values) && Number(values.term || 0) > 0 ? money_error(value, currency, format.locale, t, { positive: true }) : null),
      fee_percent: (value, { fee, term }) => (fee === 'percent' && Number(term || 0) > 0 && !parse_percent(value) ? t('plan_form.percent_range') : null),
      down: (value) => (parse_mbit(value) === undefined ? t('plan_form.speed') : null),
      up: (value) => (parse_mbit(value) === undefined ? t('plan_form.speed') : null),
    },
  });
  const save = useAction(
    ({ code, kind, active, is_once, is_prepaid, ...body }: NewPlan & { active: boolean }, headers) =>
      plan ? client.PATCH('/v1/plans/{id}', { params: { path: { id: plan.id } }, body: { ...body, active }, headers }) : client.POST('/v1/plans', { body: { ...body, code, kind, is_once, is_prepaid }, headers }),
    {
      refresh: ['/v1/plans'],
      done: (saved) => {
        told(!plan ? t('plan_form.created', { name: saved.name }) : saved.version === plan.version ? t('plan_form.saved_plainly', { name: saved.name }) : t('plan_form.saved', saved));
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
    const values =
      known
        ? { kind: known.kind, attributes: Object.fromEntries((known.attributes ?? []).map(({ name, value }) => [name, value])), name: known.name, code: known.code, description: known.description, price: local_decimal(minor_to_decimal(known.price_minor, known.currency), format.locale), ...fields_of(known), arrears: known.is_prepaid ? 'prepaid' : known.in_arrears ? 'yes' : 'no', forfeits: known.forfeits_unused, stub: known.joins_stub, portal: known.offered_in_portal, tax: known.tax_category ? `by:${known.tax_category}` : known.tax_id == null ? '' : String(known.tax_id), gross: known.price_includes_tax, once: known.is_once, setup: known.setup_fee_minor ? local_decimal(minor_to_decimal(known.setup_fee_minor, known.currency), format.locale) : '', setup_months: known.setup_fee_months || '', trial: known.trial_days || '', trial_price: known.trial_price_minor ? local_decimal(minor_to_decimal(known.trial_price_minor, known.currency), format.locale) : '', down: mbit_text(known.down_kbit), up: mbit_text(known.up_kbit), active: known.active, bundle: (known.bundle ?? []).map(({ plan_id }) => String(plan_id)), newer: false, ...contract_values(known.contract, known.currency, format.locale) }
        : empty;
    set_start(values);
    form.setValues(values);
  }, [opened]);
  useEffect(() => {
    const only = taxes.data?.items.length === 1 ? taxes.data.items[0] : undefined;
    if (open === 'new' && only && form.getValues().tax === '') form.setFieldValue('tax', String(only.id));
  }, [taxes.data, open]);
  const rest = useRefusals(form, save.error, { price_minor: 'price', setup_fee_minor: 'setup', setup_fee_months: 'setup_months', trial_days: 'trial', trial_price_minor: 'trial_price', 'contract.minimum_months': 'term', 'contract.renewal_months': 'renewal', 'contract.notice_days': 'notice', 'contract.fee_kind': 'fee', 'contract.fee_minor': 'fee_amount', 'contract.fee_ppm': 'fee_percent', tax_id: 'tax', tax_category: 'tax', interval_months: form.values.interval === other ? 'months' : 'interval', interval_days: form.values.interval === other_days ? 'days' : 'interval', in_arrears: 'arrears', is_prepaid: 'arrears', forfeits_unused: 'forfeits', joins_stub: 'stub', down_kbit: 'down', up_kbit: 'up' });
  const given = lasting_of(form.values);
  const lasting: Lasting | null = given && { interval_months: 0, ...given };
  const declared = kinds.data?.items.find(({ kind }) => kind === form.values.kind);
  const has_speeds = declared?.has_speeds ?? form.values.kind === 'internet';
  const next = (plan?.version ?? 0) + 1;
  const bundled = !form.values.once && form.values.bundle.length > 0;
  const price = parse_money(form.values.price, currency, format.locale);
  const prepaid = !form.values.once && form.values.arrears === 'prepaid';
  const waits = plan?.next_from != null; // for a price change that is announced
  const terms = { currency, locale: format.locale, plan, has_speeds, declared: (declared?.attributes ?? []).map(({ name }) => name) };
  const now = body_of(form.values, terms), before = body_of(start, terms);
  const makes_version = !plan || now === null || versioned(now) !== versioned(before);
  const is_only_offered = plan !== null && !makes_version && JSON.stringify(now) !== JSON.stringify(before);

  return (
    <FormDialog
      title={plan ? t('plan_form.edit_title', { name: plan.name }) : t('plan_form.new_title')} opened={opened} close={close} pending={save.isPending} disabled={waits && !is_only_offered} error={save.error} rest={rest}
      submit_label={!plan ? t('plan_form.submit') : makes_version ? t('plan_form.submit_edit', { version: next }) : t('ui.save')}
      submit={form.onSubmit((values) => {
        const body = body_of(values, terms);
        if (body) save.mutate(body);
      })}
    >
      {plan && <Alert className={waits && !is_only_offered ? 'caution' : 'notice'}>{is_only_offered ? t('plan_form.no_version') : waits ? t('plan_form.waits', { price: format.money(plan.next_price_minor ?? plan.price_minor, plan.currency), date: format.date(plan.next_from ?? '') }) : t('plan_form.versions', { version: next, count: plan.services_active })}</Alert>}
      {!plan && <Select label={t('plan_form.kind')} description={t('plan_form.kind_hint')} allowDeselect={false} data={(kinds.data?.items ?? [{ kind: 'internet' as const }]).map(({ kind }) => ({ value: kind, label: word(t, 'plan_kind', kind) }))} {...form.getInputProps('kind')} />}
      <TextInput label={t('plan_form.name')} description={t('plan_form.name_hint')} required data-autofocus {...form.getInputProps('name')} />
      {!plan && <TextInput label={t('plan_form.code')} description={t('plan_form.code_hint')} required autoComplete="off" {...form.getInputProps('code')} />}
      {!plan && <Switch label={t('plan_form.once')} {...form.getInputProps('once', { type: 'checkbox' })} />}
      {!form.values.once && <div className="two-up">
        <Select
          label={t('plan_form.interval')} description={prepaid ? t('plan_form.interval_prepaid') : t('plan_form.interval_hint')} allowDeselect={false}
          data={[...usual_intervals.map((value) => ({ value: String(value), label: t(`interval.of_${value}`) })), { value: other, label: t('plan_form.other_interval') }, { value: 'week', label: t('interval.of_week') }, { value: 'two_weeks', label: t('interval.of_two_weeks') }, { value: other_days, label: t('plan_form.other_days') }]} {...form.getInputProps('interval')}
        />
        {form.values.interval === other && <NumberInput label={t('plan_form.months')} description={<>&nbsp;</>} required min={1} max={longest_interval_months} allowDecimal={false} {...form.getInputProps('months')} />}
        {form.values.interval === other_days && <NumberInput label={t('plan_form.days')} description={<>&nbsp;</>} required min={1} max={longest_interval_days} allowDecimal={false} {...form.getInputProps('days')} />}
        <Select label={t('plan_form.when')} description={<>&nbsp;</>} allowDeselect={false} data={[{ value: 'no', label: t('plan_form.in_advance') }, { value: 'yes', label: t('plan_form.in_arrears') }, { value: 'prepaid', label: t('plan_form.prepaid') }].filter(({ value }) => !plan || (value === 'prepaid') === plan.is_prepaid)} {...form.getInputProps('arrears')} />
      </div>}
      {prepaid && <Switch label={t('plan_form.forfeits')} description={t('plan_form.prepaid_hint')} {...form.getInputProps('forfeits', { type: 'checkbox' })} />}
      {!form.values.once && !prepaid && lasting && lasting.interval_months > 1 && <Switch label={t('stubs.joined')} description={t('stubs.joined_hint')} {...form.getInputProps('stub', { type: 'checkbox' })} />}
      <div className="two-up">
        <MoneyInput label={form.values.once ? t(form.values.gross ? 'plan_form.price_once_gross' : 'plan_form.price_once') : t(form.values.gross ? 'plan_form.price_gross' : 'plan_form.price', { per: per_words(t, lasting) })} currency={currency} required {...form.getInputProps('price')} />
        {bundled ? <TextInput label={t('plan_form.tax')} value={t('bundle.taxes')} readOnly error={form.errors['tax']} /> : <Select label={t('plan_form.tax')} data={[
            { value: '', label: t('plans.no_tax') },
            { group: t('plan_form.tax_fixed'), items: (taxes.data?.items ?? []).filter((tax) => !tax.jurisdiction || String(tax.id) === form.values.tax).map((tax) => ({ value: String(tax.id), label: tax.current_percent_ppm == null ? tax.name : `${tax.name} (${format.percent(tax.current_percent_ppm)})` })) },
            { group: t('plan_form.tax_by_place'), items: tax_categories.map((name) => ({ value: `by:${name}`, label: t(`plan_form.sells_${name}`) })) },
          ]} {...form.getInputProps('tax')} />}
      </div>
      {!form.values.once && <BundleFields form={form} plan={plan} plans={plans.data?.items ?? []} lasting={lasting} price_minor={'minor' in price ? price.minor : null} currency={currency} />}
      <Switch label={t('plan_form.gross')} {...form.getInputProps('gross', { type: 'checkbox' })} />
      {!form.values.once && <div className="two-up">
        <MoneyInput label={t('plan_form.setup')} description={t('plan_form.setup_hint')} currency={currency} {...form.getInputProps('setup')} />
        {form.values.setup.trim() !== '' && <NumberInput label={t('plan_form.setup_months')} description={t('plan_form.setup_months_hint')} min={0} max={120} allowDecimal={false} {...form.getInputProps('setup_months')} />}
        <NumberInput label={t('plan_form.trial')} description={t('plan_form.trial_hint')} min={0} max={366} allowDecimal={false} {...form.getInputProps('trial')} />
        {has_paid_trial(form.values) && <MoneyInput label={t(form.values.gross ? 'plan_form.trial_price_gross' : 'plan_form.trial_price')} description={t('plan_form.trial_price_hint')} currency={currency} {...form.getInputProps('trial_price')} />}
      </div>}
      {!form.values.once && !prepaid && <ContractFields form={form} currency={currency} />}
      {has_speeds && (
        <div className="two-up">
          <TextInput label={t('plan_form.down')} description={t('plan_form.speed_hint')} inputMode="decimal" {...form.getInputProps('down')} />
          <TextInput label={t('plan_form.up')} description={t('plan_form.speed_hint')} inputMode="decimal" {...form.getInputProps('up')} />
        </div>
      )}
      {declared && declared.attributes.length > 0 && <div className="two-up">{declared.attributes.map((one) => <AttributeField key={one.name} declared={one} missing={form.errors['attributes'] != null} value={form.values.attributes[one.name] ?? ''} set={(value) => form.setFieldValue('attributes', { ...form.getValues().attributes, [one.name]: value })} />)}</div>}
      <Textarea label={t('plan_form.description')} {...form.getInputProps('description')} />
      {!form.values.once && <Switch label={t('plan_form.portal')} description={t('plan_form.portal_hint')} {...form.getInputProps('portal', { type: 'checkbox' })} />}
      {plan && <Switch label={t('plan_form.active')} {...form.getInputProps('active', { type: 'checkbox' })} />}
    </FormDialog>
  );
}
