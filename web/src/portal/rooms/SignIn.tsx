import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { FormTrouble } from '@/ui/Trouble';
import { take_in } from '../session';

export function SignIn() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [account, set_account] = useState('');
  const [password, set_password] = useState('');
  const [missing, set_missing] = useState<string | null>(null);
  const enter = useAction((body: { account: string; password: string }) => client.POST('/v1/portal/session', { body }), { done: (me) => take_in(queries, me), failed: () => set_password('') });
  const ask = useAction((body: { account: string }) => client.POST('/v1/portal/link-requests', { body }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set_missing(account.trim() ? null : t('field.required'));
    if (account.trim() && password) enter.mutate({ account: account.trim(), password });
  };
  const link = () => {
    set_missing(account.trim() ? null : t('portal.sign_in.need_account'));
    if (account.trim()) ask.mutate({ account: account.trim() });
  };
  return (
    <form className="portal-narrow" onSubmit={submit} noValidate>
      <Stack gap="md">
        <h1>{t('portal.sign_in.title')}</h1>
        <FormTrouble error={enter.error ?? ask.error} />
        {ask.isSuccess && <Alert role="status">{t('portal.sign_in.link_sent')}</Alert>}
        <TextInput size="md" label={t('portal.sign_in.account')} autoComplete="username" autoCapitalize="none" required value={account} error={missing} onChange={(event) => set_account(event.currentTarget.value)} />
        <PasswordInput size="md" label={t('portal.sign_in.password')} autoComplete="current-password" value={password} visibilityToggleButtonProps={{ 'aria-label': t('field.show_secret') }} onChange={(event) => set_password(event.currentTarget.value)} />
        <Button type="submit" size="md" loading={enter.isPending} disabled={!password}>{t('portal.sign_in.enter')}</Button>
        <div>
          <p className="quiet">{t('portal.sign_in.no_password')}</p>
          <Button variant="default" size="md" fullWidth loading={ask.isPending} onClick={link}>{t('portal.sign_in.link')}</Button>
        </div>
      </Stack>
    </form>
  );
}
