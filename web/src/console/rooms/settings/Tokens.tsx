import { Button, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { mdiKeyOutline, mdiPlus } from '@mdi/js';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { get } from '@/api/query';
import type { ApiToken, MadeApiToken, Role } from '@/api/types';
import { ask } from '@/ui/form/confirm';
import { FormDialog } from '@/ui/form/Dialog';
import { Carry } from '@/ui/form/fields';
import { useRefusals } from '@/ui/form/useRefusals';
import { Icon } from '@/ui/Icon';
import type { Column } from '@/ui/list/columns';
import { ResourceList } from '@/ui/list/ResourceList';
import { Nothing } from '@/ui/Nothing';
import { message_of } from '@/ui/Trouble';
import { When } from '@/ui/values';
import { failed, told } from '@/ui/notify';
import { useMay } from '../../app/session';
import { word } from '../../app/words';

const roles = ['admin', 'agent', 'viewer'] as const;

export function Tokens() {
  const { t } = useTranslation();
  const may = useMay();
  const [creating, create] = useDisclosure(false);
  const [made, set_made] = useState<MadeApiToken | null>(null);
  const form = useForm({ initialValues: { name: '', role: 'viewer' as Role }, validate: { name: (value) => (value.trim() ? null : t('field.required')) } });
  const save = useAction((body: { name: string; role: Role }, headers) => client.POST('/v1/api-tokens', { body, headers }), {
    refresh: ['/v1/api-tokens'],
    done: (token) => {
      create.close();
      set_made(token);
    },
  });
  const revoke = useAction((id: number, headers) => client.DELETE('/v1/api-tokens/{id}', { params: { path: { id } }, headers }), {
    refresh: ['/v1/api-tokens'],
    done: () => told(t('tokens.revoked')),
    failed: (error) => failed(message_of(error, t)),
  });
  useEffect(() => {
    if (!creating) return;
    save.reset();
    form.reset();
  }, [creating]);
  const rest = useRefusals(form, save.error);
  const button = may('users.write') && <Button leftSection={<Icon path={mdiPlus} />} onClick={create.open}>{t('tokens.new')}</Button>;
  const columns = useMemo<Column<ApiToken>[]>(
    () => [
      { key: 'name', title: t('tokens.name'), card: 'title', render: (row) => <span className="strong">{row.name}</span> },
      { key: 'role', title: t('tokens.role'), card: 'end', render: (row) => word(t, 'role', row.role) },
      { key: 'created', title: t('tokens.created'), card: 'detail', render: (row) => <When at={row.created_at} full /> },
      { key: 'used', title: t('tokens.used'), card: 'detail', render: (row) => row.last_used_at ? <When at={row.last_used_at} /> : <span className="quiet">{t('tokens.never')}</span> },
    ],
    [t],
  );
  return (
    <Stack gap="md">
      <div>{button}</div>
      <ResourceList
        name="tokens" label={t('settings.tokens')} path="/v1/api-tokens" filter={{}} columns={columns} load={(page) => get('/v1/api-tokens', { query: page })} row_key={(row) => row.id}
        row_actions={may('users.write') ? (row) => <Button size="compact-sm" variant="default" aria-label={`${t('tokens.revoke')}: ${row.name}`} onClick={() => ask(t, { title: t('tokens.revoke_ask', { name: row.name }), body: t('tokens.revoke_body'), yes: t('tokens.revoke'), act: () => revoke.mutate(row.id) })}>{t('tokens.revoke')}</Button> : undefined}
        empty={<Nothing icon={mdiKeyOutline} title={t('tokens.none')}>{t('tokens.none_hint')}</Nothing>}
      />
      <FormDialog title={t('tokens.new_title')} opened={creating} close={create.close} pending={save.isPending} error={save.error} rest={rest} submit_label={t('tokens.submit')} submit={form.onSubmit((values) => save.mutate({ ...values, name: values.name.trim() }))}>
        <TextInput label={t('tokens.name')} description={t('tokens.name_hint')} required data-autofocus {...form.getInputProps('name')} />
        <Radio.Group label={t('tokens.role')} required {...form.getInputProps('role')}>
          <Stack gap={6} mt={4}>{roles.map((role) => <Radio key={role} value={role} label={t(`role.${role}`)} description={t(`users.role_${role}`)} />)}</Stack>
        </Radio.Group>
      </FormDialog>
      <Modal opened={made !== null} onClose={() => set_made(null)} title={made && t('tokens.once_title', { name: made.name })} closeButtonProps={{ 'aria-label': t('ui.close') }}>
        {made && (
          <Stack gap="sm">
            <Text>{t('tokens.once')}</Text>
            <Carry value={made.token} />
            <Group justify="flex-end"><Button onClick={() => set_made(null)}>{t('tokens.done')}</Button></Group>
          </Stack>
        )}
      </Modal>
    </Stack>
  );
}
