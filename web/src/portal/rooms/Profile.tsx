import { Alert, Button, PasswordInput, Stack } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { Facts, Panel } from '@/ui/Panel';
import { FormTrouble } from '@/ui/Trouble';
import type { PortalMe } from '../types';

export function Profile({ me }: { me: PortalMe }) {
  const { t } = useTranslation();
  const [current, set_current] = useState('');
  const [wanted, set_wanted] = useState('');
  const [short, set_short] = useState(false);
  const save = useAction((body: { current?: string; password: string }) => client.PUT('/v1/portal/password', { body }), {
    refresh: ['/v1/portal/session'],
    done: () => {
      set_current('');
      set_wanted('');
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set_short(wanted.length < 10);
    if (wanted.length >= 10) save.mutate({ ...(me.may_set_freely ? {} : { current }), password: wanted });
  };
  const toggle = { 'aria-label': t('field.show_secret') };
  return (
    <>
      <h1>{t('portal.profile')}</h1>
      <Panel title={t('portal.me.title')}>
        <Facts items={[
          [t('portal.me.number'), me.number], [t('portal.me.name'), me.name], [t('portal.me.email'), me.email || t('ui.none')], !!me.phone && [t('portal.me.phone'), me.phone],
          [t('portal.me.address'), [me.street, `${me.postal_code} ${me.city}`.trim(), me.country].filter(Boolean).join(', ') || t('ui.none')],
        ]} />
        <p className="quiet">{t('portal.me.note')}</p>
      </Panel>
      <Panel title={t('portal.me.password')}>
        <form onSubmit={submit} noValidate className="portal-narrow" style={{ marginInline: 0 }}>
          <Stack gap="md">
            {save.isSuccess && <Alert role="status">{t('portal.me.saved')}</Alert>}
            <FormTrouble error={save.error} />
            <input type="text" autoComplete="username" value={me.number} readOnly hidden />
            {!me.may_set_freely && <PasswordInput size="md" label={t('portal.me.current')} autoComplete="current-password" required value={current} visibilityToggleButtonProps={toggle} onChange={(event) => set_current(event.currentTarget.value)} />}
            <PasswordInput size="md" label={t('portal.me.wanted')} description={t('portal.me.rule')} error={short ? t('field.password_short') : null} autoComplete="new-password" required value={wanted} visibilityToggleButtonProps={toggle} onChange={(event) => set_wanted(event.currentTarget.value)} />
            <Button type="submit" size="md" loading={save.isPending}>{t(me.has_password ? 'portal.me.change' : 'portal.me.set')}</Button>
          </Stack>
        </form>
      </Panel>
    </>
  );
}
