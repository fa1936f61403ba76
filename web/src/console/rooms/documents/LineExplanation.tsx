// How the amount of one line came about: the arithmetic, the rules, and the events behind its first and last day.
import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useApi } from '@/api/query';
import type { LineBoundary } from '@/api/types';
import { AppLink } from '@/ui/AppLink';
import { useFormat } from '@/ui/locale';
import { Facts } from '@/ui/Panel';
import { Trouble } from '@/ui/Trouble';

export function LineExplanation({ invoice, line }: { invoice: number; line: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const answer = useApi('/v1/invoices/{id}/lines/{line_id}/explanation', { path: { id: invoice, line_id: line } });
  if (answer.isError && !answer.data) return <Trouble error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return <Skeleton height={120} />;
  const it = answer.data;
  return (
    <div className="explanation">
      <table className="grid-table">
        <thead><tr><th scope="col">{t('explain.step')}</th><th scope="col">{t('explain.how')}</th><th scope="col" className="num">{t('explain.result')}</th></tr></thead>
        <tbody>{it.steps.map((step, at) => <tr key={at}><td>{step.what}</td><td className="sentence">{step.how}</td><td className="num">{step.result}</td></tr>)}</tbody>
      </table>
      <Facts items={[
        it.plan_name != null && [t('explain.plan'), t('explain.version', { name: it.plan_name, version: it.plan_version, date: it.plan_valid_from ? format.date(it.plan_valid_from) : '–' })],
        [t('explain.begins'), <Boundary key="begins" at={it.begins} />],
        [t('explain.ends'), <Boundary key="ends" at={it.ends} />],
        [t('explain.rule'), it.rule],
        [t('explain.rounding'), it.rounding],
        [t('explain.tax'), it.tax_rule],
        it.corrects_invoice_id != null && [t('explain.corrects'), <AppLink key="corrects" href={`/invoices/${it.corrects_invoice_id}`}>{it.corrects_number ?? ''}</AppLink>],
      ]} />
    </div>
  );
}

function Boundary({ at }: { at: LineBoundary }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      {at.words}
      {at.event && <div className="quiet small">{at.event.title}{at.event.detail && `: ${at.event.detail}`} · {format.instant(at.event.at)}{at.event.actor && ` · ${t('explain.by', { actor: at.event.actor })}`}</div>}
    </>
  );
}
