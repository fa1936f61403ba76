// The contract of a service: until when it is promised, how it goes on, and when it can end without a fee.
import { useTranslation } from 'react-i18next';
import type { Service } from '@/api/types';
import { add_days } from '@/ui/format/date';
import { useFormat } from '@/ui/locale';

export function ContractFacts({ service }: { service: Service }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { contract } = service;
  if (!contract) return null;
  const fee = contract.fee_kind === 'percent' ? t('contract.fee_percent', { percent: format.percent(contract.fee_ppm) })
    : contract.fee_kind === 'none' ? t('contract.fee_none')
    : t(`contract.fee_${contract.fee_kind}`, { amount: format.money(contract.fee_minor, service.currency) });
  const goes_on = contract.minimum_months === 0 ? null : contract.renewal_months > 0 ? t('contract.renews', { count: contract.renewal_months }) : t('contract.runs_on');
  return (
    <>
      {contract.term_until ? t('contract.until', { date: format.date(add_days(contract.term_until, -1)) }) : t('contract.no_term')}
      <div className="quiet small">
        {goes_on && <div>{goes_on}</div>}
        <div>{t('contract.notice', { count: contract.notice_days })}</div>
        {service.ends_on == null && <div>{t('contract.earliest', { date: format.date(add_days(contract.earliest_end, -1)) })}</div>}
        <div>{fee}</div>
      </div>
    </>
  );
}

/** What ending early costs, where the end is set. */
export function EndFee({ service }: { service: Service }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { end } = service;
  if (!end || !end.is_early || end.fee_minor === 0) return null;
  const amount = format.money(end.fee_minor, service.currency);
  return <div className="quiet small">{end.fee_waived ? t('contract.waived', { amount, reason: end.waive_reason }) : t('contract.charged', { amount })}</div>;
}
