import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import type { Customer, NewService, SoldService } from '@/api/types';
import { is_date } from '@/ui/format/date';
import { username_from } from '@/ui/format/password';
import { FormDialog } from '@/ui/form/Dialog';
import { Carry, DateField, SecretInput } from '@/ui/form/fields';
import { useRefusals } from '@/ui/form/useRefusals';
import { useFormat } from '@/ui/locale';
import { PlanOptions, usePlanOptions } from '../plans/PlanOptions';
import { service_refresh } from './service_refresh';

export function AddServiceDialog({ customer, opened, close }: { customer: Customer; opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { plans, options, loaded } = usePlanOptions(opened, undefined, { once: false });
  const [added, set_added] = useState<SoldService | null>(null);
  // Television and equipment have no login.
  const has_login = (plan_id: string) => (plans.find(({ id }) => String(id) === plan_id)?.kind ?? 'internet') === 'internet';
  const form = useForm({
    initialValues: { plan_id: '', username: '', password: '', static_address: '', static_prefix: '', static_delegated_prefix: '', starts_on: '' },
    validate: {
      plan_id: (value) => (value ? null : t('field.required')),
      username: (value, { plan_id }) => (value.trim() || !has_login(plan_id) ? null : t('field.required')),
      starts_on: (value) => (is_date(value) ? null : t('field.required')),
    },
  });
  const save = useAction((body: NewService, headers) => client.POST('/v1/customers/{id}/services', { params: { path: { id: customer.id } }, body, headers }), {
    refresh: service_refresh,
    done: (sold, body) => {
      close();
      if (body.username) set_added({ ...sold, password: sold.password ?? body.password ?? null });
    },
  });
  useEffect(() => {
    if (!opened) return;
    save.reset();
    form.clearErrors();
    form.setValues({ plan_id: '', username: username_from(customer.name) || customer.number.toLowerCase(), password: '', static_address: '', starts_on: format.today() });
  }, [opened]);
  const rest = useRefusals(form, save.error);
  return (
    <>
      <FormDialog
        title={t('service_form.add_title', { name: customer.name })} opened={opened} close={close} submit_label={t('service_form.add')} pending={save.isPending} error={save.error} rest={rest}
        submit={form.onSubmit(({ plan_id, username, password, static_address, static_prefix, static_delegated_prefix, starts_on }) => save.mutate({
          plan_id: Number(plan_id), starts_on, ...(has_login(plan_id) && { username: username.trim() }), ...(has_login(plan_id) && password && { password }), ...(has_login(plan_id) && static_address.trim() && { static_address: static_address.trim() }),
          ...(has_login(plan_id) && static_prefix.trim() && { static_prefix: static_prefix.trim() }), ...(has_login(plan_id) && static_delegated_prefix.trim() && { static_delegated_prefix: static_delegated_prefix.trim() }),
        }))}
      >
        <Select
          label={t('service_form.plan')} required searchable data-autofocus data={options} renderOption={PlanOptions(plans, t)} {...form.getInputProps('plan_id')}
          description={loaded && plans.length === 0 ? t('service_form.no_plans') : undefined}
        />
        <div className="two-up">
          {has_login(form.values.plan_id) && <TextInput label={t('service_form.username')} description={t('service_form.username_hint')} required autoComplete="off" {...form.getInputProps('username')} />}
          <DateField label={t('service_form.starts_on')} description={<>&nbsp;</>} required {...form.getInputProps('starts_on')} />
        </div>
        {has_login(form.values.plan_id) && <SecretInput label={t('service_form.password')} description={t('service_form.password_hint')} length={14} value={form.values.password} onChange={(value) => form.setFieldValue('password', value)} error={form.errors['password']} />}
        {has_login(form.values.plan_id) && <TextInput label={t('service_form.static_address')} description={t('service_form.static_hint')} autoComplete="off" {...form.getInputProps('static_address')} />}
        {has_login(form.values.plan_id) && (
          <div className="two-up">
            <TextInput label={t('service_form.static_prefix')} description={t('service_form.static_hint')} autoComplete="off" {...form.getInputProps('static_prefix')} />
            <TextInput label={t('service_form.static_delegated_prefix')} description={t('service_form.static_hint')} autoComplete="off" {...form.getInputProps('static_delegated_prefix')} />
          </div>
        )}
      </FormDialog>
      <Modal opened={added !== null} onClose={() => set_added(null)} title={t('service_form.added_title')} closeButtonProps={{ 'aria-label': t('ui.close') }}>
        {added && (
          <Stack gap="sm">
            <Text>{t('service_form.added_hint')}</Text>
            <div><Text size="sm" fw={550}>{t('service_form.username')}</Text><Carry value={added.service.username} /></div>
            {added.password && <div><Text size="sm" fw={550}>{t('service_form.password')}</Text><Carry value={added.password} /></div>}
            <Group justify="flex-end"><Button onClick={() => set_added(null)}>{t('service_form.done')}</Button></Group>
          </Stack>
        )}
      </Modal>
    </>
  );
}
