import { Alert, Tabs } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useGo } from '@/ui/AppLink';
import { PageHead } from '@/ui/PageHead';
import { useMay } from '../../app/session';
import { DocumentSettings } from '../documents/DocumentSettings';
import { Currencies } from './Currencies';
import { Dunning } from './Dunning';
import { LegalEntities } from './LegalEntities';
import { ProviderSettings } from './ProviderSettings';
import { Referrals } from './Referrals';
import { StopRules } from './StopRules';
import { Taxes } from './Taxes';
import { Tokens } from './Tokens';
import { Users } from './Users';

const tabs = ['provider', 'entities', 'taxes', 'billing', 'documents', 'dunning', 'referrals', 'currencies', 'users', 'tokens'] as const;

export function Settings() {
  const { t } = useTranslation();
  const may = useMay();
  const go = useGo();
  const { tab: asked } = useParams({ strict: false }) as { tab?: string };
  const tab = tabs.find((name) => name === asked) ?? 'provider';
  return (
    <>
      <PageHead title={t('settings.title')} />
      {!may('settings.write') && <Alert className="notice" mb="md">{t('settings.read_only')}</Alert>}
      <Tabs value={tab} onChange={(next) => go(`/settings/${next ?? 'provider'}`)}>
        <Tabs.List mb="md" className="scroll-tabs">
          {tabs.map((name) => <Tabs.Tab key={name} value={name}>{t(`settings.${name}`)}</Tabs.Tab>)}
        </Tabs.List>
        <Tabs.Panel value="provider"><ProviderSettings /></Tabs.Panel>
        <Tabs.Panel value="entities"><LegalEntities /></Tabs.Panel>
        <Tabs.Panel value="taxes"><Taxes /></Tabs.Panel>
        <Tabs.Panel value="billing"><StopRules /></Tabs.Panel>
        <Tabs.Panel value="documents"><DocumentSettings /></Tabs.Panel>
        <Tabs.Panel value="dunning"><Dunning /></Tabs.Panel>
        <Tabs.Panel value="referrals"><Referrals /></Tabs.Panel>
        <Tabs.Panel value="currencies"><Currencies /></Tabs.Panel>
        <Tabs.Panel value="users"><Users /></Tabs.Panel>
        <Tabs.Panel value="tokens"><Tokens /></Tabs.Panel>
      </Tabs>
    </>
  );
}
