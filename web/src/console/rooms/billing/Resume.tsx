import { Alert, Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import type { BillingRun } from '@/api/types';
import { useGo } from '@/ui/AppLink';
import { ask } from '@/ui/form/confirm';
import { useFormat } from '@/ui/locale';
import { message_of } from '@/ui/Trouble';
import { failed, told } from '@/ui/notify';
import { useMay } from '../../app/session';

/** A run that stopped amid its work: another one bills the rest. */
export function Resume({ run }: { run: Pick<BillingRun, 'date' | 'done' | 'total'> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const go = useGo();
  const resume = useAction((body: { date: string }, headers) => client.POST('/v1/billing/runs', { body, headers }), {
    refresh: ['/v1/billing'],
    done: (next) => {
      told(t('run_check.resumed'));
      go(`/billing/runs/${next.id}`);
    },
    failed: (error) => failed(message_of(error, t)),
  });
  return (
    <Alert className="notice">
      <Group justify="space-between" gap="sm">
        <span>{t('billing.progress', { done: format.count(run.done), total: format.count(run.total) })}</span>
        {may('billing.run') && <Button size="compact-sm" loading={resume.isPending} onClick={() => ask(t, { title: t('run_check.resume_ask', { date: format.date(run.date) }), body: t('run_check.resume_body'), yes: t('run_check.resume'), danger: false, act: () => resume.mutate({ date: run.date }) })}>{t('run_check.resume')}</Button>}
      </Group>
    </Alert>
  );
}
