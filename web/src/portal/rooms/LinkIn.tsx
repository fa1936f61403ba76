// Whoever comes with a link presses a button: what only looks at links, such as a mail scanner, does not use it up.
import { Button, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { FormTrouble } from '@/ui/Trouble';
import { Go, go } from '../place';
import { take_in } from '../session';

export function LinkIn() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [token] = useState(() => location.hash.slice(1));
  const enter = useAction((body: { token: string }) => client.POST('/v1/portal/session/link', { body }), {
    done: (me) => {
      take_in(queries, me);
      go('/profile', true);
    },
  });
  return (
    <Stack className="portal-narrow" gap="md">
      <h1>{t('portal.title')}</h1>
      <FormTrouble error={enter.error} />
      {token && !enter.error ? <><p>{t('portal.sign_in.come_in_note')}</p><Button size="md" loading={enter.isPending} onClick={() => enter.mutate({ token })}>{t('portal.sign_in.come_in')}</Button></> : !token && <p role="alert">{t('portal.sign_in.no_token')}</p>}
      <Go to="/">{t('portal.sign_in.to_sign_in')}</Go>
    </Stack>
  );
}
