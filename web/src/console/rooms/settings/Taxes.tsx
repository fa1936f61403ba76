import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { mdiPercentOutline, mdiPlus } from '@mdi/js';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { useApi } from '@/api/query';
import type { NewTax, Tax } from '@/api/types';
import { is_date } from '@/ui/format/date';
import { parse_percent } from '@/ui/format/number';
import { FormDialog } from '@/ui/form/Dialog';
import { DateField } from '@/ui/form/fields';
import { useRefusals } from '@/ui/form/useRefusals';
import { Icon } from '@/ui/Icon';
import { LoadingRows } from '@/ui/list/ResourceList';
import { useFormat } from '@/ui/locale';
import { Nothing } from '@/ui/Nothing';
import { Panel } from '@/ui/Panel';
import { Trouble } from '@/ui/Trouble';
import { OnDate } from '@/ui/values';
import { told } from '@/ui/notify';
import { useMay } from '../../app/session';
import { TaxPresets } from './TaxPresets';
import { TaxRules } from './TaxRules';

export function Taxes() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const [creating, create] = useDisclosure(false);
  const [rating, set_rating] = useState<Tax | null>(null);
  const [words, set_words] = useState('');
  const answer = useApi('/v1/taxes');
  const charge = useAction(({ tax, active }: { tax: Tax; active: boolean }, headers) => client.PATCH('/v1/taxes/{id}', { params: { path: { id: tax.id } }, body: { active }, headers }), {
    refresh: ['/v1/taxes', '/v1/tax-lookup'],
    done: (tax) => told(tax.active ? t('taxes.started', { name: tax.code }) : t('taxes.stopped', { name: tax.code })),
  });
  // Of a preset's many taxes those that are asked for; one's own always.
  const loaded = (answer.data?.items ?? []).filter(({ preset }) => preset !== '');
  const asked = words.trim().toLowerCase();
  const shown = (answer.data?.items ?? []).filter((tax) => (tax.preset === '' || loaded.length <= 6 ? asked === '' || matches(tax, asked) : asked !== '' && matches(tax, asked))).slice(0, 30);
  const button = may('settings.write') && <Button leftSection={<Icon path={mdiPlus} />} onClick={create.open}>{t('taxes.new')}</Button>;
  const now = (tax: Tax) => (tax.current_percent_ppm == null ? t('taxes.none_now') : format.percent(tax.current_percent_ppm));
  return (
    <Stack gap="md" className="settings-panel">
      {answer.isError && !answer.data ? <Trouble error={answer.error} retry={() => void answer.refetch()} /> : !answer.data ? <LoadingRows /> : answer.data.items.length === 0 ? (
        <Panel><Nothing icon={mdiPercentOutline} title={t('taxes.none')} action={button}>{t('taxes.none_hint')}</Nothing></Panel>
      ) : (
        <>
          <div>{button}</div>
          {loaded.length > 0 && <TextInput label={t('taxes.from_presets', { count: loaded.length })} placeholder={t('taxes.search')} value={words} onChange={(event) => set_words(event.currentTarget.value)} />}
          {shown.map((tax) => (
            <Panel
              key={tax.id} flush
              title={<>{tax.name} <span className="quiet">{tax.code} · {tax.jurisdiction ?? t('taxes.everywhere')}{tax.products.length > 0 && ` · ${tax.products.join(', ')}`}{tax.on.length > 0 && ` · ${t('taxes.of_base', { what: tax.on.join(', ') })}`} · {tax.active ? <>{t('taxes.current')} {now(tax)}</> : t('taxes.not_charged')}</span></>}
              actions={may('settings.write') && (
                <Group gap="xs">
                  {tax.jurisdiction && <Button variant="subtle" size="compact-sm" loading={charge.isPending && charge.variables?.tax.id === tax.id} onClick={() => charge.mutate({ tax, active: !tax.active })} aria-label={`${tax.active ? t('taxes.stop') : t('taxes.start')}: ${tax.code}`}>{tax.active ? t('taxes.stop') : t('taxes.start')}</Button>}
                  <Button variant="default" size="compact-sm" onClick={() => set_rating(tax)} aria-label={`${t('taxes.add_rate')}: ${tax.name}`}>{t('taxes.add_rate')}</Button>
                </Group>
              )}
            >
              <table className="grid-table">
                <caption className="visually-hidden">{t('taxes.rates')}</caption>
                <thead><tr><th scope="col">{t('taxes.valid_from')}</th><th scope="col">{t('taxes.valid_to')}</th><th scope="col" className="wide-only">{t('taxes.source')}</th><th scope="col" className="num">{t('taxes.rate')}</th></tr></thead>
                <tbody>
                  {tax.rates.map((rate) => (
                    <tr key={rate.id}><td><OnDate date={rate.valid_from} /></td><td>{rate.valid_to ? <OnDate date={rate.valid_to} /> : <span className="quiet">{t('taxes.open_end')}</span>}</td><td className="quiet small wide-only">{rate.source}</td><td className="num">{rate.per_unit_minor > 0 ? format.money(rate.per_unit_minor) : format.percent(rate.percent_ppm)}</td></tr>
                  ))}
                </tbody>
              </table>
            </Panel>
          ))}
        </>
      )}
      <TaxPresets />
      <TaxRules />
      <TaxDialog opened={creating} close={create.close} />
      <TaxDialog opened={rating !== null} close={() => set_rating(null)} tax={rating} />
    </Stack>
  );
}

const matches = (tax: Tax, words: string) => `${tax.name} ${tax.code} ${tax.jurisdiction ?? ''}`.toLowerCase().includes(words);

/** A new tax, or (with `tax`) a new rate of one. */
function TaxDialog({ opened, close, tax }: { opened: boolean; close: () => void; tax?: Tax | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rates_only = tax !== undefined;
  const form = useForm({
    initialValues: { code: '', name: '', percent: '', valid_from: '' },
    validate: {
      code: (value) => (rates_only || value.trim() ? null : t('field.required')),
      name: (value) => (rates_only || value.trim() ? null : t('field.required')),
      percent: (value) => (parse_percent(value) === null ? t('field.percent') : null),
      valid_from: (value) => (is_date(value) ? null : t('field.required')),
    },
  });
  const save = useAction(
    ({ code, name, ...rate }: NewTax, headers) => (tax ? client.POST('/v1/taxes/{id}/rates', { params: { path: { id: tax.id } }, body: rate, headers }) : client.POST('/v1/taxes', { body: { code, name, ...rate }, headers })),
    {
      refresh: ['/v1/taxes', '/v1/plans'],
      done: () => {
        told(tax ? t('taxes.added') : t('taxes.created'));
        close();
      },
    },
  );
  useEffect(() => {
    if (!opened) return;
    save.reset();
    form.clearErrors();
    form.setValues({ code: '', name: '', percent: '', valid_from: format.today() });
  }, [opened]);
  const rest = useRefusals(form, save.error, { percent_ppm: 'percent' });
  return (
    <FormDialog
      title={rates_only ? t('taxes.rate_title', { name: tax?.name ?? '' }) : t('taxes.new_title')} opened={opened} close={close} pending={save.isPending} error={save.error} rest={rest} submit_label={rates_only ? t('taxes.submit_rate') : t('taxes.submit')}
      submit={form.onSubmit(({ code, name, percent, valid_from }) => save.mutate({ code: code.trim(), name: name.trim(), percent_ppm: parse_percent(percent) ?? 0, valid_from }))}
    >
      {!rates_only && (
        <div className="two-up">
          <TextInput label={t('taxes.name')} description={<>&nbsp;</>} required data-autofocus {...form.getInputProps('name')} />
          <TextInput label={t('taxes.code')} description={t('taxes.code_hint')} required autoComplete="off" {...form.getInputProps('code')} />
        </div>
      )}
      <div className="two-up">
        <TextInput label={t('taxes.percent')} inputMode="decimal" required {...form.getInputProps('percent')} />
        <DateField label={t('taxes.valid_from')} required {...form.getInputProps('valid_from')} />
      </div>
      {rates_only && <span className="quiet small">{t('taxes.rate_hint')}</span>}
    </FormDialog>
  );
}
