import { Button, Stack } from '@mantine/core';
import { mdiBellAlertOutline, mdiPlus } from '@mdi/js';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '@/api/query';
import type { DunningPolicy } from '@/api/types';
import { Icon } from '@/ui/Icon';
import { LoadingRows } from '@/ui/list/ResourceList';
import { useFormat } from '@/ui/locale';
import { Nothing } from '@/ui/Nothing';
import { Panel } from '@/ui/Panel';
import { Status } from '@/ui/Status';
import { Trouble } from '@/ui/Trouble';
import { useMay } from '../../app/session';
import { PolicyDialog } from './PolicyDialog';

export function Dunning() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const [open, set_open] = useState<DunningPolicy | 'new' | null>(null);
  const answer = useApi('/v1/dunning-policies');
  const button = may('settings.write') && <Button leftSection={<Icon path={mdiPlus} />} onClick={() => set_open('new')}>{t('dunning.new')}</Button>;
  return (
    <Stack gap="md" className="settings-panel">
      {answer.isError && !answer.data ? <Trouble error={answer.error} retry={() => void answer.refetch()} /> : !answer.data ? <LoadingRows /> : answer.data.items.length === 0 ? (
        <Panel><Nothing icon={mdiBellAlertOutline} title={t('dunning.none')} action={button}>{t('dunning.none_hint')}</Nothing></Panel>
      ) : (
        <>
          <div>{button}</div>
          {answer.data.items.map((policy) => (
            <Panel
              key={policy.id} title={<>{policy.name} {policy.is_default && <Status value="info">{t('dunning.usual')}</Status>}</>}
              actions={may('settings.write') && <Button variant="default" size="compact-sm" onClick={() => set_open(policy)} aria-label={`${t('dunning.edit')}: ${policy.name}`}>{t('dunning.edit')}</Button>}
            >
              <ol className="ladder">
                {policy.steps.map((step, index) => (
                  <li key={index} data-action={step.action}>
                    <strong>{t(`dunning.${step.action}`)}</strong>{step.action === 'suspend' && <> ({t(`dunning.${policy.restriction}`).toLowerCase()})</>}
                    <span className="quiet"> · {t('dunning.on_day', { count: step.days_after_due })}{step.action === 'suspend' && policy.minimum_debt_minor > 0 && <>, {t('dunning.from_amount', { amount: format.money(policy.minimum_debt_minor) })}</>}</span>
                  </li>
                ))}
              </ol>
            </Panel>
          ))}
        </>
      )}
      <PolicyDialog open={open} close={() => set_open(null)} />
    </Stack>
  );
}
