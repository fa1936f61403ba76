import { useTranslation } from 'react-i18next';
import type { Session } from '@/api/types';
import { format_duration } from '@/ui/format/number';
import { useFormat } from '@/ui/locale';
import { Status } from '@/ui/Status';

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
