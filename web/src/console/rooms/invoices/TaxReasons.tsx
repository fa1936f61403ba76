// Why an invoice bears the taxes it does: each rate with its source and day, and what the place was found by. Not printed.
import { useTranslation } from 'react-i18next';
import type { Invoice } from '@/api/types';
import { useFormat } from '@/ui/locale';
import { Facts, Panel } from '@/ui/Panel';

export function TaxReasons({ invoice }: { invoice: Invoice }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (invoice.taxes.length === 0 && invoice.tax_basis.length === 0) return null;
  return (
    <div className="no-print" style={{ marginBlockStart: '1rem', maxInlineSize: 900 }}>
    <Panel title={t('tax_reasons.title')}>
      <Facts items={[
        ...invoice.taxes.map((tax): [React.ReactNode, React.ReactNode] => [`${tax.name} ${format.percent(tax.percent_ppm)}`, (
          <span key={tax.code}>
            {tax.reason || (tax.jurisdiction_name ? t('tax_reasons.levied_in', { place: tax.jurisdiction_name }) : t('tax_reasons.of_plan'))}
            <span className="quiet small" style={{ display: 'block' }}>{t('tax_reasons.code', { code: tax.code, category: tax.category })}{tax.rate_valid_from && ` · ${t('tax_reasons.since', { date: format.date(tax.rate_valid_from) })}`}{tax.rate_source && ` · ${tax.rate_source}`}</span>
          </span>
        )]),
        ...invoice.tax_basis.map((basis): [React.ReactNode, React.ReactNode] => [t('tax_reasons.lines', { count: basis.lines.length, lines: basis.lines.join(', ') }), (
          <span key={basis.id}>
            <span className="sentence" style={{ display: 'block' }}>{basis.rule}</span>
            <span className="quiet small" style={{ display: 'block' }}>
              {[basis.jurisdictions.join(' › '), basis.found_by && t('tax_reasons.found_by', { what: basis.found_by }), basis.postal_code, basis.vat_number && t('tax_reasons.vat', { number: basis.vat_number }), ...basis.evidence].filter(Boolean).join(' · ')}
            </span>
          </span>
        )]),
      ]} />
    </Panel>
    </div>
  );
}
