import { Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import type { Invoice } from '@/api/types';
import { FormDialog } from '@/ui/form/Dialog';
import { useRefusals } from '@/ui/form/useRefusals';
import { told } from '@/ui/notify';

/** Says what voiding does before it is done: the number stays, a credit note takes it back, what is owed is billed again. */
export function VoidDialog({ invoice, opened, close }: { invoice: Invoice; opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { reason: '' }, validate: { reason: (value) => (value.trim() ? null : t('field.required')) } });
  const save = useAction((body: { reason: string }, headers) => client.POST('/v1/invoices/{id}/void', { params: { path: { id: invoice.id } }, body, headers }), {
    refresh: ['/v1/invoices', '/v1/customers', '/v1/reports', '/v1/ledger', '/v1/dashboard'],
    done: (voided) => {
      close();
      told(t('void.done', { number: voided.number, note: voided.voided?.credit_note_number ?? '' }));
    },
  });
  useEffect(() => {
    if (!opened) return;
    save.reset();
    form.reset();
  }, [opened]);
  const rest = useRefusals(form, save.error);
  return (
    <FormDialog title={t('void.title', { number: invoice.number })} opened={opened} close={close} pending={save.isPending} error={save.error} rest={rest} submit_label={t('void.submit')} submit={form.onSubmit((values) => save.mutate({ reason: values.reason.trim() }))}>
      <Text size="sm">{t('void.body', { number: invoice.number })}</Text>
      <Text size="sm">{t('void.again')}</Text>
      <Textarea label={t('void.reason')} description={t('void.reason_hint')} required data-autofocus maxLength={500} autosize minRows={2} {...form.getInputProps('reason')} />
    </FormDialog>
  );
}
