// One service: what was sold, what the network was told and why, and the live session.
import { Button, Group, Text } from '@mantine/core';
import { mdiLanConnect, mdiLanDisconnect } from '@mdi/js';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import type { LiveSession, Service, ServicePause } from '@/api/types';
import { add_days } from '@/ui/format/date';
import { format_duration } from '@/ui/format/number';
import { AppLink } from '@/ui/AppLink';
import { Icon } from '@/ui/Icon';
import { ask } from '@/ui/form/confirm';
import { useFormat } from '@/ui/locale';
import { Facts } from '@/ui/Panel';
import { Status, tone_of } from '@/ui/Status';
import { message_of } from '@/ui/Trouble';
import { Dash, OnDate, Speed, Traffic, When } from '@/ui/values';
import { failed, told } from '@/ui/notify';
import { useMay } from '../../app/session';
import { word } from '../../app/words';
import { LiveNetworkLine } from '../sessions/NetworkLine';
import { price_words } from '../plans/interval';
import { pauses_ahead } from './pause';
import { ContractFacts, EndFee } from './ServiceContract';
import { ServiceAddresses } from './ServiceAddresses';
import { ServiceExtras } from './ServiceExtras';
import { ServiceMenu } from './ServiceMenu';
import { ServicePrepaid } from './ServicePrepaid';
import { useKeepService } from './useKeepService';
import { useServiceInterval } from './useServiceInterval';
import { UsageBars } from './UsageBars';

export function ServiceCard({ service }: { service: Service }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const { session } = service;
  const ended = service.status === 'ended';
  const interval = useServiceInterval(service);
  const shown_status = is_paused(service) ? 'paused' : service.status;
  const ahead = pauses_ahead(service.pauses, format.today());
  const keep = useKeepService(service);
  return (
    <article className="service" id={`service-${service.id}`} aria-label={`${service.plan_name}, ${service.username}`}>
      <div className="service-head">
        <div style={{ minInlineSize: 0 }}>
          <Group gap="xs">
            <span className="strong" style={{ fontSize: '0.9375rem' }}>{service.quantity > 1 && `${service.quantity} × `}{service.plan_name}</span>
            <Status value={shown_status}>{word(t, 'service_status', shown_status)}</Status>
          </Group>
          <Text size="sm" c="dimmed">
            {price_words(t, format, service, interval)} {t('service.net')} · <Speed down={service.down_kbit} up={service.up_kbit} />
          </Text>
        </div>
        {may('customers.write') && !ended && <ServiceMenu service={service} />}
      </div>
      {ended ? (
        <>
          <Text c="dimmed" size="sm">{t('service.ended_note', { date: service.ends_on ? format.date(add_days(service.ends_on, -1)) : '' })}</Text>
          <EndFee service={service} />
          {may('customers.write') && <Button size="compact-sm" variant="default" mt={6} onClick={keep.ask} loading={keep.pending}>{t('contract.keep')}</Button>}
          {session && <SessionBox session={session} service={service} />}
        </>
      ) : (
        <>
          <AccessBox service={service} />
          {service.prepaid != null && <ServicePrepaid service={service} prepaid={service.prepaid} />}
          <ServiceExtras service={service} />
          <div className="service-columns">
            <Facts items={[
              [t('service.username'), <span key="user" className="mono">{service.username}</span>],
              [t('service.address'), service.static_address ? <span key="ip">{t('service.static', { address: service.static_address })}</span> : t('service.from_pool')],
              service.access.prefix != null && [t('service.prefix'), <span key="prefix" className="mono">{service.access.prefix}</span>],
              service.access.delegated_prefix != null && [t('service.delegated_prefix'), <span key="delegated" className="mono">{service.access.delegated_prefix}</span>],
              service.access.max_sessions != null && [t('service.at_once'), service.access.max_sessions],
              [t('move.installed'), <ServiceAddresses key="place" service={service} />],
              [t('service.started'), <OnDate key="from" date={service.starts_on} />],
              service.ends_on != null && [t('service.ends'), <span key="to"><OnDate date={add_days(service.ends_on, -1)} /><EndFee service={service} /></span>],
              service.contract != null && [t('contract.title'), <ContractFacts key="contract" service={service} />],
              ...ahead.map((pause): [string, ReactNode] => [t('service.pause_fact'), <PauseDays key={pause.from} pause={pause} />]),
              [t('service.this_month'), <Traffic key="month" octets_in={service.month_octets_in} octets_out={service.month_octets_out} />],
            ]} />
            <SessionBox session={session} service={service} />
          </div>
          <UsageBars service_id={service.id} />
        </>
      )}
    </article>
  );
}

/** The first reason decides: a hold outweighs a pause. */
function is_paused({ access, status }: Service): boolean {
  return status !== 'ended' && access.reasons[0]?.code === 'paused';
}

function PauseDays({ pause }: { pause: ServicePause }) {
  const { t } = useTranslation();
  const format = useFormat();
  const from = format.date(pause.from);
  return <>{pause.until === null ? t('service.pause_days_open', { from }) : t('service.pause_days', { from, until: format.date(pause.until) })}{pause.note && <div className="quiet small">{pause.note}</div>}</>;
}

function AccessBox({ service }: { service: Service }) {
  const { t } = useTranslation();
  const { access, holds } = service;
  const paused = is_paused(service);
  return (
    <div className="access" data-tone={tone_of(paused ? 'paused' : access.verdict)}>
      <div className="access-verdict">
        <strong>{word(t, 'verdict', paused ? 'paused' : access.verdict)}</strong>
        {(access.verdict === 'allow' || access.verdict === 'throttle') && <span><Speed down={access.down_kbit} up={access.up_kbit} /></span>}
      </div>
      <ul className="access-reasons">
        {access.reasons.map((reason) => <li key={reason.code}>{reason.text}</li>)}
        {holds.filter(({ actor }) => actor).map((hold) => <li key={hold.since + hold.reason}>{t('service.held_by', { actor: hold.actor })} <When at={hold.since} /></li>)}
      </ul>
    </div>
  );
}

function SessionBox({ session, service }: { session: LiveSession | null; service: Service }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const cut = useAction((id: number, headers) => client.POST('/v1/sessions/{id}/disconnect', { params: { path: { id } }, headers }), {
    refresh: ['/v1/customers/{id}/services', '/v1/sessions'],
    done: () => told(t('service.disconnected')),
    failed: (error) => failed(message_of(error, t)),
  });
  const logins = may('network.read') && <AppLink href={`/logins?service_id=${service.id}`} size="sm">{t('logins.see')}</AppLink>;
  if (!session) return <div className="quiet session-off"><Icon path={mdiLanDisconnect} /> <span>{t('service.offline')}</span> {logins}</div>;
  const confirm = () => ask(t, {
    title: t('service.disconnect_ask', { username: service.username }), body: t('service.disconnect_body', { customer: service.customer_name }), yes: t('service.disconnect'), act: () => cut.mutate(session.id),
  });
  return (
    <div>
      <Group gap={6} mb={4} className="good"><Icon path={mdiLanConnect} /> <strong>{t('service.online', { duration: format_duration((Date.parse(format.now()) - Date.parse(session.started_at)) / 1000) })}</strong></Group>
      <Facts items={[
        [t('service.session'), <span key="traffic" aria-live="off"><Traffic octets_in={session.octets_in} octets_out={session.octets_out} /></span>],
        [t('service.address'), session.framed_address ? <span key="ip" className="mono">{session.framed_address}</span> : <Dash key="ip" />],
        session.framed_prefix != null && [t('service.prefix'), <span key="prefix" className="mono">{session.framed_prefix}</span>],
        session.delegated_prefix != null && [t('service.delegated_prefix'), <span key="delegated" className="mono">{session.delegated_prefix}</span>],
        [t('sessions.server'), session.access_server_name],
        session.calling_station_id != null && session.calling_station_id !== '' && [t('sessions.calling'), <span key="mac" className="mono">{session.calling_station_id}</span>],
      ]} />
      <LiveNetworkLine session={session} />
      <Group gap="md" mt={6}>
        {may('network.write') && <Button size="compact-sm" variant="default" onClick={confirm} loading={cut.isPending}>{t('service.disconnect')}</Button>}
        {logins}
      </Group>
    </div>
  );
}
