import { Alert, Stack } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { AppLink } from '@/ui/AppLink';
import { format_duration } from '@/ui/format/number';
import { LoadingRows } from '@/ui/list/ResourceList';
import { useFormat } from '@/ui/locale';
import { PageHead } from '@/ui/PageHead';
import { Facts, Panel } from '@/ui/Panel';
import { Status } from '@/ui/Status';
import { Trouble } from '@/ui/Trouble';
import { Money, When } from '@/ui/values';
import { word } from '../../app/words';
import { CheckFacts, Findings } from './Decision';
import { ParkedTable } from './ParkedTable';
import { Resume } from './Resume';
import { over, RunProgressPanel, useRun } from './RunProgress';

export function RunPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { id: text } = useParams({ strict: false }) as { id: string };
  const id = Number(text);
  const { answer, run, at } = useRun(id);
  if (answer.isError && !run) return <Trouble error={answer.error} retry={() => void answer.refetch()} />;
  if (!run || !at) return <LoadingRows />;
  return (
    <>
      <PageHead title={t('billing.run', { id })} up={{ href: '/billing', label: t('billing.up') }} badge={<Status value={at.status}>{word(t, 'run_status', at.status)}</Status>} note={t('billing.of_date', { date: format.date(run.date) })} />
      <Stack gap="md" maw={960}>
        {!over(at.status) && <RunProgressPanel id={id} />}
        {run.error && <Alert className="trouble" title={t('billing.error')} role="alert">{run.error}</Alert>}
        {run.can_be_resumed && <Resume run={run} />}
        <Panel actions={run.invoices > 0 && <AppLink href={`/invoices?from=${run.date}&to=${run.date}`}>{t('billing.see_invoices')}</AppLink>}>
          <Facts items={[
            [t('billing.customers'), t('billing.progress', { done: format.count(at.done), total: format.count(at.total) })],
            [t('billing.invoices'), format.count(run.invoices)],
            [t('billing.gross'), <Money key="gross" minor={run.gross_minor} currency={run.currency} />],
            [t('billing.started_at'), <When key="start" at={run.started_at} full />],
            run.ended_at != null && [t('billing.ended_at'), <When key="end" at={run.ended_at} full />],
            run.ended_at != null && run.started_at != null && [t('billing.took'), format_duration((Date.parse(run.ended_at) - Date.parse(run.started_at)) / 1000)],
            [t('billing.by'), run.started_by],
            run.confirmed_by != null && [t('run_check.confirmed_by'), <>{run.confirmed_by}, <When at={run.confirmed_at} full /></>],
            run.cancelled_by != null && [t('run_check.cancelled_by'), run.cancelled_by],
            run.taken_over_by != null && [t('run_check.taken_over'), <AppLink key="over" href={`/billing/runs/${run.taken_over_by}`}>{t('billing.run', { id: run.taken_over_by })}</AppLink>],
          ]} />
        </Panel>
        {over(at.status) && run.findings.length > 0 && run.check && (
          <Panel title={t('run_check.found')}><CheckFacts run={run} /><Findings findings={run.findings} currency={run.currency} /></Panel>
        )}
        {run.parked.length > 0 && (
          <Panel title={t('billing.parked')} flush>
            <p className="panel-body quiet" style={{ margin: 0 }}>{t('billing.parked_hint')}</p>
            <ParkedTable parked={run.parked} />
          </Panel>
        )}
      </Stack>
    </>
  );
}
