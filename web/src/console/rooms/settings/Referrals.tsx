// What is given for a referral, to whom, and when.
import { Button, NumberInput, Stack, Switch } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { useApi } from '@/api/query';
import type { ReferralSettings } from '@/api/types';
import { minor_to_decimal, parse_money } from '@/ui/format/money';
import { money_error, MoneyInput } from '@/ui/form/fields';
import { useRefusals } from '@/ui/form/useRefusals';
import { LoadingRows } from '@/ui/list/ResourceList';
import { useFormat } from '@/ui/locale';
import { told } from '@/ui/notify';
import { Panel } from '@/ui/Panel';
import { FormTrouble, Trouble } from '@/ui/Trouble';
import { useMay } from '../../app/session';

export function Referrals() {
  const answer = useApi('/v1/referral-settings');
  if (answer.isError && !answer.data) return <Trouble error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return <LoadingRows />;
  return <Form key={JSON.stringify(answer.data)} settings={answer.data} />;
}

const is_whole = (value: string | number, least: number, most: number) => Number.isInteger(Number(value)) && Number(value) >= least && Number(value) <= most;

function Form({ settings }: { settings: ReferralSettings }) {
  const { t } = useTranslation();
  const may = useMay();
  const format = useFormat();
  const { currency, locale } = format;
  const text = (minor: number) => (minor === 0 ? '' : minor_to_decimal(minor, currency));
  const optional = (value: string) => money_error(value, currency, locale, t, { optional: true });
  const form = useForm({
    initialValues: {
      is_on: settings.is_on, referrer: text(settings.referrer_minor), referred: text(settings.referred_minor), minimum: text(settings.minimum_paid_minor), most: (settings.most_per_year ?? '') as string | number, window: settings.window_days as string | number,
    },
    validate: {
      referrer: optional, referred: optional, minimum: optional,
      most: (value) => (value === '' || is_whole(value, 1, 2_147_483_647) ? null : t('referral_settings.whole')),
      window: (value) => (value !== '' && is_whole(value, 0, 366) ? null : t('referral_settings.days')),
    },
  });
  const save = useAction((body: ReferralSettings, headers) => client.PUT('/v1/referral-settings', { body, headers }), {
    refresh: ['/v1/referral-settings', '/v1/customers'], done: () => told(t('referral_settings.saved')),
  });
  const rest = useRefusals(form, save.error, { referrer_minor: 'referrer', referred_minor: 'referred', minimum_paid_minor: 'minimum', most_per_year: 'most', window_days: 'window' });
  const minor = (value: string): number => {
    const money = value.trim() === '' ? null : parse_money(value, currency, locale);
    return money && 'minor' in money ? money.minor : 0;
  };
  const read_only = !may('settings.write');
  return (
    <Panel title={t('referral_settings.title')} className="settings-panel">
      <form
        noValidate
        onSubmit={form.onSubmit((values) => save.mutate({
          is_on: values.is_on, referrer_minor: minor(values.referrer), referred_minor: minor(values.referred), minimum_paid_minor: minor(values.minimum), most_per_year: values.most === '' ? null : Number(values.most), window_days: Number(values.window),
        }))}
      >
        <Stack gap="sm">
          <p className="quiet" style={{ margin: 0 }}>{t('referral_settings.hint')}</p>
          <Switch label={t('referral_settings.is_on')} disabled={read_only} {...form.getInputProps('is_on', { type: 'checkbox' })} />
          <div className="two-up">
            <MoneyInput label={t('referral_settings.referrer')} currency={currency} disabled={read_only} {...form.getInputProps('referrer')} />
            <MoneyInput label={t('referral_settings.referred')} currency={currency} disabled={read_only} {...form.getInputProps('referred')} />
          </div>
          <div className="two-up">
            <MoneyInput label={t('referral_settings.minimum')} description={t('referral_settings.minimum_hint')} currency={currency} disabled={read_only} {...form.getInputProps('minimum')} />
            <NumberInput label={t('referral_settings.most')} description={t('referral_settings.most_hint')} min={1} allowDecimal={false} disabled={read_only} {...form.getInputProps('most')} />
          </div>
          <div className="two-up">
            <NumberInput label={t('referral_settings.window')} description={t('referral_settings.window_hint')} min={0} max={366} allowDecimal={false} disabled={read_only} {...form.getInputProps('window')} />
          </div>
          <FormTrouble error={save.error} rest={rest} />
          {!read_only && <Button type="submit" loading={save.isPending} style={{ alignSelf: 'start' }}>{t('ui.save')}</Button>}
        </Stack>
      </form>
    </Panel>
  );
}
