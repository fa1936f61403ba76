import { Button, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { mdiDownloadOutline } from '@mdi/js';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '@/api/query';
import type { ReportName } from '@/api/types';
import { AppLink } from '@/ui/AppLink';
import { Icon } from '@/ui/Icon';
import { LoadingRows } from '@/ui/list/ResourceList';
import { useFormat } from '@/ui/locale';
import { PageHead } from '@/ui/PageHead';
import { Panel } from '@/ui/Panel';
import { Trouble } from '@/ui/Trouble';
import { EntityFilter } from '../../app/entities';
import { word } from '../../app/words';
import { span_of } from './spans';
import './reports.css';

const groups: { name: 'group_books' | 'group_money' | 'group_revenue' | 'group_tax'; reports: ReportName[] }[] = [
  { name: 'group_books', reports: ['trial_balance', 'deferred_revenue', 'deferred_release', 'suspense'] },
  { name: 'group_money', reports: ['receivables_ageing', 'receivables_invoices', 'collections'] },
  { name: 'group_revenue', reports: ['revenue_by_plan', 'revenue_by_place', 'revenue_lines'] },
  { name: 'group_tax', reports: ['taxes', 'tax_documents'] },
];

export function Reports() {
  const { t } = useTranslation();
  const answer = useApi('/v1/reports');
  if (answer.isError && !answer.data) return <Trouble error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return <LoadingRows />;
  const known = new Set(answer.data.map(({ name }) => name));
  return (
    <>
      <PageHead title={t('reports.title')} />
      <Stack gap="md">
        <div className="report-groups">
          {groups.map(({ name, reports }) => (
            <Panel key={name} title={t(`reports.${name}`)} flush>
              <ul className="report-list">
                {reports.filter((report) => known.has(report)).map((report) => (
                  <li key={report}>
                    <AppLink href={`/reports/${report}`}>{word(t, 'report_title', report)}</AppLink>
                    <div className="quiet small">{word(t, 'report_hint', report)}</div>
                  </li>
                ))}
              </ul>
            </Panel>
          ))}
        </div>
        <Exports />
      </Stack>
    </>
  );
}

const formats = ['hledger', 'beancount', 'datev', 'iif', 'xero'] as const;

function Exports() {
  const { t } = useTranslation();
  const format = useFormat();
  const [kind, set_kind] = useState<(typeof formats)[number]>('hledger');
  const [span, set_span] = useState(() => span_of('last_month', format.today()));
  const [part, set_part] = useState(1);
  const [consultant, set_consultant] = useState(1001);
  const [client, set_client] = useState(1);
  const [entity, set_entity] = useState<string | undefined>(undefined);
  const over_a_year = kind === 'datev' && span.from.slice(0, 4) !== span.to.slice(0, 4);
  const query = new URLSearchParams({ from: span.from, to: span.to });
  if (kind === 'xero') query.set('part', String(part));
  if (kind === 'datev') {
    query.set('datev_consultant', String(consultant));
    query.set('datev_client', String(client));
  }
  if (entity) query.set('legal_entity', entity);
  const ready = !over_a_year && span.from !== '' && span.to !== '' && span.from <= span.to;
  return (
    <Panel title={t('reports.exports')}>
      <p className="quiet" style={{ marginBlockStart: 0 }}>{t('reports.exports_hint')}</p>
      <div className="report-controls">
        <Select label={t('reports.format')} w={190} allowDeselect={false} value={kind} onChange={(value) => set_kind((value ?? 'hledger') as typeof kind)} data={formats.map((value) => ({ value, label: word(t, 'export_format', value) }))} />
        <TextInput type="date" label={t('reports.from')} value={span.from} max={span.to} onChange={(event) => set_span({ ...span, from: event.currentTarget.value })} error={over_a_year ? t('reports.needs_year') : undefined} />
        <TextInput type="date" label={t('reports.to')} value={span.to} min={span.from} onChange={(event) => set_span({ ...span, to: event.currentTarget.value })} />
        <EntityFilter label={t('entities.one')} value={entity} onChange={set_entity} />
        {kind === 'xero' && <NumberInput label={t('reports.part')} title={t('reports.part_hint')} w={90} min={1} value={part} onChange={(value) => set_part(Number(value) || 1)} />}
        {kind === 'datev' && <NumberInput label={t('reports.consultant')} w={150} min={1001} max={9_999_999} hideControls value={consultant} onChange={(value) => set_consultant(Number(value) || 1001)} />}
        {kind === 'datev' && <NumberInput label={t('reports.client')} w={120} min={1} max={99_999} hideControls value={client} onChange={(value) => set_client(Number(value) || 1)} />}
        <Button component="a" href={ready ? `/v1/exports/${kind}?${query}` : undefined} download disabled={!ready} leftSection={<Icon path={mdiDownloadOutline} />}>{t('reports.download')}</Button>
      </div>
    </Panel>
  );
}
