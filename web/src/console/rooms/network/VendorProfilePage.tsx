// One profile: its text, and beside it what it would send. Built-in ones are read and copied, one's own are written.
import { Button, Group, Select, Stack, Text, Textarea } from '@mantine/core';
import { useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { useApi } from '@/api/query';
import { useGo } from '@/ui/AppLink';
import { ask } from '@/ui/form/confirm';
import { LoadingRows } from '@/ui/list/ResourceList';
import { failed, told } from '@/ui/notify';
import { PageHead } from '@/ui/PageHead';
import { Panel } from '@/ui/Panel';
import { FormTrouble, message_of, Trouble } from '@/ui/Trouble';
import { When } from '@/ui/values';
import { useMay } from '../../app/session';
import { label_of } from './profile_label';
import { TryProfile } from './TryProfile';

/** A copy must have a name of its own; the rest stays as it is. */
export function copied(text: string, name: string): string {
  return text.replace(/^name *=.*$/m, `name = my-${name}`.slice(0, 'name = '.length + 40));
}

export function NewVendorProfile() {
  const { from } = useSearch({ strict: false }) as { from?: string };
  const { t } = useTranslation();
  const [name, set_name] = useState(from ?? 'standard');
  const profiles = useApi('/v1/vendor-profiles').data?.items ?? [];
  const origin = useApi('/v1/vendor-profiles/{name}', { path: { name } });
  if (origin.isError) return <Trouble error={origin.error} retry={() => void origin.refetch()} />;
  if (!origin.data) return <LoadingRows />;
  return (
    <>
      <PageHead title={t('profiles.new')} up={{ href: '/vendor-profiles', label: t('profiles.up') }} />
      <Editor
        key={name} start={copied(origin.data.text, name)} may_write
        head={<Select label={t('profiles.start_from')} searchable allowDeselect={false} value={name} onChange={(value) => value && set_name(value)} data={profiles.map((profile) => ({ value: profile.name, label: label_of(profile) }))} />}
      />
    </>
  );
}

export function VendorProfilePage() {
  const { t } = useTranslation();
  const may = useMay();
  const go = useGo();
  const { name } = useParams({ strict: false }) as { name: string };
  const answer = useApi('/v1/vendor-profiles/{name}', { path: { name } });
  const remove = useAction((_: null, headers) => client.DELETE('/v1/vendor-profiles/{name}', { params: { path: { name } }, headers }), {
    done: () => {
      told(t('profiles.removed', { name }));
      go('/vendor-profiles', true);
    },
    failed: (error) => failed(message_of(error, t)),
  });
  if (answer.isError && !answer.data) return <Trouble error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return <LoadingRows />;
  const profile = answer.data;
  const may_write = may('network.write');
  return (
    <>
      <PageHead
        title={profile.title} up={{ href: '/vendor-profiles', label: t('profiles.up') }}
        note={<><span className="mono">{profile.name}</span> · {profile.is_own ? t('profiles.own') : t('profiles.built_in')}{profile.access_servers > 0 && <> · {t('profiles.used_by', { count: profile.access_servers })}</>}</>}
        actions={may_write && (
          <>
            {profile.is_own && <Button variant="default" color="red" onClick={() => ask(t, { title: t('profiles.remove_ask', { name }), body: t('profiles.remove_body'), yes: t('profiles.remove'), act: () => remove.mutate(null) })}>{t('profiles.remove')}</Button>}
            <Button variant="default" onClick={() => go(`/vendor-profiles/new?from=${encodeURIComponent(name)}`)}>{t('profiles.copy')}</Button>
          </>
        )}
      />
      <Editor key={`${name} ${profile.version}`} start={profile.text} name={name} version={profile.version} may_write={may_write && profile.is_own} built_in={!profile.is_own} />
    </>
  );
}

interface Editing {
  start: string;
  may_write: boolean;
  /** Of one that is saved; a new one has none. */
  name?: string;
  version?: number;
  built_in?: boolean;
  head?: React.ReactNode;
}

function Editor({ start, may_write, name, version = 0, built_in = false, head }: Editing) {
  const { t } = useTranslation();
  const go = useGo();
  const [text, set_text] = useState(start);
  useEffect(() => set_text(start), [start]);
  const save = useAction(
    (wanted: string, headers) => (name ? client.PUT('/v1/vendor-profiles/{name}', { params: { path: { name } }, body: { text: wanted, version }, headers }) : client.POST('/v1/vendor-profiles', { body: { text: wanted }, headers })),
    {
      refresh: ['/v1/vendor-profiles'],
      done: (saved) => {
        told(t('profiles.saved_done'));
        if (!name) go(`/vendor-profiles/${saved.name}`, true);
      },
    },
  );
  return (
    <div className="profile-grid">
      <Stack gap="md">
        <Panel title={t('profiles.text')}>
          <Stack gap="sm">
            {head}
            {built_in && <Text size="sm" c="dimmed">{t('profiles.read_only')}</Text>}
            <Textarea
              aria-label={t('profiles.text')} description={built_in ? undefined : t('profiles.text_hint')} autosize minRows={18} maxRows={40} spellCheck={false} autoCapitalize="off" autoComplete="off" readOnly={!may_write}
              classNames={{ input: 'profile-text' }} value={text} onChange={(event) => set_text(event.currentTarget.value)} maxLength={16_384}
            />
            <FormTrouble error={save.error} />
            {may_write && (
              <Group justify="flex-end">
                {name && text !== start && <Text size="sm" c="dimmed">{t('profiles.unsaved')}</Text>}
                <Button loading={save.isPending} disabled={!!name && text === start} onClick={() => save.mutate(text)}>{name ? t('profiles.save') : t('profiles.create')}</Button>
              </Group>
            )}
          </Stack>
        </Panel>
        {name && !built_in && <Versions name={name} now={version} put={may_write ? set_text : undefined} />}
      </Stack>
      <TryProfile text={text} />
    </div>
  );
}

function Versions({ name, now, put }: { name: string; now: number; put?: (text: string) => void }) {
  const { t } = useTranslation();
  const versions = useApi('/v1/vendor-profiles/{name}/versions', { path: { name } }).data?.items ?? [];
  return (
    <Panel title={t('profiles.versions')}>
      <Stack gap={6}>
        {versions.map((saved) => (
          <Group key={saved.version} justify="space-between" gap="xs">
            <Text size="sm">{saved.is_deleted ? t('profiles.version_deleted') : t('profiles.version', { version: saved.version })} <span className="quiet">· <When at={saved.saved_at} /> · {saved.saved_by}{saved.version === now && <> · {t('profiles.version_now')}</>}</span></Text>
            {put && saved.version !== now && !saved.is_deleted && <Button size="compact-sm" variant="default" aria-label={`${t('profiles.put_back')}: ${saved.version}`} onClick={() => put(saved.text)}>{t('profiles.put_back')}</Button>}
          </Group>
        ))}
      </Stack>
    </Panel>
  );
}
