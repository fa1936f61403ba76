import { Button, Center, Loader, Stack } from '@mantine/core';
import { mdiAlertCircleOutline, mdiCompassOffOutline, mdiLanDisconnect } from '@mdi/js';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { LinkButton } from '@/ui/AppLink';
import { Nothing } from '@/ui/Nothing';
import { message_of } from '@/ui/Trouble';

export function Starting() {
  const { t } = useTranslation();
  return <Center mih="40vh" role="status" aria-label={t('ui.loading')}><Loader /></Center>;
}

export function NotFound() {
  const { t } = useTranslation();
  return <Nothing icon={mdiCompassOffOutline} title={t('app.not_found')} action={<LinkButton href="/" variant="default">{t('app.go_home')}</LinkButton>}>{t('app.not_found_hint')}</Nothing>;
}

export function Crashed({ error }: ErrorComponentProps) {
  const { t } = useTranslation();
  return (
    <Stack role="alert">
      <Nothing icon={mdiAlertCircleOutline} title={t('app.crashed')} action={<Button onClick={() => window.location.reload()}>{t('app.reload')}</Button>}>
        {error instanceof Error ? error.message : String(error)}
      </Nothing>
    </Stack>
  );
}

export function Unreachable({ error }: ErrorComponentProps) {
  const { t } = useTranslation();
  return (
    <main>
      <Nothing icon={mdiLanDisconnect} title={t('app.unreachable')} action={<Button onClick={() => window.location.reload()}>{t('trouble.retry')}</Button>}>
        {message_of(error, t)}
      </Nothing>
    </main>
  );
}
