import { Button, Group, NumberInput, Progress, Select, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { mdiIpNetworkOutline, mdiPlus } from '@mdi/js';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { get } from '@/api/query';
import type { Pool } from '@/api/types';
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
import { ipv4_value, is_ipv4, prefix_length_of } from './addresses';

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
      { key: 'purpose', title: t('pools.purpose'), card: 'end', render: (row) => t(row.family === 'ipv4' ? `pools.${row.purpose}` : `pools.${row.family}`), csv: (row) => (row.family === 'ipv4' ? row.purpose : row.family) },
      { key: 'range', title: t('pools.range'), card: 'detail', render: (row) => <span className="mono">{range_of(row)}</span>, csv: (row) => range_of(row) },
      { key: 'size', title: t('pools.size'), numeric: true, render: (row) => format.count(row.size), csv: (row) => row.size },
      { key: 'leased', title: t('pools.leased'), numeric: true, render: (row) => format.count(row.leased), csv: (row) => row.leased },
      {
        key: 'usage', title: t('pools.usage'), card: 'detail',
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
        name="pools" label={t('pools.title')} path="/v1/pools" filter={{}} columns={columns} load={async ({ q }) => whole_list((await get('/v1/pools')).items, q, (row) => `${row.name} ${row.first_address} ${row.last_address} ${row.prefix ?? ''}`)} row_key={(row) => row.id} search_label={t('pools.search')}
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

function range_of(pool: Pool): string {
  return pool.prefix != null ? `${pool.prefix} → /${pool.prefix_length}` : `${pool.first_address} – ${pool.last_address}`;
}

// What a pool gives out: addresses of customers in service, of those in the walled garden, or one of the two of IPv6.
type Kind = 'service' | 'garden' | 'ipv6_prefix' | 'ipv6_delegated';
const kinds: Kind[] = ['service', 'ipv6_prefix', 'ipv6_delegated', 'garden'];
const usual_length = { ipv6_prefix: 64, ipv6_delegated: 56 };
const is_ipv6 = (kind: Kind): kind is 'ipv6_prefix' | 'ipv6_delegated' => kind === 'ipv6_prefix' || kind === 'ipv6_delegated';

function PoolDialog({ open, close }: { open: Pool | 'new' | null; close: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const opened = open !== null;
  const [pool, set_pool] = useState<Pool | null>(null);
  const form = useForm({
    initialValues: { name: '', kind: 'service' as Kind, first_address: '', last_address: '', prefix: '', prefix_length: 56 as number | string },
    validate: {
      name: (value) => (value.trim() ? null : t('field.required')),
      first_address: (value, { kind }) => (is_ipv6(kind) || is_ipv4(value) ? null : t('field.address')),
      last_address: (value, values) => {
        if (is_ipv6(values.kind)) return null;
        if (!is_ipv4(value)) return t('field.address');
        const [first, last] = [ipv4_value(values.first_address), ipv4_value(value)];
        return first !== null && last !== null && last < first ? t('pools.order') : null;
      },
      prefix: (value, { kind }) => (!is_ipv6(kind) || prefix_length_of(value) !== null ? null : t('pools.not_prefix')),
    },
  });
  const { kind, prefix, prefix_length } = form.values;
  const body_of = (values: typeof form.values) => ({
    name: values.name.trim(),
    ...(is_ipv6(values.kind) ? { prefix: values.prefix.trim(), prefix_length: Number(values.prefix_length) } : { first_address: values.first_address.trim(), last_address: values.last_address.trim() }),
  });
  const save = useAction((values: typeof form.values, headers) => {
    const body = body_of(values);
    return pool
      ? client.PATCH('/v1/pools/{id}', { params: { path: { id: pool.id } }, body, headers })
      : client.POST('/v1/pools', { body: { ...body, ...(is_ipv6(values.kind) ? { purpose: 'service', family: values.kind } : { purpose: values.kind }) }, headers });
  }, {
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
    form.setValues(known
      ? { name: known.name, kind: known.family === 'ipv4' ? known.purpose : known.family, first_address: known.first_address, last_address: known.last_address, prefix: known.prefix ?? '', prefix_length: known.prefix_length ?? 56 }
      : { name: '', kind: 'service', first_address: '', last_address: '', prefix: '', prefix_length: 56 });
  }, [opened]);
  const rest = useRefusals(form, save.error);
  const choose = (chosen: Kind) => {
    form.setFieldValue('kind', chosen);
    if (is_ipv6(chosen)) form.setFieldValue('prefix_length', usual_length[chosen]);
  };
  const whole = prefix_length_of(prefix);
  const bits = whole === null ? -1 : Number(prefix_length) - whole;
  return (
    <FormDialog
      title={pool ? t('pools.edit_title', { name: pool.name }) : t('pools.new_title')} opened={opened} close={close} pending={save.isPending} error={save.error} rest={rest} submit_label={pool ? t('ui.save') : t('pools.submit')}
      submit={form.onSubmit((values) => save.mutate(values))}
    >
      <TextInput label={t('pools.name')} required data-autofocus {...form.getInputProps('name')} />
      <Select label={t('pools.purpose')} disabled={!!pool} allowDeselect={false} value={kind} onChange={(chosen) => chosen && choose(chosen as Kind)} data={kinds.map((value) => ({ value, label: t(`pools.${value}`) }))} />
      {(kind === 'garden' || is_ipv6(kind)) && <Text size="sm" c="dimmed">{t(`pools.${kind}_hint`)}</Text>}
      {is_ipv6(kind) ? (
        <>
          <div className="two-up">
            <TextInput label={t('pools.prefix')} placeholder="2001:db8:100::/40" required autoComplete="off" {...form.getInputProps('prefix')} />
            <NumberInput size="sm" label={t('pools.prefix_length')} min={32} max={128} allowDecimal={false} {...form.getInputProps('prefix_length')} />
          </div>
          {bits >= 0 && bits <= 24 && <Text size="sm" c="dimmed">{t('pools.gives', { count: 2 ** bits, size: format.count(2 ** bits), length: prefix_length })}</Text>}
        </>
      ) : (
        <div className="two-up">
          <TextInput label={t('pools.first')} required autoComplete="off" {...form.getInputProps('first_address')} />
          <TextInput label={t('pools.last')} required autoComplete="off" {...form.getInputProps('last_address')} />
        </div>
      )}
    </FormDialog>
  );
}
