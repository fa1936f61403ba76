import { useTranslation } from 'react-i18next';
import type { LiveSession, Session } from '@/api/types';
import { format_duration } from '@/ui/format/number';
import { useFormat } from '@/ui/locale';
import { Status } from '@/ui/Status';

/** The same for a session on a service's card, where the API tells only how far the access server has followed. */
export function LiveNetworkLine({ session }: { session: LiveSession }) {
  const { t } = useTranslation();
  const { network_state: state, network_answer: answer, access_server_name: server } = session;
  if (state === 'in_step') return null;
  return (
    <div className="small" style={{ marginBlockStart: 6 }} role="status">
      <Status value={state}>{t(`network_state.${state}`)}</Status> {t(`network_words.${state}`, { server })} {answer && t('sessions.last_answer', { answer })}
    </div>
  );
}

/** Desired and actual state side by side: silent when they agree, exact when they do not. */
export function NetworkLine({ network, server }: { network: Session['network']; server: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (network.state === 'in_step') return null;
  const age = network.since ? format_duration((Date.parse(format.now()) - Date.parse(network.since)) / 1000) : null;
  return (
    <div className="small" style={{ marginBlockStart: 6 }} role="status">
      <Status value={network.state}>{t(`sessions.state_${network.state}`)}</Status>{' '}
      {network.state === 'sending' ? t('sessions.sending', { server, desired: network.desired }) : t('sessions.failed', { server, desired: network.desired, actual: network.actual })}{' '}
      {network.last_answer && t('sessions.last_answer', { answer: network.last_answer })} {age && t('sessions.for', { duration: age })}
    </div>
  );
}
