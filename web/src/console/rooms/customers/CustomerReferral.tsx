// On a customer's page: who brought them, whom they brought, and what was given for it.
import { Button, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import type { TFunction } from 'i18next';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { useApi } from '@/api/query';
import type { Customer, CustomerReferrals, Referral } from '@/api/types';
import { AppLink } from '@/ui/AppLink';
import { FormDialog } from '@/ui/form/Dialog';
import { useRefusals } from '@/ui/form/useRefusals';
import { type Format, useFormat } from '@/ui/locale';
import { told } from '@/ui/notify';
import { Facts, Panel } from '@/ui/Panel';
import { useMay } from '../../app/session';
import { CustomerSelect } from './CustomerSelect';

function outcome({ rewarded_on, reward_minor, reason }: Referral, currency: string, t: TFunction, format: Format): string {
  if (rewarded_on == null) return t('referral.waits');
  return reward_minor > 0 ? t('referral.rewarded', { amount: format.money(reward_minor, currency), date: format.date(rewarded_on) }) : t('referral.no_reward', { reason });
}

/** Nothing where the provider gives nothing and nobody is named. */
export function CustomerReferral({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const [naming, name] = useDisclosure(false);
  const settings = useApi('/v1/referral-settings').data;
  const known = useApi('/v1/customers/{id}/referral', { path: { id: customer.id } }).data;
  if (!settings || !known || (!settings.is_on && !known.referred_by && known.referred.length === 0)) return null;
  const by = known.referred_by;
  const can_name = may('customers.write') && by?.rewarded_on == null && format.today() <= known.can_be_named_until;
  const one = (referral: Referral) => (
    <span key={referral.customer.id}>
      <AppLink href={`/customers/${referral.customer.id}`}>{referral.customer.name}</AppLink> <span className="quiet small">{outcome(referral, known.currency, t, format)}</span>
    </span>
  );
  return (
    <Panel title={t('referral.panel')} actions={can_name && <Button variant="default" size="compact-sm" aria-label={t('referral.submit')} onClick={name.open}>{t('referral.change')}</Button>}>
      <Facts items={[
        [t('referral.by'), by ? one(by) : <span key="none" className="quiet">{t('referral.nobody')}</span>],
        known.referred.length > 0 && [t('referral.brought'), <Stack key="brought" gap={4}>{known.referred.map(one)}</Stack>],
      ]} />
      <ReferralDialog customer={customer} known={known} opened={naming} close={name.close} />
    </Panel>
  );
}

function ReferralDialog({ customer, known, opened, close }: { customer: Customer; known: CustomerReferrals; opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const form = useForm({ initialValues: { referrer: '' } });
  const save = useAction((referrer_id: number | null, headers) => client.POST('/v1/customers/{id}/referral', { params: { path: { id: customer.id } }, body: { referrer_id }, headers }), {
    refresh: ['/v1/customers', '/v1/dashboard'],
    done: () => {
      told(t('referral.saved'));
      close();
    },
  });
  useEffect(() => {
    if (!opened) return;
    save.reset();
    form.clearErrors();
    form.setValues({ referrer: '' });
  }, [opened]);
  const rest = useRefusals(form, save.error, { referrer_id: 'referrer' });
  return (
    <FormDialog
      title={t('referral.title', { name: customer.name })} opened={opened} close={close} submit_label={t('ui.save')} pending={save.isPending} error={save.error} rest={rest}
      submit={form.onSubmit(({ referrer }) => save.mutate(referrer ? Number(referrer) : null))}
    >
      <Text>{t('referral.body', { date: format.date(known.can_be_named_until) })}</Text>
      <CustomerSelect
        opened={opened} label={t('referral.by')} description={known.referred_by ? t('referral.now', { name: known.referred_by.customer.name }) : undefined} except={customer.id}
        value={form.values.referrer} choose={(referrer) => form.setFieldValue('referrer', referrer)} error={form.errors['referrer']}
      />
    </FormDialog>
  );
}
