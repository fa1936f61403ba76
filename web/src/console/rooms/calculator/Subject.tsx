// Whose bill it is: a new customer with a plan, or one there is, with a service there is or a new one.
import { SegmentedControl, Select, Stack, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '@/api/query';
import { DateField } from '@/ui/form/fields';
import type { Search } from '@/ui/list/state';
import { useFormat } from '@/ui/locale';
import { PlanOptions } from '../plans/PlanOptions';
import { WholeField } from './amounts';
import { is_billing_day, most_quantity, type Draft } from './draft';

type Set = (change: Search) => void;
/** What a service that there is has already, and what only somebody new is asked. */
const no_place = { country: undefined, region: undefined, postal: undefined };
const has_already = { plan: undefined, quantity: undefined, coupon: undefined, start: undefined };
interface Props {
  draft: Draft;
  search: Search;
  set: Set;
  errors: Record<string, string>;
}

export function Subject({ draft, search, set, errors }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const known = draft.service !== null || draft.customer !== null || search['for'] === 'customer';
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label={t('calculator.for')} fullWidth value={known ? 'customer' : 'new'} data={[{ value: 'new', label: t('calculator.new_customer') }, { value: 'customer', label: t('calculator.customer_we_have') }]}
        onChange={(value) => set(value === 'new' ? { for: undefined, customer: undefined, service: undefined } : { for: 'customer', day: undefined, ...no_place })}
      />
      {known && <KnownCustomer draft={draft} set={set} errors={errors} />}
      {draft.service === null && (!known || draft.customer !== null) && (
        <>
          <PlanSelect label={t('calculator.plan')} value={draft.plan} set={(plan) => set({ plan: plan === null ? undefined : String(plan) })} error={errors['plan_id']} />
          <div className="two-close">
            <WholeField label={t('calculator.quantity')} description={t('calculator.quantity_hint')} most={most_quantity} value={draft.quantity} set={(quantity) => set({ quantity: quantity === null ? undefined : String(quantity) })} error={errors['quantity']} />
            <TextInput label={t('calculator.coupon')} description={t('calculator.coupon_hint')} autoComplete="off" maxLength={40} value={draft.coupon} onChange={(event) => set({ coupon: event.currentTarget.value || undefined })} error={errors['coupon_code']} />
          </div>
          <div className="two-close">
            <DateField label={t('calculator.start')} description={<>&nbsp;</>} value={draft.start || format.today()} onChange={(event) => set({ start: event.currentTarget.value })} error={errors['starts_on']} />
            {!known && (
              <TextInput
                label={t('calculator.billing_day')} description={t('calculator.billing_day_hint')} inputMode="numeric" maxLength={2} value={draft.day} onChange={(event) => set({ day: event.currentTarget.value.trim() })}
                error={draft.day !== '' && !is_billing_day(draft.day) ? t('calculator.billing_day_range') : errors['billing_day']}
              />
            )}
          </div>
          {!known && <Place draft={draft} set={set} errors={errors} />}
        </>
      )}
      <DateField label={t('calculator.until')} description={t('calculator.until_hint')} value={draft.until} onChange={(event) => set({ until: event.currentTarget.value })} error={errors['until']} />
    </Stack>
  );
}

/** Where the service of a new customer would be: some taxes are found by it. */
function Place({ draft, set, errors }: { draft: Draft; set: Set; errors: Record<string, string> }) {
  const { t } = useTranslation();
  const given = [draft.country, draft.region, draft.postal].some((text) => text !== '');
  const [open, set_open] = useState(given);
  if (!open && !given) return <button type="button" className="link-button" style={{ alignSelf: 'start' }} onClick={() => set_open(true)}>{t('calculator.place_add')}</button>;
  return (
    <fieldset className="quote-place">
      <legend>{t('calculator.place')}</legend>
      <TextInput label={t('calculator.country')} maxLength={2} autoComplete="off" value={draft.country} onChange={(event) => set({ country: event.currentTarget.value.trim().toUpperCase() || undefined })} error={errors['country']} />
      <TextInput label={t('calculator.region')} maxLength={20} autoComplete="off" value={draft.region} onChange={(event) => set({ region: event.currentTarget.value || undefined })} error={errors['region']} />
      <TextInput label={t('calculator.postal')} maxLength={20} autoComplete="off" value={draft.postal} onChange={(event) => set({ postal: event.currentTarget.value || undefined })} error={errors['postal_code']} />
    </fieldset>
  );
}

function KnownCustomer({ draft, set, errors }: { draft: Draft; set: Set; errors: Record<string, string> }) {
  const { t } = useTranslation();
  const [text, set_text] = useState('');
  const [wanted] = useDebouncedValue(text.trim(), 200);
  // Just chosen: the first service there is will be meant.
  const [fresh, set_fresh] = useState<number | null>(null);
  const service = useApi('/v1/services/{id}', { path: { id: draft.service ?? 0 } }, { enabled: draft.service !== null }).data;
  const id = draft.service !== null ? (service?.customer_id ?? null) : draft.customer;
  const chosen = useApi('/v1/customers/{id}', { path: { id: id ?? 0 } }, { enabled: id !== null }).data;
  const services = useApi('/v1/customers/{id}/services', { path: { id: id ?? 0 } }, { enabled: id !== null }).data?.items;
  const found = useApi('/v1/customers', { query: { limit: 20, ...(wanted && wanted !== label_of(chosen) && { q: wanted }) } }, { keep: true });
  useEffect(() => {
    if (fresh === null || fresh !== draft.customer || !services) return;
    set_fresh(null);
    const first = services.find(({ status }) => status !== 'ended');
    if (first) set({ service: String(first.id), customer: undefined, ...has_already });
  }, [fresh, draft.customer, services, set]);
  const people = new Map([...(chosen ? [chosen] : []), ...(found.data?.items ?? [])].map((one) => [String(one.id), label_of(one)]));
  return (
    <>
      <Select
        label={t('calculator.customer')} description={t('calculator.customer_hint')} required searchable data={[...people].map(([value, label]) => ({ value, label }))} filter={({ options }) => options}
        nothingFoundMessage={found.isFetching ? t('ui.loading') : t('calculator.nobody')} value={id === null ? null : String(id)} onSearchChange={set_text} error={errors['customer_id'] ?? errors['service_id']}
        onChange={(value) => {
          if (value === null) return;
          set_fresh(Number(value));
          set({ customer: value, service: undefined });
        }}
      />
      {id !== null && (
        <Select
          label={t('calculator.service')} allowDeselect={false} value={draft.service === null ? 'new' : String(draft.service)}
          data={[...(services ?? []).map((one) => ({ value: String(one.id), label: `${one.plan_name} · ${one.username}` })), { value: 'new', label: t('calculator.new_service') }]}
          onChange={(value) => set(value === 'new' ? { service: undefined, customer: String(id) } : { service: value ?? undefined, customer: undefined, ...has_already })}
        />
      )}
    </>
  );
}

function label_of(customer: { name: string; number: string } | undefined): string {
  return customer ? `${customer.name} · ${customer.number}` : '';
}

/** Plans that are sold, and a withdrawn one that the address names. `once`: what is charged once can be chosen too. */
export function PlanSelect({ label, value, set, error, description, once = false, required = true }: { label: string; value: number | null; set: (plan: number | null) => void; error?: string; description?: React.ReactNode; once?: boolean; required?: boolean }) {
  const { t } = useTranslation();
  const plans = (useApi('/v1/plans').data?.items ?? []).filter(({ active, id, is_once }) => id === value || (active && (once || !is_once)));
  return (
    <Select
      label={label} description={description} required={required} searchable data={plans.map(({ id, name, active }) => ({ value: String(id), label: active ? name : t('calculator.withdrawn', { name }) }))} renderOption={PlanOptions(plans, t)}
      clearable={!required} value={value === null ? null : String(value)} onChange={(id) => set(id === null ? null : Number(id))} error={error}
    />
  );
}
