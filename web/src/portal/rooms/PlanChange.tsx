// Another plan: what there is, from when, the bills it leads to, and only then the button.
import { Alert, Button, Radio, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client, data_of } from '@/api/client';
import { useApi } from '@/api/query';
import { useFormat } from '@/ui/locale';
import { Panel } from '@/ui/Panel';
import { FormTrouble, message_of, Trouble } from '@/ui/Trouble';
import { Go } from '../place';
import { beside, signed } from '../quote';
import { useSaid } from '../said';
import type { OfferedPlan, PlanChangeQuote } from '../types';

export function PlanChange({ id }: { id: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const said = useSaid();
  const answer = useApi('/v1/portal/services/{id}/plans', { path: { id } });
  const [plan_id, set_plan] = useState<number | null>(null);
  const [on, set_on] = useState<string | null>(null);
  const [done, set_done] = useState(false);
  const days = answer.data?.days ?? [];
  const day = on ?? days[0] ?? null;
  const quote = useQuery({
    queryKey: ['/v1/portal/services/{id}/plan-quote', id, plan_id, day], enabled: plan_id !== null && day !== null && !done, retry: false,
    queryFn: ({ signal }) => data_of(client.POST('/v1/portal/services/{id}/plan-quote', { params: { path: { id } }, body: { plan_id: plan_id!, on: day! }, signal })),
  });
  const change = useAction((body: { plan_id: number; on: string }, headers) => client.POST('/v1/portal/services/{id}/change-plan', { params: { path: { id } }, body, headers }), { refresh: ['/v1/portal'], done: () => set_done(true) });
  if (answer.isError && !answer.data) return <Trouble error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return <Skeleton height={320} />;
  const { plans, not_now } = answer.data;
  const present = plans.find((plan) => plan.is_current);
  const others = plans.filter((plan) => !plan.is_current);
  const chosen = others.find((plan) => plan.id === plan_id);
  const home = <p><Go to="/">{t('portal.home')}</Go></p>;
  if (done) return <><Alert role="status">{t('portal.plan.done')}</Alert>{home}</>;
  return (
    <>
      {home}
      <h1>{t('portal.plan.title', { name: present?.name ?? '' })}</h1>
      {present && <p><span className="quiet">{t('portal.plan.present')}:</span> <strong>{present.name}</strong>, <Price plan={present} /></p>}
      {not_now && <Alert role="note">{said(not_now)}</Alert>}
      {!not_now && others.length === 0 && <p className="quiet">{t('portal.plan.none')}</p>}
      {!not_now && others.length > 0 && (
        <Stack gap="md">
          <Radio.Group label={t('portal.plan.choose')} value={plan_id === null ? '' : String(plan_id)} onChange={(value) => set_plan(Number(value))}>
            <Stack gap="sm" mt="xs">{others.map((plan) => <Radio key={plan.id} size="md" value={String(plan.id)} label={<><strong>{plan.name}</strong>, <Price plan={plan} /></>} description={plan.description || undefined} />)}</Stack>
          </Radio.Group>
          <Radio.Group label={t('portal.plan.when')} value={day ?? ''} onChange={set_on}>
            <Stack gap="sm" mt="xs">{days.map((one, at) => <Radio key={one} size="md" value={one} label={at === 0 ? t('portal.plan.today') : t('portal.plan.next', { date: format.date(one) })} />)}</Stack>
          </Radio.Group>
          {chosen && (quote.error ? <Alert role="alert">{said(message_of(quote.error, t))}</Alert> : quote.data ? <Bills quote={quote.data} /> : <Skeleton height={140} />)}
          <FormTrouble error={change.error} said={said} />
          {chosen && day && <Button size="md" disabled={!quote.data || !!quote.error} loading={change.isPending} onClick={() => change.mutate({ plan_id: chosen.id, on: day })}>{t('portal.plan.confirm', { name: chosen.name })}</Button>}
        </Stack>
      )}
    </>
  );
}

function Price({ plan }: { plan: OfferedPlan }) {
  const { t } = useTranslation();
  const format = useFormat();
  const price = format.money(plan.price_minor, plan.currency);
  const per = plan.interval_days > 0 ? t('portal.plan.per_days', { price, days: plan.interval_days }) : plan.interval_months > 1 ? t('portal.plan.per_months', { price, months: plan.interval_months }) : t('portal.plan.per_month', { price });
  return <>{per} <span className="quiet small">({[t(plan.price_includes_tax ? 'portal.plan.with_tax' : 'portal.plan.before_tax'), plan.minimum_months > 0 && t('portal.plan.term', { months: plan.minimum_months })].filter(Boolean).join(', ')})</span></>;
}

function Bills({ quote }: { quote: PlanChangeQuote }) {
  const { t } = useTranslation();
  const format = useFormat();
  const money = (minor: number) => format.money(minor, quote.after.currency);
  const name = (kind: string, date: string) => t(kind === 'credit_note' ? 'portal.plan.credit' : 'portal.plan.invoice', { date: format.date(date) });
  return (
    <Panel title={t('portal.plan.what')} flush>
      <ul className="portal-list">
        {beside(quote).map(({ key, after, before }) => (
          <li key={key}>
            <span className="grow">{after ? name(after.kind, after.issued_on) : t('portal.plan.gone', { what: name(before!.kind, before!.issued_on) })}
              <br /><span className="quiet small">{before && after && signed(before) === signed(after) ? t('portal.plan.same') : t('portal.plan.was', { amount: money(before ? signed(before) : 0) })}</span></span>
            <span className="money strong">{money(after ? signed(after) : 0)}</span>
          </li>
        ))}
        <li><span className="grow quiet">{t('portal.plan.what_note', { date: format.date(quote.after.until) })}</span><span>{t('portal.plan.total', { amount: money(quote.after.gross_minor), before: money(quote.before.gross_minor) })}</span></li>
      </ul>
    </Panel>
  );
}
