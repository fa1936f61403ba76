// A form in a dialog: Enter submits, Escape leaves, the server's refusal stands above the buttons, and the button says what
// will happen.
import { Button, Drawer, Group, Modal, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { FormEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FormTrouble } from '../Trouble';

interface Props {
  title: ReactNode;
  opened: boolean;
  close: () => void;
  submit: (event?: FormEvent<HTMLFormElement>) => void;
  submit_label: string;
  pending?: boolean;
  disabled?: boolean;
  danger?: boolean;
  error?: unknown;
  rest?: string[];
  size?: string;
  children: ReactNode;
  side?: boolean;
}

export function FormDialog({ title, opened, close, submit, submit_label, pending, disabled, danger, error, rest, size = 'lg', children, side }: Props) {
  const { t } = useTranslation();
  const narrow = useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false });
  const body = (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        {children}
        <FormTrouble error={error} rest={rest} />
        <Group justify="flex-end" gap="xs" mt={4}>
          <Button variant="default" onClick={close}>{t('ui.cancel')}</Button>
          <Button type="submit" loading={pending} disabled={disabled} color={danger ? 'red' : undefined}>{submit_label}</Button>
        </Group>
      </Stack>
    </form>
  );
  const shared = { opened, onClose: close, title, closeButtonProps: { 'aria-label': t('ui.close') }, size };
  return side ? <Drawer {...shared}>{body}</Drawer> : <Modal {...shared} fullScreen={narrow ?? false} radius={narrow ? 0 : 'md'}>{body}</Modal>;
}
