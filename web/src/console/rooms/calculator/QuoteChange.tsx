// In a dialog, before it is confirmed: the documents that follow, beside those that would follow otherwise.
import { Loader, Skeleton } from '@mantine/core';
import { mdiChevronDown, mdiChevronRight } from '@mdi/js';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '@/api/client';
import type { Quote } from '@/api/types';
import { Icon } from '@/ui/Icon';
import { useFormat } from '@/ui/locale';
import { message_of } from '@/ui/Trouble';
import { DocumentLines } from './DocumentLines';
import { compare, corrected_by, signed, type ChangeState, type Difference } from './quote';

/** `hint`: why nothing can be asked, where the form knows. */
export function QuoteChange({ change, service_id, hint }: { change: ChangeState; service_id: number; hint?: string | null }) {
  const { t } = useTranslation();
  const heading = useId();
  const { before, after, error, pending } = change;
  return (
    <section className="quote-change" aria-labelledby={heading} aria-busy={pending}>
      <div className="quote-change-head">
        <h3 id={heading}>{t('quote.title')}</h3>
        {pending && before && after && <Loader size={14} aria-label={t('quote.working')} />}
      </div>
      {!change.asked ? <p className="quiet">{hint ?? t('quote.fill')}</p> : error && !pending ? <Refused error={error} retry={change.retry} /> : before && after ? (
        <Compared before={before} after={after} stale={pending} service_id={service_id} />
      ) : <div role="status" aria-label={t('quote.working')}><Skeleton height={14} mb={10} /><Skeleton height={14} width="70%" /></div>}
    </section>
  );
}

/** What the rules refuse is said in their words; anything else can be tried again. */
function Refused({ error, retry }: { error: Error; retry: () => void }) {
  const { t } = useTranslation();
  if (error instanceof ApiError && error.status < 500) return <p className="warn" role="alert">{message_of(error, t)}</p>;
  return <p className="quiet" role="alert">{t('quote.failed')} <button type="button" className="link-button" onClick={retry}>{t('trouble.retry')}</button></p>;
}

function Compared({ before, after, stale, service_id }: { before: Quote; after: Quote; stale: boolean; service_id: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rows = compare(before, after);
  const date = format.date(after.until);
  const money = (minor: number) => format.money(minor, after.currency);
  if (rows.length === 0) return <p className="quiet">{t('quote.nothing', { date })}</p>;
  const next = rows.find(({ kind }) => kind === 'invoice')?.key;
  const difference = after.gross_minor - before.gross_minor;
  const sums = { date, amount: money(after.gross_minor), before: money(before.gross_minor), difference: money(Math.abs(difference)) };
  const several = new Set(rows.map((row) => (row.after ?? row.before)!.customer_id)).size > 1;
  const others = rows.some(({ after: document }) => document?.lines.some((line) => line.service_id !== service_id));
  return (
    <div data-stale={stale || undefined}>
      <ul className="quote-rows">
        {rows.map((row) => <Row key={row.key} row={row} before={before} after={after} is_next={row.key === next} several={several} />)}
      </ul>
      <p className="quote-total" aria-live="polite">
        {!rows.some(({ changed }) => changed) ? t('quote.same', { date }) : difference === 0 ? t('quote.equal', sums) : difference < 0 ? t('quote.less', sums) : t('quote.more', sums)}
        {others && <span className="quiet small"> {t('quote.others')}</span>}
      </p>
    </div>
  );
}

/** `several`: the documents go to more than one customer, so each says to whom. */
function Row({ row, before, after, is_next, several }: { row: Difference; before: Quote; after: Quote; is_next: boolean; several: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [open, set_open] = useState(false);
  const document = row.after ?? row.before!;
  const corrects = corrected_by(document, row.after ? after : before);
  const what = row.kind === 'credit_note' ? t('quote.credit_note') : is_next ? t('quote.next_invoice') : t('quote.invoice');
  const of = corrects && ('number' in corrects ? t('quote.for_number', corrects) : t('quote.for_invoice_of', { date: format.date(corrects.issued_on) }));
  const date = format.date(row.issued_on);
  const money = (of_document: typeof document) => format.money(signed(of_document), after.currency);
  return (
    <li data-changed={row.changed || undefined}>
      <div className="quote-row">
        <button type="button" className="expander" aria-expanded={open} aria-label={t('quote.show_lines', { what: `${what}, ${date}` })} onClick={() => set_open(!open)}>
          <Icon path={open ? mdiChevronDown : mdiChevronRight} flip_rtl />
        </button>
        <span className="quote-what"><span className={row.changed ? 'strong' : undefined}>{what}</span> <span className="nowrap">{date}</span>{several && <> <span className="quiet small nowrap">{t('payer.document_to', { name: document.customer_name })}</span></>}{of && <> <span className="quiet small nowrap">{of}</span></>}</span>
        <span className="quote-amount">
          <span className={row.changed ? 'money strong' : 'money'}>{row.after ? money(row.after) : t('quote.none')}</span>
          {row.changed
            ? <span className="quiet small">{row.before ? t('quote.was', { amount: money(row.before) }) : t('quote.new')}</span>
            : <span className="quiet small">{t('quote.as_now')}</span>}
        </span>
      </div>
      {open && (row.after ? <DocumentLines document={row.after} currency={after.currency} /> : <p className="quiet quote-lines">{t('quote.no_lines')}</p>)}
    </li>
  );
}
