// A customer's way into the portal: whether they have a password, and the mail that lets them in.
import { Button, Group } from '@mantine/core';
import { mdiEmailFastOutline } from '@mdi/js';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { useApi } from '@/api/query';
import type { Customer } from '@/api/types';
import { Icon } from '@/ui/Icon';
import { useFormat } from '@/ui/locale';
import { failed, told } from '@/ui/notify';
import { Panel } from '@/ui/Panel';
import { message_of } from '@/ui/Trouble';
import { useMay } from '../../app/session';

export function PortalLink({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const { data } = useApi('/v1/customers/{id}/portal', { path: { id: customer.id } });
  const send = useAction((_: null, headers) => client.POST('/v1/customers/{id}/portal-link', { params: { path: { id: customer.id } }, headers }), {
    refresh: [`/v1/customers`], done: () => told(t('portal_link.sent', { email: customer.email })), failed: (error) => failed(message_of(error, t)),
  });
  return (
    <Panel title={t('portal_link.title')}>
      <Group justify="space-between" gap="sm">
        <span>{!data ? '' : data.last_login_at ? t('portal_link.last', { at: format.instant(data.last_login_at) }) : data.has_password ? t('portal_link.password') : t('portal_link.never')}</span>
        {may('customers.write') && customer.status !== 'left' && <Button variant="default" leftSection={<Icon path={mdiEmailFastOutline} />} loading={send.isPending} disabled={!customer.email} onClick={() => send.mutate(null)}>{t('portal_link.send')}</Button>}
      </Group>
      {!customer.email && <p className="quiet small">{t('portal_link.no_email')}</p>}
    </Panel>
  );
}
