// What went wrong, in the server's words where it has some, with a way on.
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { mdiAlertCircleOutline } from '@mdi/js';
import { useTranslation } from 'react-i18next';
import type { TFunction } from 'i18next';
import { ApiError, NoAnswer } from '@/api/client';
import { Icon } from './Icon';

export function message_of(error: unknown, t: TFunction): string {
  if (error instanceof ApiError) {
    if (error.message && !error.message.startsWith('HTTP ')) return error.message;
    if (error.status === 403) return t('trouble.forbidden');
    if (error.status === 404) return t('trouble.not_found');
    if (error.status >= 500) return t('trouble.server', { status: error.status });
    return t('trouble.refused', { status: error.status });
  }
  return error instanceof NoAnswer ? t('trouble.network') : t('trouble.own_fault', { what: error instanceof Error ? error.message : String(error) });
}

/** Instead of content that could not be loaded. */
export function Trouble({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack align="center" gap="xs" py="xl" px="md" role="alert">
      <span className="bad"><Icon path={mdiAlertCircleOutline} size={28} /></span>
      <Text fw={600}>{t('trouble.title')}</Text>
      <Text c="dimmed" ta="center" maw="30rem">{message_of(error, t)}</Text>
      {retry && <Group><Button variant="default" onClick={retry}>{t('trouble.retry')}</Button></Group>}
    </Stack>
  );
}

/** Above a form's buttons: what the server refused and no field could show. */
export function FormTrouble({ error, rest = [], said = (text) => text }: { error: unknown; rest?: string[]; /** How the server's words are written here. */ said?: (text: string) => string }) {
  const { t } = useTranslation();
  if (!error) return null;
  return (
    <Alert className="trouble" role="alert" icon={<Icon path={mdiAlertCircleOutline} />}>
      {said(message_of(error, t))}
      {rest.length > 0 && <ul style={{ margin: '4px 0 0', paddingInlineStart: '1.2em' }}>{rest.map((line) => <li key={line}>{line}</li>)}</ul>}
    </Alert>
  );
}
