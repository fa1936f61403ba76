import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useApi } from '@/api/query';
import { useFormat } from '@/ui/locale';
import { Facts, Panel } from '@/ui/Panel';
import { Status } from '@/ui/Status';
import { Trouble } from '@/ui/Trouble';
import { Go } from '../place';
import { useSaid } from '../said';
import type { PortalMe, PortalService } from '../types';

export function Home({ me }: { me: PortalMe }) {
  const { t } = useTranslation();
  const format = useFormat();
  const answer = useApi('/v1/portal/home');
  if (answer.isError && !answer.data) return <Trouble error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return <Skeleton height={320} />;
  const home = answer.data;
  const money = (minor: number) => format.money(minor, home.currency);
  const next = home.next_bill;
  return (
    <>
      <h1>{me.name}</h1>
      {!me.has_password && <p role="note"><Go to="/profile">{t('portal.me.first')}</Go></p>}
      <Panel title={t('portal.due.title')}>
        <div className="quiet">{home.balance_minor > 0 ? t('portal.due.owed') : home.balance_minor < 0 ? t('portal.due.credit') : t('portal.due.nothing')}</div>
        <div className="portal-big">{money(Math.abs(home.balance_minor))}</div>
        {home.due.length > 0 && (
          <ul className="portal-reasons">
            {home.due.map((due) => (
              <li key={due.id}>
                <Go to={`/invoices/${due.id}`}>{t(due.is_overdue ? 'portal.due.overdue' : 'portal.due.by', { number: due.number, amount: money(due.open_minor), date: format.date(due.due_on) })}</Go>
                {due.is_overdue && <> <Status value="overdue">{t('portal.due.overdue_word')}</Status></>}
              </li>
            ))}
          </ul>
        )}
        {next && <p><strong>{t('portal.due.next')}</strong> {t(next.gross_minor < 0 ? 'portal.due.next_credit' : 'portal.due.next_about', { amount: money(Math.abs(next.gross_minor)), date: format.date(next.issued_on) })}</p>}
      </Panel>
      <h2>{t('portal.service.title')}</h2>
      {home.services.length === 0 && <p className="quiet">{t('portal.service.none')}</p>}
      {home.services.map((service) => <ServicePanel key={service.id} service={service} />)}
    </>
  );
}

function ServicePanel({ service }: { service: PortalService }) {
  const { t } = useTranslation();
  const format = useFormat();
  const said = useSaid();
  const slowed = service.verdict === 'throttle';
  // The first reason decides: a hold outweighs a pause.
  const state = service.status === 'suspended' && service.reasons[0]?.code === 'paused' ? 'paused' : service.status;
  const speed = (down?: number | null, up?: number | null) => ({ down: down == null ? t('ui.unlimited') : format.speed(down), up: up == null ? t('ui.unlimited') : format.speed(up) });
  const place = service.place;
  const address = [place.street, `${place.postal_code} ${place.city}`.trim()].filter(Boolean).join(', ');
  return (
    <Panel title={service.quantity > 1 ? `${service.quantity} × ${service.plan_name}` : service.plan_name} actions={<Status value={slowed ? 'throttle' : state}>{slowed ? t('portal.service.slowed') : t(`portal.service.${state}`)}</Status>}>
      <ul className="portal-reasons">{service.reasons.map((reason) => <li key={reason.code + reason.text}>{said(reason.text)}</li>)}</ul>
      <Facts items={[
        [t('portal.service.price'), format.money(service.price_minor * service.quantity, service.currency)],
        (service.down_kbit != null || service.up_kbit != null) && [t('portal.service.speed_label'), t('portal.service.speed', speed(service.down_kbit, service.up_kbit))],
        slowed && ['', t('portal.service.slowed_to', speed(service.allowed_down_kbit, service.allowed_up_kbit))],
        [t('portal.service.login'), service.username],
        !!address && [t('portal.service.address'), address],
        service.has_usage && [t('portal.service.usage'), t('portal.service.usage_value', { down: format.octets(service.month_octets_out), up: format.octets(service.month_octets_in) })],
        service.connection ? [t('portal.service.online_label'), `${t('portal.service.online', { since: format.instant(service.connection.since) })}${service.connection.address ? ` · ${service.connection.address}` : ''}`] : service.status === 'active' && service.has_usage && [t('portal.service.online_label'), t('portal.service.offline')],
        service.ends_on != null && ['', t('portal.service.ends', { date: format.date(service.ends_on) })],
      ]} />
      <p><Go to={`/plan/${service.id}`} label={`${t('portal.service.change')}: ${service.plan_name}, ${service.username}`}>{t('portal.service.change')}</Go></p>
    </Panel>
  );
}
