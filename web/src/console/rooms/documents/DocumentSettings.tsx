// How documents look and are paid. What is in the form is drawn beside it by the server's own renderer, before it is saved.
import { Alert, Button, ColorInput, Fieldset, FileButton, Group, Input, Select, Skeleton, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDebouncedValue } from '@mantine/hooks';
import { mdiFilePdfBox } from '@mdi/js';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { file_of, save_file } from '@/api/file';
import { get, useApi } from '@/api/query';
import type { DesignEdit, DocumentDesign, PaperKind } from '@/api/types';
import { useRefusals } from '@/ui/form/useRefusals';
import { Icon } from '@/ui/Icon';
import { useFormat } from '@/ui/locale';
import { Panel } from '@/ui/Panel';
import { FormTrouble, message_of, Trouble } from '@/ui/Trouble';
import { failed, told } from '@/ui/notify';
import { useLegalEntities } from '../../app/entities';
import { useMay } from '../../app/session';
import { PaperFrame } from './PaperFrame';

export function DocumentSettings() {
  const answer = useApi('/v1/document-design');
  if (answer.isError && !answer.data) return <Trouble error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return <Skeleton height={480} />;
  return <Form design={answer.data} />;
}

const fields = ['layout', 'logo', 'account_holder', 'iban', 'bic', 'bank_name', 'pay_link', 'registration', 'email', 'phone', 'website'] as const;
type Values = Record<(typeof fields)[number], string>;
const values_of = (design: DocumentDesign) => Object.fromEntries(fields.map((name) => [name, design[name]])) as Values;

const accent_line = /^(\s*colour\s+accent\s+)(#[0-9a-fA-F]{6})/m;
/** The accent colour is an instruction of the layout like any other; the picker edits that line, or adds it. */
export const accent_of = (layout: string) => accent_line.exec(layout)?.[2] ?? '#1d4ed8';
export const with_accent = (layout: string, colour: string) => (accent_line.test(layout) ? layout.replace(accent_line, `$1${colour}`) : `colour accent ${colour}\n${layout}`);

const largest_logo = 200_000;
export async function base64_of(file: Blob): Promise<string> {
  let text = '';
  for (const byte of new Uint8Array(await file.arrayBuffer())) text += String.fromCharCode(byte);
  return btoa(text);
}

function Form({ design }: { design: DocumentDesign }) {
  const { t } = useTranslation();
  const may = useMay();
  const may_write = may('settings.write');
  const form = useForm<Values>({ initialValues: values_of(design) });
  const [version, set_version] = useState(design);
  const save = useAction((body: DesignEdit, headers) => client.PUT('/v1/document-design', { body, headers }), {
    refresh: ['/v1/document-design'],
    done: (saved) => {
      set_version(saved);
      form.setInitialValues(values_of(saved));
      form.setValues(values_of(saved));
      form.resetDirty(values_of(saved));
      told(t('design.saved', { version: saved.version }));
    },
  });
  const rest = useRefusals(form, save.error);
  const f = (name: keyof Values) => ({ ...form.getInputProps(name), disabled: !may_write });
  const values = form.getValues();
  return (
    <div className="design-grid">
      <form noValidate onSubmit={form.onSubmit((edit) => save.mutate(edit))}>
        <Stack gap="md">
          <Panel title={t('design.look')} actions={<Version design={version} />}>
            <Stack gap="sm">
              <Logo value={values.logo} disabled={!may_write} change={(logo) => form.setFieldValue('logo', logo)} error={form.errors['logo']} />
              <ColorInput size="sm" label={t('design.accent')} format="hex" value={accent_of(values.layout)} onChange={(colour) => /^#[0-9a-f]{6}$/i.test(colour) && colour !== accent_of(values.layout) && form.setFieldValue('layout', with_accent(values.layout, colour))} disabled={!may_write} closeOnColorSwatchClick withEyeDropper={false} swatches={['#1d4ed8', '#0f766e', '#b91c1c', '#7c3aed', '#c2410c', '#1f2937']} />
              <Textarea className="layout-text" label={t('design.layout')} description={t('design.layout_hint')} autosize minRows={12} maxRows={24} spellCheck={false} {...f('layout')} />
              {may_write && <Versions current={version.version} restore={(old) => { form.setValues(values_of(old)); told(t('design.restored', { version: old.version })); }} />}
            </Stack>
          </Panel>
          <Panel>
            <Fieldset legend={t('design.paying')} variant="unstyled">
              <Stack gap="sm">
                <TextInput label={t('design.iban')} {...f('iban')} />
                <div className="two-up"><TextInput label={t('design.bic')} {...f('bic')} /><TextInput label={t('design.bank_name')} {...f('bank_name')} /></div>
                <TextInput label={t('design.account_holder')} description={t('design.account_holder_hint')} {...f('account_holder')} />
                <TextInput label={t('design.pay_link')} description={t('design.pay_link_hint')} {...f('pay_link')} />
              </Stack>
            </Fieldset>
          </Panel>
          <Panel>
            <Fieldset legend={t('design.reach')} variant="unstyled">
              <Stack gap="sm">
                <Textarea label={t('design.registration')} description={t('design.registration_hint')} autosize minRows={2} {...f('registration')} />
                <div className="two-up"><TextInput label={t('design.email')} {...f('email')} /><TextInput label={t('design.phone')} {...f('phone')} /></div>
                <TextInput label={t('design.website')} {...f('website')} />
              </Stack>
            </Fieldset>
          </Panel>
          <FormTrouble error={save.error} rest={rest} />
          {may_write && (
            <Group justify="flex-end">
              <Button variant="default" disabled={!form.isDirty()} onClick={() => form.reset()}>{t('design.undo')}</Button>
              <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>{t('ui.save')}</Button>
            </Group>
          )}
        </Stack>
      </form>
      {may_write && <Preview values={values} languages={design.languages} />}
    </div>
  );
}

function Version({ design }: { design: DocumentDesign }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (design.version === 0) return <span className="quiet small">{t('design.standard')}</span>;
  return <span className="quiet small">{t('design.version', { version: design.version })}{design.created_by && design.created_at && ` ${t('design.by', { who: design.created_by, when: format.instant(design.created_at) })}`}</span>;
}

function Versions({ current, restore }: { current: number; restore: (design: DocumentDesign) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const answer = useApi('/v1/document-design/versions');
  const load = useMutation({ mutationFn: (id: number) => get('/v1/document-design/versions/{id}', { path: { id } }), onSuccess: restore, onError: (error) => failed(message_of(error, t)) });
  const older = answer.data?.items.filter(({ id }) => id !== current) ?? [];
  if (older.length === 0) return null;
  return (
    <Select
      label={t('design.versions')} placeholder={t('design.restore')} value={null} onChange={(id) => id && load.mutate(Number(id))}
      data={older.map(({ id, created_at, created_by }) => ({ value: String(id), label: `${t('design.version', { version: id })} ${t('design.by', { who: created_by, when: format.instant(created_at) })}` }))}
    />
  );
}

function Logo({ value, disabled, change, error }: { value: string; disabled: boolean; change: (base64: string) => void; error: React.ReactNode }) {
  const { t } = useTranslation();
  const take = async (file: File | null) => {
    if (!file) return;
    if (file.size > largest_logo) return failed(t('design.logo_too_large', { size: Math.ceil(file.size / 1000) }));
    change(await base64_of(file));
  };
  return (
    <div>
      <Input.Label component="div">{t('design.logo')}</Input.Label>
      <Group gap="sm">
        {value && <img src={`data:image/png;base64,${value}`} alt={t('design.logo')} style={{ blockSize: 40, maxInlineSize: 160, objectFit: 'contain', background: '#fff', borderRadius: 4, padding: 2 }} />}
        <FileButton accept="image/png" disabled={disabled} onChange={(file) => void take(file)}>{(props) => <Button variant="default" size="compact-sm" {...props}>{value ? t('design.logo_replace') : t('design.logo_choose')}</Button>}</FileButton>
        {value && <Button variant="subtle" color="gray" size="compact-sm" disabled={disabled} onClick={() => change('')}>{t('design.logo_remove')}</Button>}
        <span className="quiet small">{t('design.logo_hint')}</span>
      </Group>
      {error && <div className="bad small" role="alert">{error}</div>}
    </div>
  );
}

const kinds = ['invoice', 'long', 'credit_note', 'proforma', 'statement', 'receipt'] as const;

function Preview({ values, languages }: { values: Values; languages: string[] }) {
  const { t } = useTranslation();
  const [kind, set_kind] = useState<(typeof kinds)[number]>('invoice');
  const [language, set_language] = useState('en');
  const [entity, set_entity] = useState<string | null>(null);
  const { entities, several } = useLegalEntities();
  const [design] = useDebouncedValue(values, 350);
  const body = { design, kind: (kind === 'long' ? 'invoice' : kind) as PaperKind, language, lines: kind === 'long' ? 40 : kind === 'statement' ? 8 : 4, ...(entity && { legal_entity_id: Number(entity) }) };
  const [wrong, set_wrong] = useState<string | null>(null);
  const pdf = useMutation({ mutationFn: () => file_of('/v1/document-design/preview/pdf', body), onSuccess: save_file, onError: (error) => failed(message_of(error, t)) });
  const names = new Intl.DisplayNames(undefined, { type: 'language' });
  return (
    <div className="paper-side">
      <Panel title={t('design.preview')} flush>
        <div className="panel-body">
          <Group gap="sm" align="flex-end">
            <Select label={t('design.sample')} w={150} value={kind} allowDeselect={false} onChange={(value) => value && set_kind(value as typeof kind)} data={kinds.map((value) => ({ value, label: t(`design.kind_${value}`) }))} />
            <Select label={t('design.language')} w={150} value={language} allowDeselect={false} onChange={(value) => value && set_language(value)} data={languages.map((value) => ({ value, label: names.of(value) ?? value }))} />
            {several && <Select label={t('entities.one')} w={200} value={entity ?? String(entities[0]!.id)} allowDeselect={false} onChange={set_entity} data={entities.map(({ id, name }) => ({ value: String(id), label: name }))} />}
            <Button variant="default" leftSection={<Icon path={mdiFilePdfBox} />} loading={pdf.isPending} onClick={() => pdf.mutate()}>{t('documents.download')}</Button>
          </Group>
          {wrong && <Alert className="trouble" mt="sm" role="alert" title={t('design.wrong')}>{wrong}</Alert>}
        </div>
        <PaperFrame address="/v1/document-design/preview/html" title={t('design.preview')} body={body} on_error={(error) => set_wrong(error ? message_of(error, t) : null)} />
      </Panel>
    </div>
  );
}
