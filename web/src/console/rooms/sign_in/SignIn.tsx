import { Alert, Button, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDocumentTitle } from '@mantine/hooks';
import { mdiAlertCircleOutline } from '@mdi/js';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { ApiError, client } from '@/api/client';
import { route_of, useGo } from '@/ui/AppLink';
import { Icon } from '@/ui/Icon';
import { message_of } from '@/ui/Trouble';
import { Mark } from '../../app/Mark';
import { me_query } from '../../app/session';

export function SignIn() {
  const { t } = useTranslation();
  useDocumentTitle(`${t('sign_in.title')} · Demarc`);
  const queries = useQueryClient();
  const router = useRouter();
  const go = useGo();
  const { back } = useSearch({ strict: false }) as { back?: string };
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => (value.includes('@') ? null : t('field.email')),
      password: (value) => (value ? null : t('field.required')),
    },
  });
  const enter = useAction((body: { email: string; password: string }, headers) => client.POST('/v1/session', { body, headers }), {
    done: (me) => {
      queries.clear();
      queries.setQueryData(me_query.queryKey, me);
      // Only a path of our own: an address in the query must not lead elsewhere.
      const to = back?.startsWith('/') && !back.startsWith('//') ? back : '/';
      void router.invalidate().then(() => go(route_of(to).to === '/sign-in' ? '/' : to, true));
    },
    failed: () => form.setFieldValue('password', ''),
  });
  const wrong = enter.error instanceof ApiError && enter.error.status === 401;
  return (
    <main className="sign-in">
      <Paper withBorder p="xl" w="100%" maw={380}>
        <form onSubmit={form.onSubmit((values) => enter.mutate(values))} noValidate>
          <Stack gap="md">
            <div className="brand"><Mark size={30} /> Demarc</div>
            <div>
              <Title order={1}>{t('sign_in.title')}</Title>
              <Text c="dimmed">{t('sign_in.note')}</Text>
            </div>
            {enter.error && (
              <Alert className="trouble" role="alert" icon={<Icon path={mdiAlertCircleOutline} />}>
                {wrong ? t('sign_in.wrong') : message_of(enter.error, t)}
              </Alert>
            )}
            <TextInput label={t('sign_in.email')} type="email" autoComplete="username" autoFocus required {...form.getInputProps('email')} />
            <PasswordInput label={t('sign_in.password')} autoComplete="current-password" required visibilityToggleButtonProps={{ 'aria-label': t('field.show_secret') }} {...form.getInputProps('password')} />
            <Button type="submit" size="md" loading={enter.isPending}>{t('sign_in.enter')}</Button>
          </Stack>
        </form>
      </Paper>
    </main>
  );
}
