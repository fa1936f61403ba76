// Where a service is installed, and where it was or will be.
import { useTranslation } from 'react-i18next';
import { useApi } from '@/api/query';
import type { Service, ServiceAddress } from '@/api/types';
import { useFormat } from '@/ui/locale';

export function ServiceAddresses({ service }: { service: Service }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rows = useApi('/v1/services/{id}/addresses', { path: { id: service.id } }).data?.items;
  if (!rows || rows.length === 0) return null;
  const today = format.today();
  const present = rows.findLast(({ from }) => from <= today) ?? rows[0]!;
  const line = ({ street, postal_code, city, region, country }: ServiceAddress) => [street, `${postal_code} ${city}`.trim(), region, country].filter(Boolean).join(', ');
  return (
    <>
      {line(present)}
      {rows.filter((row) => row !== present).map((row) => (
        <div key={row.from} className="quiet small">
          {row.from > today ? t('move.will_be', { date: format.date(row.from), place: line(row) }) : t('move.was', { date: row.until ? format.date(row.until) : '', place: line(row) })}
        </div>
      ))}
    </>
  );
}
