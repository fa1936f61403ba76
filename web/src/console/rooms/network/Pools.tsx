import { Button, Group, Progress, SegmentedControl, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { mdiIpNetworkOutline, mdiPlus } from '@mdi/js';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { get } from '@/api/query';
import type { NewPool, Pool } from '@/api/types';
import { ask } from '@/ui/form/confirm';
import { FormDialog } from '@/ui/form/Dialog';
import { useRefusals } from '@/ui/form/useRefusals';
import { Icon } from '@/ui/Icon';
import type { Column } from '@/ui/list/columns';
import { ResourceList } from '@/ui/list/ResourceList';
import { whole_list } from '@/ui/list/whole';
import { useFormat } from '@/ui/locale';
import { Nothing } from '@/ui/Nothing';
import { PageHead } from '@/ui/PageHead';
import { message_of } from '@/ui/Trouble';
import { failed, told } from '@/ui/notify';
import { useMay } from '../../app/session';
import { ipv4_value, is_ipv4 } from './addresses';

export function Pools() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const [open, set_open] = useState<Pool | 'new' | null>(null);
  const create = may('network.write') && <Button leftSection={<Icon path={mdiPlus} />} onClick={() => set_open('new')}>{t('pools.new')}</Button>;
  const remove = useAction((id: number, headers) => client.DELETE('/v1/pools/{id}', { params: { path: { id } }, headers }), {
    refresh: ['/v1/pools', '/v1/access-servers'],
    done: () => told(t('pools.removed')),
    failed: (error) => failed(message_of(error, t)),
  });
  const columns = useMemo<Column<Pool>[]>(
    () => [
      { key: 'name', title: t('pools.name'), card: 'title', render: (row) => <span className="strong">{row.name}</span>, csv: (row) => row.name },
      { key: 'purpose', title: t('pools.purpose'), card: 'end', render: (row) => t(`pools.${row.purpose}`), csv: (row) => row.purpose },
      { key: 'range', title: t('pools.range'), card: 'detail', render: (row) => <span className="mono">{row.first_address} – {row.last_address}</span>, csv: (row) => `${row.first_address}-${row.last_address}` },
      { key: 'size', title: t('pools.size'), numeric: true, render: (row) => format.count(row.size), csv: (row) => row.size },
      { key: 'leased', title: t('pools.leased'), numeric: true, card: 'detail', render: (row) => format.count(row.leased), csv: (row) => row.leased },
      {
        key: 'usage', title: t('pools.usage'),
        render: (row) => {
          const percent = row.size > 0 ? Math.min(100, Math.round((row.leased / row.size) * 100)) : 0;
          return <Group gap="xs" wrap="nowrap"><Progress value={percent} w={110} color={percent >= 90 ? 'red' : undefined} aria-label={t('pools.of', { leased: row.leased, size: row.size })} /><Text size="sm">{format.percent(percent * 10_000)}</Text></Group>;
        },
      },
    ],
    [t, format],
  );
  return (
    <>
      <PageHead title={t('pools.title')} actions={create} />
      <ResourceList
        name="pools" label={t('pools.title')} path="/v1/pools" filter={{}} columns={columns} load={async ({ q }) => whole_list((await get('/v1/pools')).items, q, (row) => `${row.name} ${row.first_address} ${row.last_address}`)} row_key={(row) => row.id} search_label={t('pools.search')}
        row_actions={may('network.write') ? (row) => (
          <Group gap={6} justify="flex-end" wrap="nowrap">
            <Button size="compact-sm" variant="default" onClick={() => set_open(row)} aria-label={`${t('pools.edit')}: ${row.name}`}>{t('pools.edit')}</Button>
            <Button size="compact-sm" variant="default" aria-label={`${t('pools.remove')}: ${row.name}`} onClick={() => ask(t, { title: t('pools.remove_ask', { name: row.name }), body: t('pools.remove_body', { count: row.leased }), yes: t('pools.remove'), act: () => remove.mutate(row.id) })}>{t('pools.remove')}</Button>
          </Group>
        ) : undefined}
        empty={<Nothing icon={mdiIpNetworkOutline} title={t('pools.none')} action={create}>{t('pools.none_hint')}</Nothing>}
      />
      <PoolDialog open={open} close={() => set_open(null)} />
    </>
  );
}

function PoolDialog({ open, close }: { open: Pool | 'new' | null; close: () => void }) {
  const { t } = useTranslation();
  const opened = open !== null;
  const [pool, set_pool] = useState<Pool | null>(null);
  const form = useForm({
    initialValues: { name: '', purpose: 'service' as NewPool['purpose'], first_address: '', last_address: '' },
    validate: {
      name: (value) => (value.trim() ? null : t('field.required')),
      first_address: (value) => (is_ipv4(value) ? null : t('field.address')),
      last_address: (value, values) => {
        if (!is_ipv4(value)) return t('field.address');
        const [first, last] = [ipv4_value(values.first_address), ipv4_value(value)];
        return first !== null && last !== null && last < first ? t('pools.order') : null;
      },
    },
  });
  const save = useAction((body: NewPool, headers) => (pool ? client.PATCH('/v1/pools/{id}', { params: { path: { id: pool.id } }, body: { name: body.name, first_address: body.first_address, last_address: body.last_address }, headers }) : client.POST('/v1/pools', { body, headers })), {
    refresh: ['/v1/pools'],
    done: () => {
      told(t('pools.saved'));
      close();
    },
  });
  useEffect(() => {
    if (!opened) return;
    const known = open === 'new' ? null : open;
    set_pool(known);
    save.reset();
    form.clearErrors();
    form.setValues(known ? { name: known.name, purpose: known.purpose, first_address: known.first_address, last_address: known.last_address } : { name: '', purpose: 'service', first_address: '', last_address: '' });
  }, [opened]);
  const rest = useRefusals(form, save.error);
  return (
    <FormDialog
      title={pool ? t('pools.edit_title', { name: pool.name }) : t('pools.new_title')} opened={opened} close={close} pending={save.isPending} error={save.error} rest={rest} submit_label={pool ? t('ui.save') : t('pools.submit')}
      submit={form.onSubmit((values) => save.mutate(values))}
    >
      <TextInput label={t('pools.name')} required data-autofocus {...form.getInputProps('name')} />
      <SegmentedControl aria-label={t('pools.purpose')} disabled={!!pool} value={form.values.purpose} onChange={(purpose) => form.setFieldValue('purpose', purpose as NewPool['purpose'])} data={[{ value: 'service', label: t('pools.service') }, { value: 'garden', label: t('pools.garden') }]} />
      {form.values.purpose === 'garden' && <Text size="sm" c="dimmed">{t('pools.garden_hint')}</Text>}
      <div className="two-up">
        <TextInput label={t('pools.first')} required autoComplete="off" {...form.getInputProps('first_address')} />
        <TextInput label={t('pools.last')} required autoComplete="off" {...form.getInputProps('last_address')} />
      </div>
    </FormDialog>
  );
}
