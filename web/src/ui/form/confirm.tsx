import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { ReactNode } from 'react';
import type { TFunction } from 'i18next';

interface Question {
  title: string;
  /** Who is affected, and how much. */
  body: ReactNode;
  yes: string;
  danger?: boolean;
  act: () => void;
}

export function ask(t: TFunction, { title, body, yes, danger = true, act }: Question): void {
  modals.openConfirmModal({
    title,
    children: typeof body === 'string' ? <Text>{body}</Text> : body,
    labels: { confirm: yes, cancel: t('ui.cancel') },
    confirmProps: danger ? { color: 'red' } : {},
    closeButtonProps: { 'aria-label': t('ui.close') },
    onConfirm: act,
  });
}
