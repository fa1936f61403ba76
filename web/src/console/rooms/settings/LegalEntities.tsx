import { Button, Group, Stack } from '@mantine/core';
import { mdiDomain, mdiPencilOutline, mdiPlus } from '@mdi/js';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '@/api/query';
import type { LegalEntity } from '@/api/types';
import { Icon } from '@/ui/Icon';
import { LoadingRows } from '@/ui/list/ResourceList';
import { Nothing } from '@/ui/Nothing';
import { Facts, Panel } from '@/ui/Panel';
import { Status } from '@/ui/Status';
import { Trouble } from '@/ui/Trouble';
import { useMay } from '../../app/session';
import { word } from '../../app/words';
import { LegalEntityDialog } from './LegalEntityDialog';

/** The companies that the provider sells as, and what their next documents are called. */
export function LegalEntities() {
  const { t } = useTranslation();
  const may = useMay();
  const [shown, show] = useState<LegalEntity | 'new' | null>(null);
  const answer = useApi('/v1/legal-entities');
  if (answer.isError && !answer.data) return <Trouble error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return <LoadingRows />;
  return (
    <Stack gap="md">
      <p className="quiet" style={{ margin: 0, maxInlineSize: '70ch' }}>{t('entities.hint')}</p>
      {may('settings.write') && <div><Button leftSection={<Icon path={mdiPlus} />} onClick={() => show('new')}>{t('entities.new')}</Button></div>}
      {answer.data.items.map((entity) => (
        <Panel
          key={entity.id} className="settings-panel"
          title={<Group gap="xs" component="span" wrap="wrap">{entity.name}{entity.is_first && <Status value="pending">{t('entities.first')}</Status>}{!entity.active && <Status value="over">{t('entities.inactive')}</Status>}</Group>}
          actions={may('settings.write') && <Button size="compact-sm" variant="default" leftSection={<Icon path={mdiPencilOutline} />} aria-label={t('entities.edit_title', { name: entity.name })} onClick={() => show(entity)}>{t('entities.edit')}</Button>}
        >
          <Facts items={[
            entity.legal_name !== '' && entity.legal_name !== entity.name && [t('provider_form.legal_name'), entity.legal_name],
            [t('entities.address'), [entity.street, `${entity.postal_code} ${entity.city}`.trim(), entity.country].filter((line) => line !== '').join(', ')],
            entity.vat_number !== '' && [t('provider_form.vat_number'), entity.vat_number],
            entity.registrations.length > 0 && [t('tax_rules.registrations'), entity.registrations.join(', ')],
            entity.registration !== '' && [t('entities.registration'), entity.registration],
            entity.iban !== '' && [t('entities.iban'), entity.iban],
            ...entity.next_numbers.map(({ kind, number }): [string, React.ReactNode] => [word(t, 'entity_number', kind), <span key={kind} className="mono nowrap">{number}</span>]),
          ]} />
        </Panel>
      ))}
      {answer.data.items.length === 0 && <Nothing icon={mdiDomain} title={t('entities.new')}>{t('entities.hint')}</Nothing>}
      <LegalEntityDialog opened={shown !== null} close={() => show(null)} entity={shown !== 'new' && shown !== null ? shown : undefined} />
    </Stack>
  );
}
