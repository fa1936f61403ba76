import { useTranslation } from 'react-i18next';
import { useApi } from '@/api/query';
import { add_days } from '@/ui/format/date';
import { useFormat } from '@/ui/locale';

/** The last thirty days as bars: download below, upload stacked on it. Hidden while there is nothing to show. */
export function UsageBars({ service_id }: { service_id: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const today = format.today();
  const from = add_days(today, -29);
  const answer = useApi('/v1/services/{id}/usage', { path: { id: service_id }, query: { from, to: add_days(today, 1) } }, { keep: true });
  const by_day = new Map((answer.data?.items ?? []).map((day) => [day.date, day]));
  const days = Array.from({ length: 30 }, (_, index) => by_day.get(add_days(from, index)) ?? { date: add_days(from, index), octets_in: 0, octets_out: 0 });
  const most = Math.max(...days.map((day) => day.octets_in + day.octets_out));
  if (most === 0) return null;
  const words = (day: (typeof days)[number]) => t('service.usage_day', { date: format.date(day.date), down: format.octets(day.octets_out), up: format.octets(day.octets_in) });
  return (
    <figure className="usage">
      <figcaption className="quiet small">{t('service.usage')}</figcaption>
      <ol>
        {days.map((day) => (
          <li key={day.date} title={words(day)}>
            <span className="visually-hidden">{words(day)}</span>
            <span aria-hidden className="usage-up" style={{ blockSize: `${(day.octets_in / most) * 100}%` }} />
            <span aria-hidden className="usage-down" style={{ blockSize: `${(day.octets_out / most) * 100}%` }} />
          </li>
        ))}
      </ol>
    </figure>
  );
}
