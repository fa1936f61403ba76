// Announcing a price change: who is affected, by how much and from when stands there before anybody is told.
import { Alert, MultiSelect, Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client, data_of } from '@/api/client';
import { useApi } from '@/api/query';
import type { ChangedService, NewPriceChange, Plan, PriceChangePreview } from '@/api/types';
import { AppLink } from '@/ui/AppLink';
import { add_days, is_date } from '@/ui/format/date';
import { parse_money } from '@/ui/format/money';
import { FormDialog } from '@/ui/form/Dialog';
import { DateField, money_error, MoneyInput } from '@/ui/form/fields';
import { useRefusals } from '@/ui/form/useRefusals';
import { type Format, useFormat } from '@/ui/locale';
import { told } from '@/ui/notify';
import { Facts } from '@/ui/Panel';
import { Money, OnDate } from '@/ui/values';
import { signed } from '../billing/Decision';
import { per_words, price_words } from './interval';

const shown_at_most = 8;

export function PriceChangeDialog({ plan, opened, close }: { plan: Plan; opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const form = useForm({
    initialValues: { price: '', on: '', text: '', versions: [] as string[] },
    validate: {
      price: (value) => money_error(value, plan.currency, format.locale, t),
      on: (value) => (is_date(value) ? null : t('field.required')),
    },
  });
  const asked = ({ price, on, text, versions }: typeof form.values): NewPriceChange | null => {
    const parsed = parse_money(price, plan.currency, format.locale);
    return 'minor' in parsed && is_date(on) ? { price_minor: parsed.minor, on, text: text.trim(), ...(versions.length > 0 && { from_versions: versions.map(Number) }) } : null;
  };
  const notice_days = useApi('/v1/price-settings', undefined, { enabled: opened }).data?.notice_days;
  const earliest = notice_days === undefined ? undefined : add_days(format.today(), notice_days);
  const [question] = useDebouncedValue(opened ? asked({ ...form.values, text: '' }) : null, 300);
  const save = useAction((body: NewPriceChange, headers) => client.POST('/v1/plans/{id}/price-changes', { params: { path: { id: plan.id } }, body, headers }), {
    refresh: ['/v1/plans'],
    done: () => {
      told(t('price_change.announced'));
      close();
    },
  });
  // What was announced is not asked again: the plan waits for it now.
  const preview = useQuery<PriceChangePreview, Error>({
    queryKey: ['/v1/plans/{id}/price-changes/preview', plan.id, question],
    queryFn: () => data_of(client.POST('/v1/plans/{id}/price-changes/preview', { params: { path: { id: plan.id } }, body: { ...question!, limit: shown_at_most } })),
    enabled: question !== null && !save.isPending && !save.isSuccess, placeholderData: keepPreviousData, retry: false,
  });
  useEffect(() => {
    if (!opened) return;
    save.reset();
    form.clearErrors();
    form.setValues({ price: '', on: '', text: '', versions: [] });
  }, [opened]);
  const error = save.error ?? (question ? preview.error : null);
  const rest = useRefusals(form, error, { price_minor: 'price', from_versions: 'versions' });
  const found = question && !preview.isError ? preview.data : undefined;
  return (
    <FormDialog
      title={t('price_change.form_title', { name: plan.name })} opened={opened} close={close} size="xl" pending={save.isPending} error={error} rest={rest}
      disabled={!found || found.customers === 0 || preview.isPlaceholderData} submit_label={found?.customers ? t('price_change.announce', { count: found.customers }) : t('price_change.tell')}
      submit={form.onSubmit((values) => {
        const body = asked(values);
        if (body) save.mutate(body);
      })}
    >
      <Text>{t('price_change.now', { price: price_words(t, format, plan, plan) })} <span className="quiet">{t('price_change.how')}</span></Text>
      <div className="two-up">
        <MoneyInput label={t('price_change.price', { per: per_words(t, plan) })} description={t(plan.price_includes_tax ? 'price_change.gross' : 'price_change.net')} currency={plan.currency} required data-autofocus {...form.getInputProps('price')} />
        <DateField label={t('price_change.on')} description={earliest && notice_days ? t('price_change.on_hint', { date: format.date(earliest), count: notice_days }) : <>&nbsp;</>} min={earliest} required {...form.getInputProps('on')} />
      </div>
      {plan.version > 1 && <MultiSelect label={t('price_change.only')} description={t('price_change.only_hint')} data={Array.from({ length: plan.version }, (_, index) => ({ value: String(index + 1), label: t('price_change.version', { version: index + 1 }) }))} {...form.getInputProps('versions')} />}
      <Textarea label={t('price_change.text')} description={t('price_change.text_hint')} autosize minRows={2} maxLength={4000} {...form.getInputProps('text')} />
      <div aria-live="polite">
        {!question ? <Text c="dimmed">{t('price_change.ask')}</Text> : found ? <Affected found={found} /> : !preview.isError && <Text c="dimmed">{t('price_change.counting')}</Text>}
      </div>
    </FormDialog>
  );
}

function Affected({ found }: { found: PriceChangePreview }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!found.services) return <Alert className="notice">{t('price_change.nobody')}</Alert>;
  return (
    <>
      <Facts items={[
        [t('price_change.services'), <span key="who" className="strong">{affected_words(t, found.services, found.customers ?? 0)}</span>],
        [t('price_change.monthly'), signed(format, found.monthly_difference_minor ?? 0, found.currency)],
        found.first_date != null && found.last_date != null && [t('price_change.effect'), effect_words(t, format, found.first_date, found.last_date)],
      ]} />
      {found.left_out_versions.length > 0 && <Text size="sm" c="dimmed" mt="xs">{t('price_change.left_out', { versions: found.left_out_versions.join(', ') })}</Text>}
      <ChangedServices rows={found.items} currency={found.currency} />
      {found.next_cursor != null && <Text size="sm" c="dimmed" mt={6}>{t('price_change.more', { count: found.services - found.items.length })}</Text>}
    </>
  );
}

/** "3 services of 2 customers". */
export function affected_words(t: TFunction, services: number, customers: number): string {
  return t('price_change.affected', { services: t('price_change.n_services', { count: services }), customers: t('price_change.n_customers', { count: customers }) });
}

export function effect_words(t: TFunction, format: Format, first: string, last: string): string {
  return first === last ? format.date(first) : t('price_change.effect_between', { first: format.date(first), last: format.date(last) });
}

/** Row by row what a service costs until now, from then, and from which day. In a dialog the names lead nowhere: what was entered would be lost. */
export function ChangedServices({ rows, currency, outlook, links = false }: { rows: ChangedService[]; currency: string; outlook?: (row: ChangedService) => ReactNode; links?: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="table-scroll" tabIndex={0} role="group" aria-label={t('price_change.services')}>
      <table className="grid-table">
        <thead>
          <tr>
            <th scope="col">{t('price_change.customer')}</th><th scope="col" className="num wide-only">{t('price_change.old')}</th><th scope="col" className="num">{t('price_change.new_price')}</th><th scope="col">{t('price_change.on_day')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.service_id} ${row.on}`}>
              <td>{links ? <AppLink href={`/customers/${row.customer_id}`}>{row.customer_name}</AppLink> : row.customer_name}<div className="quiet small" style={{ overflowWrap: 'anywhere' }}>{row.username}</div></td>
              <td className="num wide-only"><Money minor={row.old_price_minor} currency={currency} /></td>
              <td className="num"><Money minor={row.new_price_minor} currency={currency} /><div className="narrow-only quiet small">{t('price_change.was', { price: format.money(row.old_price_minor, currency) })}</div></td><td><OnDate date={row.on} />{outlook && <div>{outlook(row)}</div>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
