import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/ui/locale';
import { Panel } from '@/ui/Panel';
import { When } from '@/ui/values';

interface Props {
  sources: { address: string; packets: number; last_seen: string }[];
  set_up?: (address: string) => void;
}

/** Machines that send RADIUS packets and are not set up: the first place to look when a new router gets no answer. */
export function UnknownSources({ sources, set_up }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  if (sources.length === 0) return null;
  return (
    <Panel title={t('servers.unknown')} flush className="after-list">
      <p className="panel-body quiet" style={{ margin: 0 }}>{t('servers.unknown_hint')}</p>
      <div className="table-scroll" tabIndex={0} role="group" aria-label={t('servers.unknown')}>
        <table className="grid-table">
          <thead><tr><th scope="col">{t('servers.address')}</th><th scope="col" className="num">{t('servers.packets')}</th><th scope="col">{t('servers.seen')}</th>{set_up && <th scope="col"><span className="visually-hidden">{t('ui.actions')}</span></th>}</tr></thead>
          <tbody>
            {sources.map(({ address, packets, last_seen }) => (
              <tr key={address}>
                <td className="mono">{address}</td><td className="num">{format.count(packets)}</td><td><When at={last_seen} /></td>
                {set_up && <td className="end"><Button size="compact-sm" variant="default" onClick={() => set_up(address)} aria-label={`${t('servers.set_up')}: ${address}`}>{t('servers.set_up')}</Button></td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
