import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { mdiPlus, mdiRouterNetwork } from '@mdi/js';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { get, useApi } from '@/api/query';
import type { AccessServer } from '@/api/types';
import { Icon } from '@/ui/Icon';
import type { Column } from '@/ui/list/columns';
import { ResourceList } from '@/ui/list/ResourceList';
import { useFormat } from '@/ui/locale';
import { Nothing } from '@/ui/Nothing';
import { PageHead } from '@/ui/PageHead';
import { Status } from '@/ui/Status';
import { When } from '@/ui/values';
import { useMay } from '../../app/session';
import { AccessServerDialog } from './AccessServerDialog';

export function AccessServers() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const [creating, dialog] = useDisclosure(false);
  const profiles = useApi('/v1/vendor-profiles').data;
  const create = may.configure && <Button leftSection={<Icon path={mdiPlus} />} onClick={dialog.open}>{t('servers.new')}</Button>;
  const columns = useMemo<Column<AccessServer>[]>(
    () => [
      { key: 'name', title: t('servers.name'), card: 'title', render: (row) => row.name, csv: (row) => row.name },
      { key: 'address', title: t('servers.address'), card: 'detail', render: (row) => <span className="mono">{row.address}</span>, csv: (row) => row.address },
      { key: 'profile', title: t('servers.profile'), card: 'detail', render: (row) => profiles?.find(({ name }) => name === row.profile)?.title ?? row.profile, csv: (row) => row.profile },
      { key: 'status', title: t('servers.status'), card: 'end2', render: (row) => <Status value={row.enabled ? 'enabled' : 'disabled'}>{row.enabled ? t('servers.enabled') : t('servers.disabled')}</Status>, csv: (row) => row.enabled },
      { key: 'seen', title: t('servers.seen'), card: 'detail', render: (row) => row.last_seen_at ? <When at={row.last_seen_at} /> : <span className="quiet">{t('servers.never')}</span>, csv: (row) => row.last_seen_at },
      { key: 'accepts', title: t('servers.accepts'), numeric: true, render: (row) => format.count(row.auth_accepts), csv: (row) => row.auth_accepts },
      { key: 'rejects', title: t('servers.rejects'), numeric: true, render: (row) => format.count(row.auth_rejects), csv: (row) => row.auth_rejects },
      { key: 'naks', title: t('servers.naks'), numeric: true, render: (row) => <span className={row.coa_naks > 0 ? 'warn' : undefined}>{format.count(row.coa_naks)}</span>, csv: (row) => row.coa_naks },
      { key: 'online', title: t('servers.online'), numeric: true, card: 'end', render: (row) => format.count(row.sessions_online), csv: (row) => row.sessions_online },
    ],
    [t, format, profiles],
  );
  return (
    <>
      <PageHead title={t('servers.title')} actions={create} />
      <ResourceList
        name="access-servers" label={t('servers.title')} path="/v1/access-servers" filter={{}} columns={columns} load={(page) => get('/v1/access-servers', { query: page })}
        row_key={(row) => row.id} row_href={(row) => `/access-servers/${row.id}`} search_label={t('servers.search')} refetch_ms={30_000}
        empty={<Nothing icon={mdiRouterNetwork} title={t('servers.none')} action={create}>{t('servers.none_hint')}</Nothing>}
      />
      <AccessServerDialog opened={creating} close={dialog.close} />
    </>
  );
}
