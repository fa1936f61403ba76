// An invoice: its figures, each line explained on a click, and the document as the customer has it.
import { Alert, Button, SegmentedControl, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { mdiCancel, mdiChevronDown, mdiChevronRight } from '@mdi/js';
import { useParams } from '@tanstack/react-router';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '@/api/query';
import type { Invoice } from '@/api/types';
import { AppLink } from '@/ui/AppLink';
import { add_days } from '@/ui/format/date';
import { Icon } from '@/ui/Icon';
import { LoadingRows } from '@/ui/list/ResourceList';
import { useFormat } from '@/ui/locale';
import { PageHead } from '@/ui/PageHead';
import { Facts } from '@/ui/Panel';
import { Status } from '@/ui/Status';
import { href_of } from '@/ui/Timeline';
import { Trouble } from '@/ui/Trouble';
import { useMay } from '../../app/session';
import { word } from '../../app/words';
import { DownloadButton } from '../documents/DownloadButton';
import { LineExplanation } from '../documents/LineExplanation';
import { PaperFrame } from '../documents/PaperFrame';
import { TaxReasons } from './TaxReasons';
import { VoidDialog } from './VoidDialog';

export function InvoicePage() {
  const { t } = useTranslation();
  const { id } = useParams({ strict: false }) as { id: string };
  const may = useMay();
  const format = useFormat();
  const [voiding, ask_void] = useDisclosure(false);
  const [view, set_view] = useState<'details' | 'document'>('details');
  const answer = useApi('/v1/invoices/{id}', { path: { id: Number(id) } });
  if (answer.isError && !answer.data) return <Trouble error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return <LoadingRows />;
  const invoice = answer.data;
  // Whoever paid something on it has a document that stands.
  const can_be_void = may('billing.run') && invoice.kind === 'invoice' && !invoice.voided && invoice.open_minor > 0 && !invoice.settlements.some(({ source_kind }) => source_kind !== 'credit_note');
  const title = invoice.kind === 'credit_note' ? t('invoice.credit_note', { number: invoice.number }) : t('invoice.invoice', { number: invoice.number });
  return (
    <>
      <PageHead
        title={title} up={{ href: '/invoices', label: t('invoice.up') }} badge={<Status value={invoice.status}>{word(t, 'invoice_status', invoice.status)}</Status>}
        note={<AppLink href={`/customers/${invoice.customer_id}`}>{invoice.customer_name}</AppLink>}
        actions={
          <>
            <SegmentedControl aria-label={t('invoice.view')} value={view} onChange={(value) => set_view(value as typeof view)} data={[{ value: 'details', label: t('invoice.details') }, { value: 'document', label: t('invoice.document') }]} />
            {can_be_void && <Button variant="default" leftSection={<Icon path={mdiCancel} />} onClick={ask_void.open}>{t('void.button')}</Button>}
            <DownloadButton address={`/v1/invoices/${invoice.id}/pdf`} label={t('documents.download')} />
          </>
        }
      />
      {invoice.voided && (
        <Alert className="notice" mb="md" title={t('void.notice')}>
          {t('void.notice_body', { reason: invoice.voided.reason, who: invoice.voided.actor, when: format.instant(invoice.voided.at) })} {t('void.note')} <AppLink href={`/invoices/${invoice.voided.credit_note_id}`}>{invoice.voided.credit_note_number}</AppLink>
        </Alert>
      )}
      <VoidDialog invoice={invoice} opened={voiding} close={ask_void.close} />
      {view === 'document' ? <div className="paper-place"><PaperFrame address={`/v1/invoices/${invoice.id}/html`} title={title} /></div> : (
        <>
          <article className="panel sheet">
            <Parties invoice={invoice} />
            <Lines invoice={invoice} />
            <Totals invoice={invoice} />
            <Settlements invoice={invoice} />
          </article>
          <TaxReasons invoice={invoice} />
        </>
      )}
    </>
  );
}

function Parties({ invoice }: { invoice: Invoice }) {
  const { t } = useTranslation();
  const format = useFormat();
  const provider = useApi('/v1/provider').data;
  const customer = useApi('/v1/customers/{id}', { path: { id: invoice.customer_id } }).data;
  return (
    <div className="sheet-parties">
      <div>
        <Text size="xs" c="dimmed">{t('invoice.to')}</Text>
        <address style={{ fontStyle: 'normal', whiteSpace: 'pre-line' }}>{invoice.bill_to}</address>
      </div>
      <div>
        <Text size="xs" c="dimmed">{t('invoice.from')}</Text>
        {provider && (
          <address style={{ fontStyle: 'normal' }}>
            <strong>{provider.legal_name || provider.name}</strong><br />{provider.street}<br />{provider.postal_code} {provider.city}
            {provider.vat_number && <><br /><span className="quiet">{t('invoice.vat', { number: provider.vat_number })}</span></>}
          </address>
        )}
      </div>
      <Facts items={[
        [t('invoice.number'), invoice.number],
        [t('invoice.issued'), format.date(invoice.issued_on)],
        [t('invoice.due'), <span key="due" className={invoice.status === 'overdue' ? 'bad strong' : undefined}>{format.date(invoice.due_on)}</span>],
        customer && [t('invoice.customer_no'), customer.number],
        invoice.corrects_invoice_id != null && [t('invoice.corrects'), <AppLink key="corrects" href={`/invoices/${invoice.corrects_invoice_id}`}>{invoice.corrects_number ?? ''}</AppLink>],
      ]} />
    </div>
  );
}

function Lines({ invoice }: { invoice: Invoice }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [open, set_open] = useState<number | null>(null);
  return (
    <div className="table-scroll" tabIndex={0} role="group" aria-label={t('invoice.description')}>
      <p className="quiet small no-print" style={{ margin: '0 0 4px' }}>{t('explain.hint')}</p>
      <table className="grid-table sheet-lines">
        <thead>
          <tr>
            <th scope="col">{t('invoice.description')}</th><th scope="col" className="wide-only">{t('invoice.period')}</th><th scope="col" className="num wide-only">{t('invoice.quantity')}</th>
            <th scope="col" className="num wide-only">{t('invoice.unit')}</th><th scope="col" className="num wide-only">{t('invoice.tax')}</th><th scope="col" className="num">{t('invoice.net')}</th>
          </tr>
        </thead>
        <tbody>
          {invoice.lines.map((line, index) => {
            const shown = open === line.id;
            const begins = line.account !== '' && line.account !== invoice.lines[index - 1]?.account;
            const ends = line.account !== '' && line.account !== invoice.lines[index + 1]?.account;
            return (
              <Fragment key={line.id}>
                {begins && <tr className="strong"><th scope="rowgroup" colSpan={6} style={{ textAlign: 'start' }}>{line.account_id != null ? <AppLink href={`/customers/${line.account_id}`}>{line.account}</AppLink> : line.account}</th></tr>}
                <tr className="line-row" onClick={(event) => { if (!(event.target as Element).closest('a, button')) set_open(shown ? null : line.id); }}>
                  <td>
                    <span className="line-name">
                      <button type="button" className="expander" aria-expanded={shown} aria-label={t(shown ? 'explain.hide' : 'explain.show', { line: line.description })} onClick={() => set_open(shown ? null : line.id)}><Icon path={shown ? mdiChevronDown : mdiChevronRight} flip_rtl /></button>
                      {line.service_id != null ? <AppLink href={`/services/${line.service_id}`} c="inherit">{line.description}</AppLink> : <span>{line.description}</span>}
                    </span>
                    <div className="quiet small narrow-only">{format.date(line.period_start)}{is_one_day(line) ? '' : ` – ${format.date(add_days(line.period_end, -1))}`} · {format.count(line.quantity)} × {format.money(line.unit_price_minor, invoice.currency)} {line.taxes.map((tax) => ` · ${tax.name} ${format.percent(tax.percent_ppm)}`).join('')}</div>
                    {line.parts.length > 0 && <div className="quiet small">{t('bundle.includes', { parts: line.parts.map((part) => `${part.name} ${format.money(part.net_minor, invoice.currency)}`).join(', ') })}</div>}
                    {line.explanation && <div className="quiet small sentence">{line.explanation}</div>}
                  </td>
                  <td className="nowrap wide-only">{format.date(line.period_start)}{!is_one_day(line) && <> –<br />{format.date(add_days(line.period_end, -1))}</>}</td>
                  <td className="num wide-only">{format.count(line.quantity)}</td>
                  <td className="num wide-only">{format.money(line.unit_price_minor, invoice.currency)}</td>
                  <td className="num wide-only">{line.taxes.map((tax) => <div key={`${tax.name}${tax.percent_ppm}`}>{line.taxes.length > 1 && <span className="quiet small">{tax.name} </span>}{format.percent(tax.percent_ppm)}</div>)}</td>
                  <td className="num">{format.money(line.net_minor, invoice.currency)}</td>
                </tr>
                {shown && <tr className="sub-row"><td colSpan={6}><LineExplanation invoice={invoice.id} line={line.id} /></td></tr>}
                {ends && <Subtotal invoice={invoice} account={line.account} />}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Subtotal({ invoice, account }: { invoice: Invoice; account: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sum = invoice.lines.filter((line) => line.account === account).reduce((total, { net_minor }) => total + net_minor, 0);
  return (
    <tr className="strong">
      <td>{t('payer.subtotal')}</td><td colSpan={4} className="wide-only">&nbsp;</td><td className="num">{format.money(sum, invoice.currency)}</td>
    </tr>
  );
}

function Totals({ invoice }: { invoice: Invoice }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <dl className="sheet-totals">
      <dt>{t('invoice.subtotal')}</dt><dd>{format.money(invoice.net_minor, invoice.currency)}</dd>
      {invoice.taxes.map((tax) => (
        <div key={`${tax.name}${tax.percent_ppm}`}>
          <dt>{t('invoice.tax_line', { name: tax.name, percent: format.percent(tax.percent_ppm), base: format.money(tax.base_minor, invoice.currency) })}{tax.reason && <div className="quiet small">{tax.reason}</div>}</dt>
          <dd>{format.money(tax.tax_minor, invoice.currency)}</dd>
        </div>
      ))}
      {invoice.rounding_minor !== 0 && <div><dt>{t('invoice.rounding')}</dt><dd>{format.money(invoice.rounding_minor, invoice.currency)}</dd></div>}
      <div className="sheet-total"><dt>{t('invoice.total')}</dt><dd>{format.money(invoice.gross_minor, invoice.currency)}</dd></div>
    </dl>
  );
}

function Settlements({ invoice }: { invoice: Invoice }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <section aria-label={t('invoice.settled')}>
      <Text component="h2" fw={600} mb={4}>{t('invoice.settled')}</Text>
      {invoice.settlements.length === 0 ? <Text c="dimmed">{t(invoice.gross_minor === 0 ? 'invoice.nothing_to_pay' : 'invoice.no_settlements')}</Text> : (
        <dl className="sheet-totals sheet-wide">
          {invoice.settlements.map((part, index) => {
            const href = href_of(part.source_kind, part.source_id);
            const words = t('invoice.settled_on', { what: word(t, 'settlement', part.source_kind), date: format.date(part.on) });
            return <div key={index}><dt>{href ? <AppLink href={href}>{words}</AppLink> : words}</dt><dd>{format.money(part.amount_minor, invoice.currency)}</dd></div>;
          })}
          <div className="sheet-total"><dt>{t('invoice.still_open')}</dt><dd className={invoice.status === 'overdue' ? 'bad' : undefined}>{format.money(invoice.open_minor, invoice.currency)}</dd></div>
        </dl>
      )}
    </section>
  );
}

/** What is charged once stands on its day. */
function is_one_day({ period_start, period_end }: { period_start: string; period_end: string }): boolean {
  return add_days(period_start, 1) === period_end;
}
