import { Alert, Loader, SimpleGrid, Text } from '@mantine/core';
import { mdiAlertCircleOutline, mdiCalculatorVariantOutline, mdiChevronDown, mdiChevronRight, mdiReceiptTextCheckOutline } from '@mdi/js';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '@/api/client';
import type { Quote, QuoteDocument } from '@/api/types';
import { AppLink } from '@/ui/AppLink';
import { Icon } from '@/ui/Icon';
import { LoadingRows } from '@/ui/list/ResourceList';
import { useFormat } from '@/ui/locale';
import { Nothing } from '@/ui/Nothing';
import { Panel } from '@/ui/Panel';
import { Status } from '@/ui/Status';
import { FormTrouble, message_of, Trouble } from '@/ui/Trouble';
import { DocumentLines } from './DocumentLines';
import { corrected_by, is_ordinary, signed, type QuoteState } from './quote';

interface Props {
  state: QuoteState;
  /** What is still to be chosen, so that nothing was asked. */
  missing: 'subject' | 'events' | 'day' | null;
  /** A field of the question shows why there is no answer. */
  refused: boolean;
  rest: string[];
  is_service: boolean;
}

export function Result({ state, missing, refused, rest, is_service }: Props) {
  const { t } = useTranslation();
  const { quote, error, pending, retry } = state;
  return (
    <Panel title={t('calculator.result')} actions={pending && quote && <Loader size={16} aria-label={t('quote.working')} />} flush>
      {missing === 'subject' ? <Nothing icon={mdiCalculatorVariantOutline} title={t('calculator.choose')}>{t('calculator.choose_hint')}</Nothing>
        : missing ? <Nothing icon={mdiCalculatorVariantOutline} title={missing === 'events' ? t('calculator.complete') : t('calculator.billing_day')}>{missing === 'events' ? t('calculator.complete_hint') : t('calculator.billing_day_range')}</Nothing>
        : error && !pending ? <Failed error={error} retry={retry} refused={refused} rest={rest} />
        : quote ? <Documents quote={quote} stale={pending} is_service={is_service} />
        : <LoadingRows />}
    </Panel>
  );
}

function Failed({ error, retry, refused, rest }: { error: Error; retry: () => void; refused: boolean; rest: string[] }) {
  const { t } = useTranslation();
  if (error instanceof ApiError && error.status === 409)
    return <div className="panel-body"><Alert className="caution" role="alert" title={t('calculator.impossible')} icon={<Icon path={mdiAlertCircleOutline} />}>{message_of(error, t)}</Alert></div>;
  if (refused || (error instanceof ApiError && error.status === 422)) return <div className="panel-body"><FormTrouble error={error} rest={rest} /></div>;
  return <Trouble error={error} retry={retry} />;
}

function Documents({ quote, stale, is_service }: { quote: Quote; stale: boolean; is_service: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [all, set_all] = useState<boolean | null>(null); // null: those worth reading
  const until = format.date(quote.until);
  if (quote.documents.length === 0 && quote.stops.length === 0) return <Nothing icon={mdiReceiptTextCheckOutline} title={t('calculator.nothing')}>{t('calculator.nothing_hint', { date: until })}</Nothing>;
  const money = (minor: number) => format.money(minor, quote.currency);
  const first = quote.documents.find(({ kind }) => kind === 'invoice');
  return (
    <div data-stale={stale || undefined}>
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing={0} className="sums" aria-live="polite">
        <Sum label={t('calculator.documents')} value={format.count(quote.documents.length)} />
        <Sum label={t('calculator.net')} value={money(quote.net_minor)} />
        <Sum label={t('calculator.tax')} value={money(quote.tax_minor)} />
        <Sum label={t('calculator.gross')} value={money(quote.gross_minor)} strong />
      </SimpleGrid>
      <Stops quote={quote} />
      <div className="quote-tools">
        <span className="quiet small">{t('calculator.until_day', { date: until })}{is_service && <> · {t('calculator.only_ahead')}</>}</span>
        <button type="button" className="link-button" onClick={() => set_all(all !== true)}>{all === true ? t('calculator.hide_all') : t('calculator.show_all')}</button>
      </div>
      <ol className="quote-documents" aria-label={t('calculator.documents')}>
        {quote.documents.map((document) => (
          <DocumentItem key={`${document.issued_on} ${document.kind} ${document.position} ${all}`} document={document} quote={quote} opened={all ?? (document === first || !is_ordinary(document))} />
        ))}
      </ol>
    </div>
  );
}

/** Where a prepaid service would be off for want of money. */
function Stops({ quote }: { quote: Quote }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (quote.stops.length === 0) return null;
  const money = (minor: number) => format.money(minor, quote.currency);
  return (
    <div className="panel-body">
      <Alert className="caution" title={t('calculator.stops')} icon={<Icon path={mdiAlertCircleOutline} />}>
        <ul style={{ margin: 0, paddingInlineStart: 18 }}>
          {quote.stops.map((stop) => <li key={`${stop.service_id} ${stop.on}`}>{stop.until ? t('calculator.stop_days', { from: format.date(stop.on), until: format.date(stop.until) }) : t('calculator.stop_from', { date: format.date(stop.on) })}: {t(stop.reason === 'renewal_off' ? 'calculator.stop_renewal_off' : 'calculator.stop_balance', { balance: money(stop.balance_minor), price: money(stop.price_minor) })}</li>)}
        </ul>
        {t('calculator.balance_end', { amount: money(quote.balance_minor) })}
      </Alert>
    </div>
  );
}

function Sum({ label, value, strong }: { label: string; value: string; strong?: boolean }) {
  return <div className="sum"><Text size="sm" c="dimmed">{label}</Text><Text fw={strong ? 680 : 560} fz="lg">{value}</Text></div>;
}

function DocumentItem({ document, quote, opened }: { document: QuoteDocument; quote: Quote; opened: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [chosen, set_open] = useState<boolean | null>(null);
  const open = chosen ?? opened; // what is worth reading may change while the question does
  const corrects = corrected_by(document, quote);
  const kind = t(`document_kind.${document.kind}`);
  const date = format.date(document.issued_on);
  return (
    <li className="quote-document" aria-label={`${kind}, ${date}`}>
      <div className="quote-row">
        <button type="button" className="expander" aria-expanded={open} aria-label={t('quote.show_lines', { what: `${kind}, ${date}` })} onClick={() => set_open(!open)}>
          <Icon path={open ? mdiChevronDown : mdiChevronRight} flip_rtl />
        </button>
        <span className="quote-what">
          <time dateTime={document.issued_on} className="strong nowrap">{date}</time> <Status value={document.kind}>{kind}</Status>
          {corrects && <span className="quiet small"> {'number' in corrects && document.corrects_invoice_id != null
            ? <AppLink href={`/invoices/${document.corrects_invoice_id}`} fz="inherit">{t('quote.for_number', corrects)}</AppLink>
            : 'issued_on' in corrects && t('quote.for_invoice_of', { date: format.date(corrects.issued_on) })}</span>}
          {document.kind === 'invoice' && <span className="quiet small nowrap"> {t('quote.due', { date: format.date(document.due_on) })}</span>}
        </span>
        <span className="quote-amount"><span className="money strong">{format.money(signed(document), quote.currency)}</span></span>
      </div>
      {open && <DocumentLines document={document} currency={quote.currency} />}
    </li>
  );
}
