// A voucher's code for a customer: what it is worth settles what is open, the rest is credit, and services come back.
import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import type { Customer, Service } from '@/api/types';
import { FormDialog } from '@/ui/form/Dialog';
import { useRefusals } from '@/ui/form/useRefusals';
import { useFormat } from '@/ui/locale';
import { told } from '@/ui/notify';

export function RedeemDialog({ opened, close, customer, services }: { opened: boolean; close: () => void; customer: Customer; services: Service[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const form = useForm({ initialValues: { code: '' }, validate: { code: (value) => (value.trim() ? null : t('field.required')) } });
  const save = useAction((code: string, headers) => client.POST('/v1/vouchers/redeem', { body: { customer_id: customer.id, code }, headers }), {
    refresh: ['/v1/customers', '/v1/services', '/v1/invoices', '/v1/voucher-batches', '/v1/dashboard', '/v1/ledger', '/v1/sessions'],
    done: (redeemed) => {
      const amount = format.money(redeemed.amount_minor, redeemed.currency);
      const names = redeemed.restored_services.map((id) => services.find((service) => service.id === id)?.username ?? String(id)).join(', ');
      told(redeemed.was_redeemed_before ? t('vouchers.redeemed_before', { amount, date: format.date(redeemed.redeemed_on) }) : names ? t('vouchers.redeemed_restored', { amount, names }) : t('vouchers.redeemed', { amount }));
      close();
    },
  });
  useEffect(() => {
    if (!opened) return;
    save.reset();
    form.clearErrors();
    form.setValues({ code: '' });
  }, [opened]);
  const rest = useRefusals(form, save.error);
  return (
    <FormDialog title={t('vouchers.redeem_title', { name: customer.name })} opened={opened} close={close} submit_label={t('vouchers.redeem')} pending={save.isPending} error={save.error} rest={rest} submit={form.onSubmit(({ code }) => save.mutate(code.trim()))}>
      <TextInput label={t('vouchers.code')} description={t('vouchers.code_hint')} required data-autofocus autoComplete="off" autoCapitalize="characters" spellCheck={false} maxLength={40} styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', letterSpacing: '0.05em' } }} {...form.getInputProps('code')} />
    </FormDialog>
  );
}
