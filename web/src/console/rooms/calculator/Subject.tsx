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
import { is_billing_day, type Draft } from './draft';

type Set = (change: Search) => void;
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
        onChange={(value) => set(value === 'new' ? { for: undefined, customer: undefined, service: undefined } : { for: 'customer', day: undefined })}
      />
      {known && <KnownCustomer draft={draft} set={set} errors={errors} />}
      {draft.service === null && (!known || draft.customer !== null) && (
        <>
          <PlanSelect label={t('calculator.plan')} value={draft.plan} set={(plan) => set({ plan: plan === null ? undefined : String(plan) })} error={errors['plan_id']} />
          <div className="two-close">
            <DateField label={t('calculator.start')} description={<>&nbsp;</>} value={draft.start || format.today()} onChange={(event) => set({ start: event.currentTarget.value })} error={errors['starts_on']} />
            {!known && (
              <TextInput
                label={t('calculator.billing_day')} description={t('calculator.billing_day_hint')} inputMode="numeric" maxLength={2} value={draft.day} onChange={(event) => set({ day: event.currentTarget.value.trim() })}
                error={draft.day !== '' && !is_billing_day(draft.day) ? t('calculator.billing_day_range') : errors['billing_day']}
              />
            )}
          </div>
        </>
      )}
      <DateField label={t('calculator.until')} description={t('calculator.until_hint')} value={draft.until} onChange={(event) => set({ until: event.currentTarget.value })} error={errors['until']} />
    </Stack>
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
    if (first) set({ service: String(first.id), customer: undefined, plan: undefined, start: undefined });
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
          onChange={(value) => set(value === 'new' ? { service: undefined, customer: String(id) } : { service: value ?? undefined, customer: undefined, plan: undefined, start: undefined })}
        />
      )}
    </>
  );
}

function label_of(customer: { name: string; number: string } | undefined): string {
  return customer ? `${customer.name} · ${customer.number}` : '';
}

/** Plans that are sold, and a withdrawn one that the address names. */
export function PlanSelect({ label, value, set, error, description }: { label: string; value: number | null; set: (plan: number | null) => void; error?: string; description?: React.ReactNode }) {
  const { t } = useTranslation();
  const plans = (useApi('/v1/plans').data?.items ?? []).filter(({ active, id }) => active || id === value);
  return (
    <Select
      label={label} description={description} required searchable data={plans.map(({ id, name, active }) => ({ value: String(id), label: active ? name : t('calculator.withdrawn', { name }) }))} renderOption={PlanOptions(plans, t)}
      value={value === null ? null : String(value)} onChange={(id) => set(id === null ? null : Number(id))} error={error}
    />
  );
}
