import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { QuoteDocument } from '@/api/types';
import { add_days } from '@/ui/format/date';
import { useFormat } from '@/ui/locale';

/** The inside of a document that would be issued: each line with its period and why it costs that, then the sums. */
export function DocumentLines({ document, currency }: { document: QuoteDocument; currency: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sign = document.kind === 'credit_note' ? -1 : 1;
  const money = (minor: number) => format.money(minor === 0 ? 0 : sign * minor, currency);
  return (
    <div className="quote-lines">
      {document.lines.map((line, index) => (
        <Fragment key={line.id}>
        {line.account !== '' && line.account !== document.lines[index - 1]?.account && <div className="strong small">{line.account}</div>}
        <div className="quote-line">
          <div>
            {line.description} <span className="quiet small nowrap">{t('quote.period', { from: format.date(line.period_start), to: format.date(add_days(line.period_end, -1)) })}</span>
            {(line.parts ?? []).length > 0 && <div className="quiet small">{t('bundle.includes', { parts: line.parts.map((part) => `${part.name} ${money(part.net_minor)}`).join(', ') })}</div>}
            {line.explanation && <div className="quiet small sentence">{line.explanation}</div>}
          </div>
          <span className="num">{money(line.net_minor)}</span>
        </div>
        </Fragment>
      ))}
      <dl className="quote-sums">
        <div><dt>{t('quote.net')}</dt><dd>{money(document.net_minor)}</dd></div>
        {document.taxes.map((tax) => (
          <div key={`${tax.name}${tax.percent_ppm}`}><dt>{t('quote.tax_of', { name: tax.name, percent: format.percent(tax.percent_ppm), base: money(tax.base_minor) })}</dt><dd>{money(tax.tax_minor)}</dd></div>
        ))}
        <div className="strong"><dt>{t('quote.total')}</dt><dd>{money(document.gross_minor)}</dd></div>
      </dl>
    </div>
  );
}
