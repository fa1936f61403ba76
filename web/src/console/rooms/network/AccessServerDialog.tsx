import { Button, Group, Modal, NumberInput, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { useApi } from '@/api/query';
import type { AccessServer, NewAccessServer } from '@/api/types';
import { FormDialog } from '@/ui/form/Dialog';
import { Carry, SecretInput } from '@/ui/form/fields';
import { useRefusals } from '@/ui/form/useRefusals';
import { useGo } from '@/ui/AppLink';
import { told } from '@/ui/notify';
import { is_ipv4 } from './addresses';
import { label_of } from './profile_label';

interface Props {
  opened: boolean;
  close: () => void;
  server?: AccessServer;
  /** For a new one: what its packets come from. */
  address?: string;
}

type Wanted = Omit<NewAccessServer, 'secret' | 'require_message_authenticator' | 'allow_mschap' | 'coa_port' | 'interim_interval_s'> & {
  secret?: string; require_message_authenticator: boolean; allow_mschap: boolean; coa_port: number; interim_interval_s: number; enabled: boolean;
};

const empty = {
  name: '', address: '', secret: '', profile: '', require_message_authenticator: true, allow_mschap: false, coa_port: 3799 as number | string, interim_interval_s: 300 as number | string,
  pool_id: '', garden_pool_id: '', prefix_pool_id: '', delegated_pool_id: '', enabled: true,
};
// Which pools an access server gives out of, and what they have to be.
const pool_fields = [['pool_id', 'service', 'ipv4'], ['garden_pool_id', 'garden', 'ipv4'], ['prefix_pool_id', 'service', 'ipv6_prefix'], ['delegated_pool_id', 'service', 'ipv6_delegated']] as const;
const id_or_null = (text: string) => (text === '' ? null : Number(text));
const text_of = (id: number | null) => (id == null ? '' : String(id));

export function AccessServerDialog({ opened, close, server, address = '' }: Props) {
  const { t } = useTranslation();
  const go = useGo();
  const profiles = useApi('/v1/vendor-profiles', undefined, { enabled: opened });
  const pools = useApi('/v1/pools', undefined, { enabled: opened });
  const [created, set_created] = useState<{ server: AccessServer; secret: string } | null>(null);
  const within = (value: number | string, low: number, high: number) => Number.isInteger(Number(value)) && Number(value) >= low && Number(value) <= high;
  const form = useForm({
    initialValues: empty,
    validate: {
      name: (value) => (value.trim() ? null : t('field.required')),
      address: (value) => (is_ipv4(value) ? null : t('field.address')),
      secret: (value) => (value === '' || value.length >= 8 ? null : t('server_form.secret_short')),
      profile: (value) => (value ? null : t('field.required')),
      coa_port: (value) => (within(value, 1, 65535) ? null : t('server_form.port')),
      interim_interval_s: (value) => (within(value, 10, 86_400) ? null : t('server_form.interim_range')),
    },
  });
  const save = useAction(
    async ({ enabled, ...body }: Wanted, headers) => {
      if (!server) return client.POST('/v1/access-servers', { body, headers });
      const { data } = await client.PATCH('/v1/access-servers/{id}', { params: { path: { id: server.id } }, body: { ...body, enabled }, headers });
      return { data: data && { ...data, secret: null } };
    },
    {
      refresh: ['/v1/access-servers', '/v1/radius'],
      done: (saved, { secret }) => {
        close();
        if (server) told(t('server_form.saved'));
        else set_created({ server: saved, secret: saved.secret ?? secret ?? '' });
      },
    },
  );
  useEffect(() => {
    if (!opened) return;
    save.reset();
    form.clearErrors();
    form.setValues(server ? { ...empty, ...server, secret: '', pool_id: text_of(server.pool_id), garden_pool_id: text_of(server.garden_pool_id), prefix_pool_id: text_of(server.prefix_pool_id), delegated_pool_id: text_of(server.delegated_pool_id) } : { ...empty, address });
  }, [opened]);
  useEffect(() => {
    if (!opened || server || !pools.data) return;
    // Where there is only one pool for a purpose, that is the one.
    for (const [field, purpose, family] of pool_fields) {
      const fitting = pools.data.items.filter((pool) => pool.purpose === purpose && pool.family === family);
      if (fitting.length === 1 && form.getValues()[field] === '') form.setFieldValue(field, String(fitting[0]!.id));
    }
  }, [opened, pools.data]);
  const rest = useRefusals(form, save.error);
  const chosen = profiles.data?.items.find(({ name }) => name === form.values.profile);
  const pool_options = (wanted: (typeof pool_fields)[number][0]) => {
    const [, purpose, family] = pool_fields.find(([field]) => field === wanted)!;
    return [{ value: '', label: t(family === 'ipv4' ? 'server_form.no_pool' : 'server_form.no_prefix_pool') }, ...(pools.data?.items ?? []).filter((pool) => pool.purpose === purpose && pool.family === family).map(({ id, name }) => ({ value: String(id), label: name }))];
  };

  return (
    <>
      <FormDialog
        title={server ? t('server_form.edit_title', { name: server.name }) : t('server_form.new_title')} opened={opened} close={close} size="xl" pending={save.isPending} error={save.error} rest={rest}
        submit_label={server ? t('ui.save') : t('server_form.submit')}
        submit={form.onSubmit((values) => save.mutate({
          name: values.name.trim(), address: values.address.trim(), ...(values.secret && { secret: values.secret }), profile: values.profile, require_message_authenticator: values.require_message_authenticator, allow_mschap: values.allow_mschap,
          coa_port: Number(values.coa_port), interim_interval_s: Number(values.interim_interval_s), pool_id: id_or_null(values.pool_id), garden_pool_id: id_or_null(values.garden_pool_id), prefix_pool_id: id_or_null(values.prefix_pool_id), delegated_pool_id: id_or_null(values.delegated_pool_id), enabled: values.enabled,
        }))}
      >
        <div className="two-up">
          <TextInput label={t('server_form.name')} description={<>&nbsp;</>} required data-autofocus {...form.getInputProps('name')} />
          <TextInput label={t('server_form.address')} description={t('server_form.address_hint')} required autoComplete="off" {...form.getInputProps('address')} />
        </div>
        <SecretInput
          label={server ? t('server_form.new_secret') : t('server_form.secret')} description={server ? t('server_form.new_secret_hint') : t('server_form.secret_hint')}
          value={form.values.secret} onChange={(value) => form.setFieldValue('secret', value)} error={form.errors['secret']}
        />
        <div>
          <Select
            label={t('server_form.profile')} required searchable allowDeselect={false} nothingFoundMessage={t('server_form.profile_none')} {...form.getInputProps('profile')}
            data={(profiles.data?.items ?? []).map((profile) => ({ value: profile.name, label: label_of(profile) }))}
          />
          {chosen && <Text size="sm" c="dimmed" mt={4}>{chosen.description} {t(`server_form.cuts_by_${chosen.disconnect}`)}</Text>}
        </div>
        <div className="two-up">
          <Select label={t('server_form.pool')} description={<>&nbsp;</>} data={pool_options('pool_id')} {...form.getInputProps('pool_id')} />
          <Select label={t('server_form.garden_pool')} description={t('server_form.garden_hint')} data={pool_options('garden_pool_id')} {...form.getInputProps('garden_pool_id')} />
        </div>
        <div className="two-up">
          <Select label={t('server_form.prefix_pool')} data={pool_options('prefix_pool_id')} {...form.getInputProps('prefix_pool_id')} />
          <Select label={t('server_form.delegated_pool')} data={pool_options('delegated_pool_id')} {...form.getInputProps('delegated_pool_id')} />
        </div>
        <div className="two-up">
          <NumberInput size="sm" label={t('server_form.coa_port')} description={<>&nbsp;</>} min={1} max={65535} allowDecimal={false} {...form.getInputProps('coa_port')} />
          <NumberInput size="sm" label={t('server_form.interim')} description={t('server_form.interim_hint')} min={10} max={86400} step={60} allowDecimal={false} {...form.getInputProps('interim_interval_s')} />
        </div>
        <Switch label={t('server_form.message_auth')} description={t('server_form.message_auth_hint')} {...form.getInputProps('require_message_authenticator', { type: 'checkbox' })} />
        <Switch label={t('server_form.mschap')} description={t('server_form.mschap_hint')} {...form.getInputProps('allow_mschap', { type: 'checkbox' })} />
        {server && <Switch label={t('server_form.enabled')} {...form.getInputProps('enabled', { type: 'checkbox' })} />}
      </FormDialog>
      <Modal opened={created !== null} onClose={() => set_created(null)} title={created && t('server_form.secret_once', { name: created.server.name })} closeButtonProps={{ 'aria-label': t('ui.close') }}>
        {created && (
          <Stack gap="sm">
            <Text>{t('server_form.created', { name: created.server.name })} {t('server_form.secret_once_hint')}</Text>
            <Carry value={created.secret} label={t('server_form.secret')} />
            <Group justify="flex-end"><Button onClick={() => { set_created(null); go(`/access-servers/${created.server.id}`); }}>{t('server_form.done')}</Button></Group>
          </Stack>
        )}
      </Modal>
    </>
  );
}
