import { SegmentedControl, Select } from '@mantine/core';
import { mdiPulse } from '@mdi/js';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { get, useApi } from '@/api/query';
import type { Session } from '@/api/types';
import { AppLink } from '@/ui/AppLink';
import { format_duration } from '@/ui/format/number';
import type { Column } from '@/ui/list/columns';
import { ResourceList } from '@/ui/list/ResourceList';
import { useListSearch } from '@/ui/list/state';
import { useFormat } from '@/ui/locale';
import { Nothing } from '@/ui/Nothing';
import { PageHead } from '@/ui/PageHead';
import { Status } from '@/ui/Status';
import { Dash, When } from '@/ui/values';
import { RateBook } from './rate';

const book = new RateBook();

export function Sessions() {
  const { t } = useTranslation();
  const format = useFormat();
  const [search, set_search] = useListSearch();
  const online = search['show'] !== 'all';
  const servers = useApi('/v1/access-servers');
  const filter = { ...(online && { online: true }), ...(search['access_server_id'] && { access_server_id: Number(search['access_server_id']) }) };

  const columns = useMemo<Column<Session>[]>(() => {
    const rate = (row: Session) => {
      const now = row.stopped_at ? null : book.see(row.id, row);
      return now ? <>{format.speed(now.down_kbit)} <span className="quiet">/ {format.speed(now.up_kbit)}</span></> : <Dash />;
    };
    return [
      {
        key: 'who', title: t('sessions.who'), card: 'title', max_width: '18rem', csv: (row) => row.customer_name,
        render: (row) => row.customer_id != null ? <AppLink href={`/customers/${row.customer_id}#service-${row.service_id ?? ''}`} c="inherit" fw={550} data-row-link>{row.customer_name ?? row.username}</AppLink> : <span className="warn">{t('sessions.unknown')}</span>,
      },
      { key: 'username', title: t('sessions.username'), card: 'detail', render: (row) => <span className="mono">{row.username}</span>, csv: (row) => row.username },
      { key: 'address', title: t('sessions.address'), card: 'detail', render: (row) => row.framed_address ? <span className="mono">{row.framed_address}</span> : <Dash />, csv: (row) => row.framed_address },
      { key: 'ipv6', title: t('sessions.ipv6'), extra: true, render: (row) => row.delegated_prefix ?? row.framed_prefix ? <span className="mono">{[row.framed_prefix, row.delegated_prefix].filter(Boolean).join(' ')}</span> : <Dash />, csv: (row) => [row.framed_prefix, row.delegated_prefix].filter(Boolean).join(' ') },
      { key: 'calling', title: t('sessions.calling'), render: (row) => row.calling_station_id ? <span className="mono">{row.calling_station_id}</span> : <Dash />, csv: (row) => row.calling_station_id },
      { key: 'server', title: t('sessions.server'), render: (row) => row.access_server_name, csv: (row) => row.access_server_name },
      { key: 'port', title: t('sessions.port'), extra: true, render: (row) => row.nas_port_id ?? <Dash />, csv: (row) => row.nas_port_id },
      { key: 'since', title: t('sessions.since'), card: 'detail', render: (row) => <When at={row.started_at} full />, csv: (row) => row.started_at },
      { key: 'duration', title: t('sessions.duration'), numeric: true, extra: true, render: (row) => format_duration(row.duration_s), csv: (row) => row.duration_s },
      ...(online ? [] : [
        { key: 'ended', title: t('sessions.ended'), render: (row: Session) => row.stopped_at ? <When at={row.stopped_at} full /> : <Status value="online">{t('sessions.online')}</Status>, csv: (row: Session) => row.stopped_at },
        { key: 'cause', title: t('sessions.cause'), render: (row: Session) => row.terminate_cause ?? <Dash />, csv: (row: Session) => row.terminate_cause },
      ]),
      { key: 'down', title: t('sessions.down'), numeric: true, card: 'end', render: (row) => format.octets(row.octets_out), csv: (row) => row.octets_out },
      { key: 'up', title: t('sessions.up'), numeric: true, render: (row) => format.octets(row.octets_in), csv: (row) => row.octets_in },
      ...(online ? [{ key: 'rate', title: t('sessions.rate'), numeric: true, card: 'end2' as const, render: rate }] : []),
      { key: 'network', title: t('sessions.network'), render: (row) => row.stopped_at ? <Dash /> : <Status value={row.network.state}>{t(`sessions.state_${row.network.state}`)}</Status>, csv: (row) => row.network.state },
      { key: 'updated', title: t('sessions.updated'), extra: true, render: (row) => <When at={row.updated_at} />, csv: (row) => row.updated_at },
    ];
  }, [t, format, online]);

  return (
    <>
      <PageHead title={online ? t('sessions.title') : t('sessions.past_title')} />
      <ResourceList
        name="sessions" label={online ? t('sessions.title') : t('sessions.past_title')} path="/v1/sessions" filter={filter} columns={columns} load={(page) => get('/v1/sessions', { query: { ...page, ...filter } })}
        row_key={(row) => row.id} search_label={t('sessions.search')} refetch_ms={15_000}
        filters={
          <>
            <SegmentedControl aria-label={t('sessions.show')} value={online ? 'online' : 'all'} onChange={(show) => set_search({ show: show === 'all' ? 'all' : undefined })} data={[{ value: 'online', label: t('sessions.online') }, { value: 'all', label: t('sessions.all') }]} />
            <Select aria-label={t('sessions.server')} w={190} value={search['access_server_id'] ?? ''} onChange={(id) => set_search({ access_server_id: id || undefined })} data={[{ value: '', label: t('sessions.any_server') }, ...(servers.data?.items ?? []).map(({ id, name }) => ({ value: String(id), label: name }))]} />
          </>
        }
        empty={<Nothing icon={mdiPulse} title={online ? t('sessions.none') : t('sessions.none_past')}>{t('sessions.none_hint')}</Nothing>}
      />
    </>
  );
}
