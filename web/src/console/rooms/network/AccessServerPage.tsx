import { Button, SimpleGrid, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { mdiPencilOutline } from '@mdi/js';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { useApi } from '@/api/query';
import { AppLink, useGo } from '@/ui/AppLink';
import { ask } from '@/ui/form/confirm';
import { Carry } from '@/ui/form/fields';
import { Icon } from '@/ui/Icon';
import { LoadingRows } from '@/ui/list/ResourceList';
import { useFormat } from '@/ui/locale';
import { PageHead } from '@/ui/PageHead';
import { Facts, Panel } from '@/ui/Panel';
import { Status } from '@/ui/Status';
import { message_of, Trouble } from '@/ui/Trouble';
import { When } from '@/ui/values';
import { failed, told } from '@/ui/notify';
import { useMay } from '../../app/session';
import { AccessServerDialog } from './AccessServerDialog';
import { Counters } from './Counters';
import { stats_of } from './stats';

export function AccessServerPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const go = useGo();
  const { id: text } = useParams({ strict: false }) as { id: string };
  const id = Number(text);
  const [editing, edit] = useDisclosure(false);
  const answer = useApi('/v1/access-servers/{id}', { path: { id } }, { refetch_ms: 20_000 });
  const counted = useApi('/v1/radius/stats', undefined, { refetch_ms: 10_000 });
  const profile = useApi('/v1/vendor-profiles').data?.items.find(({ name }) => name === answer.data?.profile);
  const pools = useApi('/v1/pools').data?.items ?? [];
  const remove = useAction((_: null, headers) => client.DELETE('/v1/access-servers/{id}', { params: { path: { id } }, headers }), {
    done: () => {
      told(t('servers.removed', { name: answer.data?.name ?? '' }));
      go('/access-servers', true);
    },
    failed: (error) => failed(message_of(error, t)),
  });
  if (answer.isError && !answer.data) return <Trouble error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return <LoadingRows />;
  const server = answer.data;
  const stats = stats_of(counted.data, id);
  const pool_name = (pool: number | null) => pools.find((candidate) => candidate.id === pool)?.name ?? (pool == null ? t('servers.none_pool') : `#${pool}`);
  const count = (label: string, value: number, tone?: string) => <div className="panel tile"><span className="quiet small">{label}</span><span className={`tile-value ${tone ?? ''}`}>{format.count(value)}</span></div>;

  return (
    <>
      <PageHead
        title={server.name} up={{ href: '/access-servers', label: t('servers.up') }} badge={<Status value={server.enabled ? 'enabled' : 'disabled'}>{server.enabled ? t('servers.enabled') : t('servers.disabled')}</Status>}
        note={<><span className="mono">{server.address}</span> · {t('servers.seen')}: {stats.last_seen ? <When at={stats.last_seen} /> : t('servers.not_since_start')}</>}
        actions={may('network.write') && (
          <>
            <Button variant="default" color="red" onClick={() => ask(t, { title: t('servers.remove_ask', { name: server.name }), body: t('servers.remove_body', { count: server.sessions_online }), yes: t('servers.remove'), act: () => remove.mutate(null) })}>{t('servers.remove')}</Button>
            <Button leftSection={<Icon path={mdiPencilOutline} />} onClick={edit.open}>{t('servers.edit')}</Button>
          </>
        )}
      />
      <Stack gap="md">
        <section aria-label={t('servers.counters')}>
          <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} spacing="sm" className="tiles">
            {count(t('servers.online'), server.sessions_online)}
            {count(t('servers.accepts'), stats.accepts)}
            {count(t('servers.rejects'), stats.rejects)}
            {count(t('servers.dropped'), stats.dropped, stats.dropped > 0 ? 'warn' : undefined)}
            {count(t('servers.orders_refused'), stats.orders_refused, stats.orders_refused > 0 ? 'warn' : undefined)}
          </SimpleGrid>
        </section>
        <div className="customer-grid">
          <Panel title={t('servers.settings')} actions={<><AppLink href={`/logins?access_server_id=${server.id}`}>{t('servers.see_logins')}</AppLink><AppLink href={`/sessions?access_server_id=${server.id}`}>{t('servers.see_sessions')}</AppLink></>}>
            <Facts items={[
              [t('servers.profile'), <span key="profile"><AppLink href={`/vendor-profiles/${server.profile}`}>{profile?.title ?? server.profile}</AppLink>{profile && <div className="quiet small">{profile.description}</div>}</span>],
              [t('servers.message_auth'), server.require_message_authenticator ? t('servers.required') : <span key="no" className="warn">{t('servers.optional')}</span>],
              [t('servers.mschap'), server.allow_mschap ? <span key="yes" className="warn">{t('servers.allowed')}</span> : t('servers.off')],
              [t('servers.coa_port'), server.coa_port],
              [t('servers.interim'), t('servers.seconds', { count: server.interim_interval_s })],
              [t('servers.pool'), pool_name(server.pool_id)],
              [t('servers.garden_pool'), pool_name(server.garden_pool_id)],
              [t('servers.prefix_pool'), pool_name(server.prefix_pool_id)],
              [t('servers.delegated_pool'), pool_name(server.delegated_pool_id)],
            ]} />
          </Panel>
          <Stack gap="md">
            <Counters stats={stats} />
            <Panel title={t('servers.try_title')}>
              <Stack gap="xs">
                <Text>{t('servers.try_hint', { address: server.address })}</Text>
                <Carry value={radtest_line(window.location.hostname)} />
                <Text size="sm" c="dimmed">{t('servers.try_local', { address: server.address })}</Text>
              </Stack>
            </Panel>
            <Panel title={t('servers.router_title')}><Text>{t('servers.router_hint', { port: server.coa_port })}</Text></Panel>
          </Stack>
        </div>
      </Stack>
      <AccessServerDialog opened={editing} close={edit.close} server={server} />
    </>
  );
}

export function radtest_line(host: string): string {
  const at = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return `radtest USERNAME PASSWORD ${at}:1812 0 SECRET`;
}
