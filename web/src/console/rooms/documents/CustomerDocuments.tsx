// Statement and proforma of a customer: choose the days, see it, take it along.
import { Button, Group, Menu, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { mdiChevronDown, mdiFileDocumentOutline } from '@mdi/js';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Customer } from '@/api/types';
import { add_days, is_date } from '@/ui/format/date';
import { Icon } from '@/ui/Icon';
import { useFormat } from '@/ui/locale';
import { DownloadButton } from './DownloadButton';
import { PaperFrame } from './PaperFrame';

type Kind = 'statement' | 'proforma';

export function CustomerDocuments({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const [kind, set_kind] = useState<Kind | null>(null);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target><Button variant="default" leftSection={<Icon path={mdiFileDocumentOutline} />} rightSection={<Icon path={mdiChevronDown} />}>{t('documents.menu')}</Button></Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => set_kind('statement')}>{t('documents.statement')}</Menu.Item>
          <Menu.Item onClick={() => set_kind('proforma')}>{t('documents.proforma')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {kind && <PaperDialog kind={kind} customer={customer} close={() => set_kind(null)} />}
    </>
  );
}

function PaperDialog({ kind, customer, close }: { kind: Kind; customer: Customer; close: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const narrow = useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false });
  const today = format.today();
  const [from, set_from] = useState(add_days(today, -92));
  const [to, set_to] = useState(kind === 'statement' ? today : add_days(today, 31));
  const ready = is_date(to) && (kind === 'proforma' || is_date(from));
  const query = new URLSearchParams(kind === 'statement' ? { from, to } : { date: to }).toString();
  const address = (form: 'pdf' | 'html') => `/v1/customers/${customer.id}/${kind}/${form}?${query}`;
  const title = t(kind === 'statement' ? 'documents.statement_of' : 'documents.proforma_of', { name: customer.name });
  return (
    <Modal opened onClose={close} title={title} size="56rem" fullScreen={narrow ?? false} closeButtonProps={{ 'aria-label': t('ui.close') }}>
      <Stack gap="sm">
        <Text c="dimmed">{t(kind === 'statement' ? 'documents.statement_hint' : 'documents.proforma_hint')}</Text>
        <Group align="flex-end" gap="sm">
          {kind === 'statement' && <TextInput type="date" label={t('documents.from')} value={from} max={to} onChange={(event) => set_from(event.currentTarget.value)} />}
          <TextInput type="date" label={t(kind === 'statement' ? 'documents.to' : 'documents.date')} value={to} onChange={(event) => set_to(event.currentTarget.value)} />
          {ready && <DownloadButton address={address('pdf')} label={t('documents.download')} primary />}
        </Group>
        {ready && <div className="paper-place"><PaperFrame address={address('html')} title={title} /></div>}
      </Stack>
    </Modal>
  );
}
