import { Skeleton } from '@mantine/core';
import { mdiAlertOutline, mdiCheckCircleOutline } from '@mdi/js';
import { useTranslation } from 'react-i18next';
import type { Dashboard } from '@/api/types';
import { AppLink } from '@/ui/AppLink';
import { Icon } from '@/ui/Icon';
import { Panel } from '@/ui/Panel';

export function Alerts({ alerts }: { alerts: Dashboard['alerts'] | undefined }) {
  const { t } = useTranslation();
  return (
    <Panel title={t('home.alerts')}>
      {!alerts ? (
        <Skeleton height={60} />
      ) : alerts.length === 0 ? (
        <div className="alert-line"><span className="good"><Icon path={mdiCheckCircleOutline} size={20} /></span><div><strong>{t('home.all_quiet')}</strong><div className="quiet small">{t('home.all_quiet_hint')}</div></div></div>
      ) : (
        <ul className="plain-list">
          {alerts.map((alert, index) => (
            <li key={index} className="alert-line">
              <span className="warn"><Icon path={mdiAlertOutline} size={20} /></span>
              <div style={{ flex: 1 }}>{alert.text}</div>
              {alert.link?.startsWith('/') && <AppLink href={alert.link} aria-label={`${t('home.look')}: ${alert.text}`}>{t('home.look')}</AppLink>}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
