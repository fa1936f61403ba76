// A customer's story, newest first. Every automatic step names its cause, and the cause is a link.
import {
  mdiAccountPlusOutline, mdiAlertOutline, mdiArrowDecisionOutline, mdiCashPlus, mdiCheckCircleOutline, mdiCircleSmall, mdiFileDocumentOutline, mdiLanConnect,
  mdiLanDisconnect, mdiPauseCircleOutline, mdiPencilOutline, mdiSwapHorizontal,
} from '@mdi/js';
import { useTranslation } from 'react-i18next';
import type { RecentEvent, TimelineEvent } from '@/api/types';
import { AppLink } from './AppLink';
import { Icon } from './Icon';
import { useFormat } from './locale';
import { When } from './values';

const looks: [RegExp, string, string][] = [
  [/restor|unsuspend|release|resumed|started/, mdiCheckCircleOutline, 'good'],
  [/suspend|cut_off|hold|paused/, mdiPauseCircleOutline, 'warn'],
  [/remind|overdue|dunning/, mdiAlertOutline, 'warn'],
  [/payment|credit|voucher/, mdiCashPlus, 'good'],
  [/invoice|bill/, mdiFileDocumentOutline, 'info'],
  [/disconnect|session_stop|logout|ended/, mdiLanDisconnect, 'quiet'],
  [/session|login|online/, mdiLanConnect, 'quiet'],
  [/plan/, mdiSwapHorizontal, 'info'],
  [/access|network/, mdiArrowDecisionOutline, 'info'],
  [/customer|sign|service/, mdiAccountPlusOutline, 'info'],
  [/change|update|edit|password/, mdiPencilOutline, 'quiet'],
];

export function look_of(kind: string): { icon: string; tone: string } {
  const [, icon, tone] = looks.find(([pattern]) => pattern.test(kind)) ?? [null, mdiCircleSmall, 'quiet'];
  return { icon, tone };
}

/** Where a thing named by the API lives in this console; null for things without a page. */
export function href_of(kind: string | null | undefined, id: number | null | undefined): string | null {
  if (!kind || id == null) return null;
  switch (kind) {
    case 'customer': return `/customers/${id}`;
    case 'service': return `/services/${id}`;
    case 'invoice': case 'credit_note': return `/invoices/${id}`;
    case 'payment': return `/payments/${id}`;
    case 'run': case 'billing_run': return `/billing/runs/${id}`;
    case 'access_server': return `/access-servers/${id}`;
    default: return null;
  }
}

/** A customer's own events, or the provider's latest, each then headed by its customer. */
export function TimelineList({ entries }: { entries: (TimelineEvent | RecentEvent)[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  let day = '';
  return (
    <ol className="timeline">
      {entries.map((entry) => {
        const { icon, tone } = look_of(entry.kind);
        const on = format.date_of(entry.at);
        const starts_day = on !== day;
        day = on;
        const own = 'actor' in entry ? entry : null;
        const cause = href_of(own?.ref_kind, own?.ref_id);
        const customer_name = 'customer_name' in entry ? entry.customer_name : null;
        return (
          <li key={entry.id}>
            {starts_day && <div className="timeline-day">{format.date(on)}</div>}
            <div className="timeline-entry">
              <span className="timeline-icon" data-tone={tone}><Icon path={icon} size={16} /></span>
              <div style={{ minInlineSize: 0 }}>
                <div>
                  {customer_name !== null && (
                    <><AppLink href={`/customers/${entry.customer_id}`} c="inherit" fw={600}>{customer_name}</AppLink>{' · '}</>
                  )}
                  <span className={customer_name === null ? 'strong' : undefined}>{entry.title}</span>
                </div>
                {entry.detail && <div className="quiet small sentence">{entry.detail}</div>}
                <div className="quiet small">
                  {customer_name === null ? <time dateTime={entry.at}>{format.time(entry.at)}</time> : <When at={entry.at} />}
                  {own?.actor && <> · {t('timeline.by', { actor: own.actor })}</>}
                  {own?.ref_kind && own.ref_kind !== 'session' && <> · {cause ? <AppLink href={cause} fz="inherit">{own.ref_text || t('timeline.cause')}</AppLink> : own.ref_text}</>}
                </div>
              </div>
            </div>
          </li>
        );
      })}
    </ol>
  );
}
