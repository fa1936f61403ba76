import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { mdiCashMultiple, mdiPlus, mdiTrashCanOutline } from '@mdi/js';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { useApi } from '@/api/query';
import { FormDialog } from '@/ui/form/Dialog';
import { useRefusals } from '@/ui/form/useRefusals';
import { Icon } from '@/ui/Icon';
import { LoadingRows } from '@/ui/list/ResourceList';
import { useFormat } from '@/ui/locale';
import { Nothing } from '@/ui/Nothing';
import { failed, told } from '@/ui/notify';
import { Panel } from '@/ui/Panel';
import { FormTrouble, message_of, Trouble } from '@/ui/Trouble';
import { useMay } from '../../app/session';

/** The currency in which reports also give their totals, and what other currencies are worth in it. */
export function Currencies() {
  const answer = useApi('/v1/reporting-currency');
  if (answer.isError && !answer.data) return <Trouble error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return <LoadingRows />;
  const currency = answer.data.currency ?? null;
  return (
    <Stack gap="md">
      <Chosen key={currency} currency={currency} />
      {currency && <Rates reporting={currency} />}
    </Stack>
  );
}

function Chosen({ currency }: { currency: string | null }) {
  const { t } = useTranslation();
  const may = useMay();
  const format = useFormat();
  const [value, set_value] = useState(currency ?? '');
  const typed = value.trim().toUpperCase();
  const save = useAction((next: string | null, headers) => client.PUT('/v1/reporting-currency', { body: { currency: next }, headers }), {
    refresh: ['/v1/reporting-currency', '/v1/exchange-rates', '/v1/reports'],
    done: (saved) => told(saved.currency ? t('currencies.saved', { currency: saved.currency }) : t('currencies.saved_none')),
  });
  return (
    <Panel title={t('currencies.title')} className="settings-panel">
      <form onSubmit={(event) => { event.preventDefault(); save.mutate(typed === '' ? null : typed); }}>
        <Stack gap="sm">
          <p className="quiet" style={{ margin: 0 }}>{t('currencies.hint')}</p>
          <Group align="end">
            <TextInput label={t('currencies.currency')} placeholder={format.currency} maxLength={3} w={140} value={value} onChange={(event) => set_value(event.currentTarget.value)} disabled={!may('settings.write')} />
            {may('settings.write') && <Button type="submit" loading={save.isPending} disabled={typed === (currency ?? '') || (typed !== '' && typed.length !== 3)}>{t('ui.save')}</Button>}
          </Group>
          <FormTrouble error={save.error} rest={save.error ? [message_of(save.error, t)] : []} />
        </Stack>
      </form>
    </Panel>
  );
}

function Rates({ reporting }: { reporting: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const format = useFormat();
  const [adding, add] = useDisclosure(false);
  const answer = useApi('/v1/exchange-rates', { query: {} });
  const form = useForm({
    initialValues: { currency: '', rate: '', valid_from: format.today(), source: '' },
    validate: {
      currency: (value) => (/^[A-Za-z]{3}$/.test(value.trim()) ? null : t('currencies.code')),
      rate: (value) => (/^\d{1,6}([.,]\d{1,12})?$/.test(value.trim()) ? null : t('currencies.decimal')),
      valid_from: (value) => (value ? null : t('field.required')),
    },
  });
  const refresh = ['/v1/exchange-rates', '/v1/reports'];
  const save = useAction((rate: { currency: string; rate: string; valid_from: string; source: string }, headers) => client.POST('/v1/exchange-rates', { body: { rates: [rate] }, headers }), {
    refresh,
    done: () => {
      add.close();
      told(t('currencies.rate_saved'));
    },
  });
  const remove = useAction((rate: { currency: string; valid_from: string }, headers) => client.DELETE('/v1/exchange-rates', { params: { query: rate }, headers }), {
    refresh, done: () => told(t('currencies.rate_removed')), failed: (error) => failed(message_of(error, t)),
  });
  useEffect(() => {
    if (!adding) return;
    save.reset();
    form.reset();
  }, [adding]);
  const rest = useRefusals(form, save.error, { 'rates[0].rate': 'rate', 'rates[0].currency': 'currency', 'rates[0].valid_from': 'valid_from' });
  const items = answer.data?.items ?? [];
  const write = may('settings.write');
  return (
    <Panel
      title={t('currencies.rates', { currency: reporting })} flush
      actions={write && <Button size="compact-sm" variant="default" leftSection={<Icon path={mdiPlus} />} onClick={add.open}>{t('currencies.add')}</Button>}
    >
      {!answer.data ? <LoadingRows /> : items.length === 0 ? <Nothing icon={mdiCashMultiple} title={t('currencies.none')}>{t('currencies.none_hint')}</Nothing> : (
        // Scrolls by the keyboard too.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="table-scroll" tabIndex={0} role="group" aria-label={t('currencies.rates', { currency: reporting })}>
          <table className="grid-table">
            <thead><tr><th scope="col">{t('currencies.currency')}</th><th scope="col" className="num">{t('currencies.rate', { currency: reporting })}</th><th scope="col">{t('currencies.valid_from')}</th><th scope="col">{t('currencies.source')}</th><th scope="col"><span className="visually-hidden">{t('ui.actions')}</span></th></tr></thead>
            <tbody>
              {items.map((row) => (
                <tr key={`${row.currency} ${row.valid_from}`}>
                  <td className="strong">{row.currency}</td>
                  <td className="num">{row.rate}</td>
                  <td className="nowrap">{format.date(row.valid_from)}</td>
                  <td>{[row.source, row.actor].filter(Boolean).join(' · ')}</td>
                  <td className="num">{write && <Button size="compact-sm" variant="subtle" aria-label={t('currencies.remove', { currency: row.currency, date: format.date(row.valid_from) })} onClick={() => remove.mutate({ currency: row.currency, valid_from: row.valid_from })}><Icon path={mdiTrashCanOutline} /></Button>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <FormDialog
        title={t('currencies.add_title')} opened={adding} close={add.close} pending={save.isPending} error={save.error} rest={rest} submit_label={t('currencies.add')}
        submit={form.onSubmit(({ currency, rate, valid_from, source }) => save.mutate({ currency: currency.trim().toUpperCase(), rate: rate.trim().replace(',', '.'), valid_from, source: source.trim() }))}
      >
        <TextInput label={t('currencies.currency')} placeholder="USD" maxLength={3} required data-autofocus {...form.getInputProps('currency')} />
        <TextInput label={t('currencies.rate', { currency: reporting })} description={t('currencies.rate_hint', { currency: reporting })} placeholder="0.9213" inputMode="decimal" required {...form.getInputProps('rate')} />
        <TextInput type="date" label={t('currencies.valid_from')} required {...form.getInputProps('valid_from')} />
        <TextInput label={t('currencies.source')} placeholder="ECB" maxLength={100} {...form.getInputProps('source')} />
      </FormDialog>
    </Panel>
  );
}
