import { useTranslation } from 'react-i18next';
import type { Parked } from '@/api/types';
import { AppLink } from '@/ui/AppLink';

/** Customers a run could not bill, and why. */
export function ParkedTable({ parked }: { parked: Parked[] }) {
  const { t } = useTranslation();
  return (
    <table className="grid-table">
      <thead><tr><th scope="col">{t('billing.customer')}</th><th scope="col">{t('billing.reason')}</th></tr></thead>
      <tbody>{parked.map((item) => <tr key={item.customer_id}><td><AppLink href={`/customers/${item.customer_id}`}>{item.customer_name}</AppLink></td><td className="sentence">{item.reason}</td></tr>)}</tbody>
    </table>
  );
}
