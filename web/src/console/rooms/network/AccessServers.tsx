import { Button } from '@mantine/core';
import { mdiPlus, mdiRouterNetwork } from '@mdi/js';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get, useApi } from '@/api/query';
import type { AccessServer } from '@/api/types';
import { Icon } from '@/ui/Icon';
import type { Column } from '@/ui/list/columns';
import { ResourceList } from '@/ui/list/ResourceList';
import { whole_list } from '@/ui/list/whole';
import { useFormat } from '@/ui/locale';
import { Nothing } from '@/ui/Nothing';
import { PageHead } from '@/ui/PageHead';
import { Status } from '@/ui/Status';
import { When } from '@/ui/values';
import { useMay } from '../../app/session';
import { stats_of } from './stats';
import { UnknownSources } from './UnknownSources';
import { AccessServerDialog } from './AccessServerDialog';

export function AccessServers() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const [creating, set_creating] = useState<string | null>(null);
  const profiles = useApi('/v1/vendor-profiles').data?.items;
  const stats = useApi('/v1/radius/stats', undefined, { refetch_ms: 30_000 }).data;
  const create = may('network.write') && <Button leftSection={<Icon path={mdiPlus} />} onClick={() => set_creating('')}>{t('servers.new')}</Button>;
  const columns = useMemo<Column<AccessServer>[]>(
    () => [
      { key: 'name', title: t('servers.name'), card: 'title', render: (row) => row.name, csv: (row) => row.name },
      { key: 'address', title: t('servers.address'), card: 'detail', render: (row) => <span className="mono">{row.address}</span>, csv: (row) => row.address },
      { key: 'profile', title: t('servers.profile'), card: 'detail', render: (row) => profiles?.find(({ name }) => name === row.profile)?.title ?? row.profile, csv: (row) => row.profile },
      { key: 'status', title: t('servers.status'), card: 'end2', render: (row) => <Status value={row.enabled ? 'enabled' : 'disabled'}>{row.enabled ? t('servers.enabled') : t('servers.disabled')}</Status>, csv: (row) => row.enabled },
      {
        key: 'seen', title: t('servers.seen'), card: 'detail',
        render: (row) => {
          const seen = stats_of(stats, row.id).last_seen;
          return seen ? <When at={seen} /> : <span className="quiet">{t('servers.not_since_start')}</span>;
        },
      },
      { key: 'accepts', title: t('servers.accepts'), numeric: true, render: (row) => format.count(stats_of(stats, row.id).accepts) },
      { key: 'rejects', title: t('servers.rejects'), numeric: true, render: (row) => format.count(stats_of(stats, row.id).rejects) },
      {
        key: 'dropped', title: t('servers.dropped'), numeric: true,
        render: (row) => {
          const { dropped } = stats_of(stats, row.id);
          return <span className={dropped > 0 ? 'warn strong' : undefined}>{format.count(dropped)}</span>;
        },
      },
      { key: 'online', title: t('servers.online'), numeric: true, card: 'end', render: (row) => format.count(row.sessions_online), csv: (row) => row.sessions_online },
    ],
    [t, format, profiles, stats],
  );
  return (
    <>
      <PageHead title={t('servers.title')} actions={create} />
      <ResourceList
        name="access-servers" label={t('servers.title')} path="/v1/access-servers" filter={{}} columns={columns} load={async ({ q }) => whole_list((await get('/v1/access-servers')).items, q, (row) => `${row.name} ${row.address} ${row.profile}`)}
        row_key={(row) => row.id} row_href={(row) => `/access-servers/${row.id}`} search_label={t('servers.search')} refetch_ms={30_000}
        empty={<Nothing icon={mdiRouterNetwork} title={t('servers.none')} action={create}>{t('servers.none_hint')}</Nothing>}
      />
      <UnknownSources sources={stats?.unknown_sources ?? []} set_up={may('network.write') ? set_creating : undefined} />
      <AccessServerDialog opened={creating !== null} address={creating ?? ''} close={() => set_creating(null)} />
    </>
  );
}
