// Who logged in and who was refused, by which access server, and why: the first page to open when "it does not log in".
import { Button, SegmentedControl, Select } from '@mantine/core';
import { mdiClose, mdiLoginVariant } from '@mdi/js';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { get, useApi } from '@/api/query';
import type { Login } from '@/api/types';
import { AppLink } from '@/ui/AppLink';
import { Icon } from '@/ui/Icon';
import type { Column } from '@/ui/list/columns';
import { ResourceList } from '@/ui/list/ResourceList';
import { useListSearch } from '@/ui/list/state';
import { Nothing } from '@/ui/Nothing';
import { PageHead } from '@/ui/PageHead';
import { Status } from '@/ui/Status';
import { Dash, When } from '@/ui/values';
import { word } from '../../app/words';

export function Logins() {
  const { t } = useTranslation();
  const [search, set_search] = useListSearch();
  const refused = search['show'] === 'refused';
  const servers = useApi('/v1/access-servers');
  const filter = {
    ...(refused && { refused: true }),
    ...(search['access_server_id'] && { access_server_id: Number(search['access_server_id']) }),
    ...(search['service_id'] && { service_id: Number(search['service_id']) }),
  };

  const columns = useMemo<Column<Login>[]>(() => [
    { key: 'when', title: t('logins.when'), card: 'end', render: (row) => <><When at={row.last_at} full />{row.times > 1 && <div className="quiet small">{t('logins.times', { count: row.times })}</div>}</>, csv: (row) => row.last_at },
    { key: 'username', title: t('sessions.username'), card: 'title', max_width: '15rem', render: (row) => row.outcome === 'left_out' ? <span className="quiet">{t('logins.many')}</span> : <span className="mono" style={{ overflowWrap: 'anywhere', whiteSpace: 'normal' }}>{row.username || t('logins.no_name')}</span>, csv: (row) => row.username },
    {
      key: 'outcome', title: t('logins.outcome'), card: 'detail', max_width: '22rem', csv: (row) => row.outcome,
      render: (row) => <><Status value={row.refused ? 'refused' : 'accepted'}>{word(t, 'radius_event', row.outcome)}</Status>{row.message && <div className="quiet small">{row.message}</div>}</>,
    },
    {
      key: 'who', title: t('sessions.who'), card: 'detail', csv: (row) => row.customer_name,
      render: (row) => row.customer_id != null ? <AppLink href={`/customers/${row.customer_id}#service-${row.service_id ?? ''}`} c="inherit">{row.customer_name}</AppLink> : <Dash />,
    },
    { key: 'server', title: t('sessions.server'), card: 'detail', render: (row) => row.access_server_name || <Dash />, csv: (row) => row.access_server_name },
    { key: 'calling', title: t('sessions.calling'), render: (row) => row.calling_station_id ? <span className="mono">{row.calling_station_id}</span> : <Dash />, csv: (row) => row.calling_station_id },
    { key: 'port', title: t('sessions.port'), extra: true, render: (row) => row.nas_port_id ?? <Dash />, csv: (row) => row.nas_port_id },
    { key: 'method', title: t('logins.method'), extra: true, render: (row) => row.method, csv: (row) => row.method },
    { key: 'first', title: t('logins.first'), extra: true, render: (row) => <When at={row.at} full />, csv: (row) => row.at },
    { key: 'times', title: t('logins.count'), extra: true, numeric: true, render: (row) => row.times, csv: (row) => row.times },
  ], [t]);

  return (
    <>
      <PageHead title={t('logins.title')} />
      <ResourceList
        name="logins" label={t('logins.title')} path="/v1/logins" filter={filter} columns={columns} load={(page) => get('/v1/logins', { query: { ...page, ...filter } })}
        row_key={(row) => row.id} search_label={t('logins.search')} refetch_ms={3_000}
        filters={
          <>
            <SegmentedControl aria-label={t('sessions.show')} value={refused ? 'refused' : 'all'} onChange={(show) => set_search({ show: show === 'refused' ? 'refused' : undefined })} data={[{ value: 'all', label: t('sessions.all') }, { value: 'refused', label: t('logins.refused') }]} />
            {search['service_id'] && <Button variant="default" rightSection={<Icon path={mdiClose} size={16} />} onClick={() => set_search({ service_id: undefined })}>{t('logins.one_service')}</Button>}
            <Select aria-label={t('sessions.server')} w={190} value={search['access_server_id'] ?? ''} onChange={(id) => set_search({ access_server_id: id || undefined })} data={[{ value: '', label: t('sessions.any_server') }, ...(servers.data?.items ?? []).map(({ id, name }) => ({ value: String(id), label: name }))]} />
          </>
        }
        empty={<Nothing icon={mdiLoginVariant} title={refused ? t('logins.none_refused') : t('logins.none')}>{t('logins.none_hint')}</Nothing>}
      />
    </>
  );
}
