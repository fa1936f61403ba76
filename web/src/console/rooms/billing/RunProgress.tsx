import { Button, Group, Progress, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import type { RunProgress } from '@/api/live';
import { invalidate, useApi } from '@/api/query';
import { AppLink } from '@/ui/AppLink';
import { ask } from '@/ui/form/confirm';
import { format_duration } from '@/ui/format/number';
import { useFormat } from '@/ui/locale';
import { Panel } from '@/ui/Panel';
import { Status } from '@/ui/Status';
import { message_of } from '@/ui/Trouble';
import { failed, told } from '@/ui/notify';
import { useMay } from '../../app/session';
import { word } from '../../app/words';
import { Decision } from './Decision';

export const over = (status: string) => status === 'done' || status === 'cancelled' || status === 'failed';

/** A run as it goes: the stream says how far, a slow poll makes sure. */
export function useRun(id: number) {
  const queries = useQueryClient();
  const live = useQuery<RunProgress | undefined>({ queryKey: ['live', 'run', id], enabled: false, queryFn: () => undefined }).data;
  const answer = useApi('/v1/billing/runs/{id}', { path: { id } }, { refetch_ms: live && over(live.status) ? false : 5_000 });
  const run = answer.data;
  const ended = !!live && over(live.status);
  useEffect(() => {
    if (ended) void invalidate(queries, '/v1/billing', '/v1/invoices', '/v1/customers', '/v1/dashboard');
  }, [ended, queries]);
  const at = run && live ? later_of(run, live) : run;
  return { answer, run, at };
}

type At = Pick<RunProgress, 'done' | 'total' | 'status' | 'seconds_left'>;
const phase: Record<string, number> = { queued: 0, checking: 1, waiting: 2, held: 2, running: 3, done: 4, cancelled: 4, failed: 4 };

/** Answer and stream overtake each other: the later phase counts, in the same one the larger part done. */
export function later_of(run: At, live: At): At {
  const ahead = (phase[live.status] ?? 4) - (phase[run.status] ?? 4);
  return ahead > 0 || (ahead === 0 && live.done >= run.done) ? { ...live, total: live.total || run.total } : run;
}

export function RunProgressPanel({ id }: { id: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const { run, at } = useRun(id);
  const cancel = useAction((_: null, headers) => client.POST('/v1/billing/runs/{id}/cancel', { params: { path: { id } }, headers }), {
    refresh: ['/v1/billing'],
    done: () => told(t('billing.cancelled')),
    failed: (error) => failed(message_of(error, t)),
  });
  if (!run || !at) return null;
  const percent = at.total > 0 ? Math.round((at.done / at.total) * 100) : 0;
  const text = t(at.status === 'checking' ? 'run_check.checking_of' : 'billing.progress', { done: format.count(at.done), total: format.count(at.total) });
  const rests = at.status === 'held' || at.status === 'waiting';
  return (
    <Panel
      title={<Group gap="xs" renderRoot={(props) => <span {...props} />}><AppLink href={`/billing/runs/${id}`} c="inherit" fz="inherit" fw="inherit">{t('billing.run', { id })}</AppLink><Status value={at.status}>{word(t, 'run_status', at.status)}</Status></Group>}
      actions={may('billing.run') && !over(at.status) && <Button variant="default" size="compact-sm" loading={cancel.isPending} onClick={() => ask(t, { title: t('billing.cancel_ask', { id }), body: t('billing.cancel_body', { done: format.count(at.done), total: format.count(at.total) }), yes: t('billing.cancel'), act: () => cancel.mutate(null) })}>{t('billing.cancel')}</Button>}
    >
      {rests ? (run.status === at.status ? <Decision run={run} /> : null) : (
        <>
          <Progress value={percent} size="lg" aria-label={text} animated={!over(at.status)} />
          <Text size="sm" c="dimmed" mt={6} aria-live="polite">{text}{at.seconds_left != null && at.seconds_left > 0 && <> · {t('run_check.left', { time: format_duration(at.seconds_left) })}</>}</Text>
        </>
      )}
    </Panel>
  );
}
