import { useTranslation } from 'react-i18next';
import { useFormat } from '@/ui/locale';
import { Panel } from '@/ui/Panel';
import { word } from '../../app/words';
import { group_of, type ServerStats } from './stats';

const groups = ['dropped', 'logins', 'accounting', 'orders'] as const;

/** Every packet's fate since the server started, trouble first and with what usually causes it. */
export function Counters({ stats }: { stats: ServerStats }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Panel title={t('servers.counters')} flush>
      {stats.counts.length === 0 ? <p className="panel-body quiet" style={{ margin: 0 }}>{t('servers.nothing_heard')}</p> : (
        <table className="grid-table">
          {groups.map((group) => {
            const rows = stats.counts.filter(({ event }) => group_of(event) === group);
            return rows.length > 0 && (
              <tbody key={group}>
                <tr><th scope="rowgroup" colSpan={2}>{t(`radius_group.${group}`)}</th></tr>
                {rows.map(({ event, count }) => <tr key={event}><td>{word(t, 'radius_event', event)}</td><td className="num">{format.count(count)}</td></tr>)}
              </tbody>
            );
          })}
        </table>
      )}
    </Panel>
  );
}
