import { Button, Skeleton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '@/api/query';
import { useFormat } from '@/ui/locale';
import { Facts, Panel } from '@/ui/Panel';
import { Status } from '@/ui/Status';
import { Trouble } from '@/ui/Trouble';
import { Download, Paper } from '../files';
import { Go } from '../place';
import { useSaid } from '../said';
import type { HowToPay, OwnInvoice } from '../types';

type Line = OwnInvoice['invoice']['lines'][number];

export function InvoiceRoom({ id }: { id: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const answer = useApi('/v1/portal/invoices/{id}', { path: { id } });
  const [shown, set_shown] = useState(false);
  if (answer.isError && !answer.data) return <Trouble error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return <Skeleton height={320} />;
  const { invoice, how_to_pay } = answer.data;
  const money = (minor: number) => format.money(minor, invoice.currency);
  const title = t('portal.invoice.of', { kind: t(invoice.kind === 'credit_note' ? 'portal.invoice.credit_note' : 'portal.invoice.invoice'), number: invoice.number });
  return (
    <>
      <p><Go to="/invoices">{t('portal.invoice.list')}</Go></p>
      <h1>{title}</h1>
      <Panel>
        <Facts items={[
          [t('portal.invoice.status'), <Status key="status" value={invoice.status}>{t(`portal.invoice.state.${invoice.status}`)}</Status>],
          [t('portal.invoice.date'), format.date(invoice.issued_on)],
          invoice.kind === 'invoice' && [t('portal.invoice.due'), format.date(invoice.due_on)],
          [t('portal.invoice.net'), money(invoice.net_minor)],
          [t('portal.invoice.tax'), money(invoice.tax_minor)],
          [t('portal.invoice.amount'), <strong key="amount">{money(invoice.gross_minor)}</strong>],
          invoice.open_minor > 0 && [t('portal.invoice.open'), <strong key="open">{money(invoice.open_minor)}</strong>],
        ]} />
        <div className="portal-actions">
          <Download address={`/v1/portal/invoices/${id}/pdf`} label={t('portal.invoice.pdf')} />
          <Button variant="default" aria-expanded={shown} onClick={() => set_shown(!shown)}>{t(shown ? 'portal.invoice.hide_document' : 'portal.invoice.document')}</Button>
        </div>
      </Panel>
      {shown && <Paper address={`/v1/portal/invoices/${id}/html`} title={title} />}
      {how_to_pay && <Pay pay={how_to_pay} open={invoice.open_minor < invoice.gross_minor ? money(invoice.open_minor) : undefined} />}
      <Panel title={t('portal.invoice.lines')} flush>
        <ul className="portal-list">{invoice.lines.map((line) => <LineRow key={line.id} line={line} invoice={id} amount={money(line.net_minor + line.included_tax_minor)} />)}</ul>
      </Panel>
    </>
  );
}

function LineRow({ line, invoice, amount }: { line: Line; invoice: number; amount: string }) {
  const { t } = useTranslation();
  const [open, set_open] = useState(false);
  return (
    <li>
      <span className="grow">{line.description}<br /><button type="button" className="link-button" aria-expanded={open} aria-label={`${t(open ? 'portal.invoice.hide' : 'portal.invoice.explain')}: ${line.description}`} onClick={() => set_open(!open)}>{t(open ? 'portal.invoice.hide' : 'portal.invoice.explain')}</button></span>
      <span className="money strong">{amount}</span>
      {open && <Explanation invoice={invoice} line={line.id} />}
    </li>
  );
}

function Explanation({ invoice, line }: { invoice: number; line: number }) {
  const { t } = useTranslation();
  const said = useSaid();
  const answer = useApi('/v1/portal/invoices/{id}/lines/{line_id}/explanation', { path: { id: invoice, line_id: line } });
  if (answer.isError && !answer.data) return <Trouble error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return <Skeleton height={120} />;
  const it = answer.data;
  return (
    <div className="portal-explanation">
      <ol>{it.steps.map((step, at) => <li key={at}><strong>{said(step.what)}:</strong> <span className="nowrap strong">{said(step.result)}</span><br /><span className="quiet">{said(step.how)}</span></li>)}</ol>
      <Facts items={[
        [t('portal.invoice.begins'), said(it.begins.words)], [t('portal.invoice.ends'), said(it.ends.words)], [t('portal.invoice.rule'), said(it.rule)],
        [t('portal.invoice.rounding'), said(it.rounding)], [t('portal.invoice.tax_rule'), said(it.tax_rule)],
      ]} />
    </div>
  );
}

/** `open`: what is left, where a part is paid. */
export function Pay({ pay, open }: { pay: HowToPay; open?: string }) {
  const { t } = useTranslation();
  return (
    <Panel title={t('portal.invoice.pay')}>
      {open && <p role="note"><strong>{t('portal.invoice.rest', { amount: open })}</strong></p>}
      <Facts items={pay.facts.map(({ label, value }) => [label, value])} />
      {pay.link.startsWith('https://') && <p><a href={pay.link} rel="noopener noreferrer">{t('portal.invoice.to_pay')}</a></p>}
      {pay.code_side > 0 && <figure style={{ margin: 0 }}><Code side={pay.code_side} dark={pay.code_dark} /><figcaption className="quiet small">{pay.code_label}</figcaption></figure>}
    </Panel>
  );
}

function Code({ side, dark }: { side: number; dark: string }) {
  const { t } = useTranslation();
  const cells = Array.from(dark).map((cell, at) => (cell === '1' ? `M${at % side} ${Math.floor(at / side)}h1v1h-1z` : '')).join('');
  return <svg className="portal-code" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={t('portal.invoice.code')} shapeRendering="crispEdges"><path d={cells} fill="#000" /></svg>;
}
