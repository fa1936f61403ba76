// Who changed the stop rules, when, and what was otherwise before; each version can be read whole.
import { Button, Skeleton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '@/api/query';
import type { StopRules } from '@/api/types';
import { useFormat } from '@/ui/locale';
import { Panel } from '@/ui/Panel';
import { Status } from '@/ui/Status';
import { Trouble } from '@/ui/Trouble';
import { When } from '@/ui/values';
import { changes_between, hours_words, rule_words, stop_rule_names } from './stop_rules_words';

export function StopRulesHistory() {
  const { t } = useTranslation();
  const answer = useApi('/v1/billing/stop-rules/versions');
  if (answer.isError && !answer.data) return <Trouble error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return <Skeleton height={120} maw={760} />;
  const { items } = answer.data;
  return (
    <Panel title={t('stop_rules.history')} className="settings-panel" flush={items.length > 0}>
      {items.length === 0 ? <p className="quiet" style={{ margin: 0 }}>{t('stop_rules.no_history')}</p> : (
        <ol className="versions" aria-label={t('stop_rules.history')}>
          {items.map((version, at) => <Version key={`${version.changed_at} ${at}`} version={version} before={items[at + 1]} in_force={at === 0} />)}
        </ol>
      )}
    </Panel>
  );
}

function Version({ version, before, in_force }: { version: StopRules; before: StopRules | undefined; in_force: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [whole, set_whole] = useState(false);
  const changes = before && changes_between(t, format, before, version);
  return (
    <li>
      <div className="version-head">
        <span><span className="strong"><When at={version.changed_at} full /></span> <span className="quiet">{version.changed_by}</span> {in_force && <Status value="active">{t('stop_rules.in_force')}</Status>}</span>
        <Button variant="subtle" size="compact-sm" aria-expanded={whole} aria-label={`${t(whole ? 'stop_rules.hide_whole' : 'stop_rules.show_whole')}: ${version.changed_at ? format.instant(version.changed_at) : ''}`} onClick={() => set_whole(!whole)}>{t(whole ? 'stop_rules.hide_whole' : 'stop_rules.show_whole')}</Button>
      </div>
      {changes?.map(({ name, what, before: old, after }) => <div key={name} className="small">{t('stop_rules.change', { what, before: old, after })}</div>)}
      {changes?.length === 0 && <div className="quiet small">{t('stop_rules.no_change')}</div>}
      {!changes && <div className="quiet small">{t('stop_rules.first')}</div>}
      {whole && (
        <ul className="small">
          {stop_rule_names.map((name) => <li key={name}><span className="strong">{t(`stop_rules.short_${name}`)}:</span> {rule_words(t, format, version, name)}</li>)}
          <li>{hours_words(t, version)}</li>
        </ul>
      )}
    </li>
  );
}
