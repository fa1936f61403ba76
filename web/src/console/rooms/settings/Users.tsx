import { Button, Radio, Stack, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { mdiAccountMultipleOutline, mdiPlus } from '@mdi/js';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { get } from '@/api/query';
import type { NewUser, User } from '@/api/types';
import { FormDialog } from '@/ui/form/Dialog';
import { SecretInput } from '@/ui/form/fields';
import { useRefusals } from '@/ui/form/useRefusals';
import { Icon } from '@/ui/Icon';
import type { Column } from '@/ui/list/columns';
import { ResourceList } from '@/ui/list/ResourceList';
import { Nothing } from '@/ui/Nothing';
import { Status } from '@/ui/Status';
import { When } from '@/ui/values';
import { told } from '@/ui/notify';
import { useMay, useMe } from '../../app/session';
import { word } from '../../app/words';

const roles = ['admin', 'agent', 'viewer'] as const;

export function Users() {
  const { t } = useTranslation();
  const may = useMay();
  const [open, set_open] = useState<User | 'new' | null>(null);
  const columns = useMemo<Column<User>[]>(
    () => [
      { key: 'name', title: t('users.name'), card: 'title', render: (row) => <span className="strong">{row.name}</span>, csv: (row) => row.name },
      { key: 'email', title: t('users.email'), card: 'detail', render: (row) => row.email, csv: (row) => row.email },
      { key: 'role', title: t('users.role'), card: 'end', render: (row) => word(t, 'role', row.role), csv: (row) => row.role },
      { key: 'status', title: t('users.status'), card: 'end2', render: (row) => <Status value={row.active ? 'active' : 'locked'}>{row.active ? t('users.active') : t('users.inactive')}</Status>, csv: (row) => row.active },
      { key: 'last', title: t('users.last_login'), card: 'detail', render: (row) => row.last_login_at ? <When at={row.last_login_at} /> : <span className="quiet">{t('users.never')}</span>, csv: (row) => row.last_login_at },
    ],
    [t],
  );
  return (
    <Stack gap="md">
      {may('users.write') && <div><Button leftSection={<Icon path={mdiPlus} />} onClick={() => set_open('new')}>{t('users.new')}</Button></div>}
      <ResourceList
        name="users" label={t('settings.users')} path="/v1/users" filter={{}} columns={columns} load={(page) => get('/v1/users', { query: page })} row_key={(row) => row.id} search_label={t('users.search')}
        row_actions={may('users.write') ? (row) => <Button size="compact-sm" variant="default" onClick={() => set_open(row)} aria-label={`${t('users.edit')}: ${row.name}`}>{t('users.edit')}</Button> : undefined}
        empty={<Nothing icon={mdiAccountMultipleOutline} title={t('users.none')} />}
      />
      <UserDialog open={open} close={() => set_open(null)} />
    </Stack>
  );
}

function UserDialog({ open, close }: { open: User | 'new' | null; close: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const opened = open !== null;
  const [user, set_user] = useState<User | null>(null);
  const form = useForm({
    initialValues: { name: '', email: '', role: 'agent' as NewUser['role'], password: '', active: true },
    validate: {
      name: (value) => (value.trim() ? null : t('field.required')),
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : t('field.email')),
      password: (value) => ((user && value === '') || value.length >= 10 ? null : t('field.password_short')),
    },
  });
  const save = useAction(
    ({ email, password, active, ...body }: NewUser & { active: boolean }, headers) =>
      user
        ? client.PATCH('/v1/users/{id}', { params: { path: { id: user.id } }, body: { ...body, email, active, ...(password && { password }) }, headers })
        : client.POST('/v1/users', { body: { ...body, email, password }, headers }),
    {
      refresh: ['/v1/users'],
      done: () => {
        told(t('users.saved'));
        close();
      },
    },
  );
  useEffect(() => {
    if (!opened) return;
    const known = open === 'new' ? null : open;
    set_user(known);
    save.reset();
    form.clearErrors();
    form.setValues(known ? { name: known.name, email: known.email, role: known.role, password: '', active: known.active } : { name: '', email: '', role: 'agent', password: '', active: true });
  }, [opened]);
  const rest = useRefusals(form, save.error);
  const myself = user?.id === me.user_id;
  return (
    <FormDialog
      title={user ? t('users.edit_title', { name: user.name }) : t('users.new_title')} opened={opened} close={close} pending={save.isPending} error={save.error} rest={rest} submit_label={user ? t('ui.save') : t('users.submit')}
      submit={form.onSubmit((values) => save.mutate({ ...values, name: values.name.trim(), email: values.email.trim() }))}
    >
      <TextInput label={t('users.name')} required data-autofocus {...form.getInputProps('name')} />
      <TextInput label={t('users.email')} type="email" required {...form.getInputProps('email')} />
      <Radio.Group label={t('users.role')} required {...form.getInputProps('role')}>
        <Stack gap={6} mt={4}>{roles.map((role) => <Radio key={role} value={role} disabled={myself} label={t(`role.${role}`)} description={t(`users.role_${role}`)} />)}</Stack>
      </Radio.Group>
      <SecretInput label={user ? t('users.new_password') : t('users.password')} description={user ? t('users.keep') : t('users.password_hint')} required={!user} length={16} value={form.values.password} onChange={(value) => form.setFieldValue('password', value)} error={form.errors['password']} />
      {user && <Switch label={t('users.can_sign_in')} disabled={myself} {...form.getInputProps('active', { type: 'checkbox' })} />}
    </FormDialog>
  );
}
