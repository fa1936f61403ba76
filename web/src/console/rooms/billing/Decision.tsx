// A run that rests: why, how much is at stake, and the two ways on.
import { Button, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { mdiAlertOutline, mdiPlay } from '@mdi/js';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import type { BillingRun, Finding } from '@/api/types';
import { AppLink } from '@/ui/AppLink';
import { ask } from '@/ui/form/confirm';
import { Icon } from '@/ui/Icon';
import { useFormat, type Format } from '@/ui/locale';
import { message_of } from '@/ui/Trouble';
import { failed, told } from '@/ui/notify';
import { useMay } from '../../app/session';
import { word } from '../../app/words';

/** "+€12.00": a difference always says its direction. */
export const signed = (format: Format, minor: number, currency: string) => (minor > 0 ? '+' : '') + format.money(minor, currency);

export function Decision({ run }: { run: BillingRun }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const confirm = useAction((_: null, headers) => client.POST('/v1/billing/runs/{id}/confirm', { params: { path: { id: run.id } }, headers }), {
    refresh: ['/v1/billing', '/v1/dashboard'],
    done: () => told(t('run_check.confirmed')),
    failed: (error) => failed(message_of(error, t)),
  });
  const held = run.status === 'held';
  return (
    <Stack gap="md" role="group" aria-label={word(t, 'run_status', run.status)}>
      <div>
        <Text fw={620} className={held ? 'warn' : undefined}>{held ? t('run_check.held') : t('run_check.waiting', { at: run.issue_at ? format.instant(run.issue_at) : '' })}</Text>
        <Text size="sm" c="dimmed">{t(held ? 'run_check.held_hint' : 'run_check.waiting_hint')}</Text>
      </div>
      <CheckFacts run={run} />
      <Findings findings={run.findings} currency={run.currency} />
      <Group gap="sm">
        {may('billing.confirm') && (
          <Button
            leftSection={<Icon path={mdiPlay} />} loading={confirm.isPending}
            onClick={() => ask(t, {
              title: t('run_check.confirm_ask', { id: run.id }), yes: t('run_check.confirm'), danger: held, act: () => confirm.mutate(null),
              body: t('run_check.confirm_body', { count: run.check?.invoices ?? 0, amount: format.money(run.check?.gross_minor ?? 0, run.currency) }),
            })}
          >
            {t('run_check.confirm')}
          </Button>
        )}
        <AppLink href={`/billing?date=${run.date}&order=change`}>{t('run_check.look')}</AppLink>
      </Group>
    </Stack>
  );
}

export function CheckFacts({ run: { check, currency } }: { run: Pick<BillingRun, 'check' | 'currency'> }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!check) return null;
  const moved = (['up', 'down', 'started', 'gone'] as const).filter((name) => check[name] > 0).map((name) => t(`run_check.${name}`, { count: check[name] }));
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm" className="money">
      {([
        [t('run_check.now'), format.money(check.gross_minor, currency)],
        [t('run_check.before'), format.money(check.previous_minor, currency)],
        [t('run_check.difference'), signed(format, check.difference_minor, currency)],
        [t('run_check.customers'), moved.length > 0 ? moved.join(', ') : format.count(check.customers)],
      ] as const).map(([label, value]) => <div key={label}><Text size="sm" c="dimmed">{label}</Text><Text fw={600}>{value}</Text></div>)}
    </SimpleGrid>
  );
}

/** `brief`: without the examples, where every customer is listed anyway. */
export function Findings({ findings, currency, brief }: { findings: Finding[]; currency: string; brief?: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const figure = (finding: Finding, value: number) => (finding.rule === 'tax_jump' ? format.percent(value) : format.count(value));
  if (findings.length === 0) return null;
  return (
    <ul className="findings">
      {findings.map((finding) => (
        <li key={finding.rule}>
          <Group gap={6} wrap="nowrap" align="flex-start">
            <span className="warn"><Icon path={mdiAlertOutline} size={20} /></span>
            <div>
              <strong>{word(t, 'stop_rule', finding.rule)}</strong>
              {finding.rule !== 'undecided' && <span className="quiet small"> {figure(finding, finding.figure)}, {t('run_check.limit', { limit: figure(finding, finding.limit) })}</span>}
              <div className="sentence">{finding.detail}</div>
            </div>
          </Group>
          {!brief && finding.examples.length > 0 && (
            <div className="table-scroll" tabIndex={0} role="group" aria-label={word(t, 'stop_rule', finding.rule)}>
              <table className="grid-table">
                <thead><tr><th scope="col">{t('billing.customer')}</th><th scope="col" className="num">{t('billing.last_month')}</th><th scope="col" className="num">{t('run_check.now')}</th></tr></thead>
                <tbody>
                  {finding.examples.map((one) => (
                    <tr key={one.customer_id}>
                      <td><AppLink href={`/customers/${one.customer_id}`}>{one.customer_name}</AppLink></td>
                      <td className="num">{format.money(one.previous_minor, currency)}</td>
                      <td className="num">{format.money(one.gross_minor, currency)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}
