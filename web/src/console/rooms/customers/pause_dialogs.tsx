// Days without service, as the customer asked. What they change on the bill is shown before it is confirmed.
import { Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import type { Service } from '@/api/types';
import { is_date } from '@/ui/format/date';
import { FormDialog } from '@/ui/form/Dialog';
import { DateField } from '@/ui/form/fields';
import { useRefusals } from '@/ui/form/useRefusals';
import { useFormat } from '@/ui/locale';
import { told } from '@/ui/notify';
import { useChange } from '../calculator/quote';
import { QuoteChange } from '../calculator/QuoteChange';
import { ended_by, first_free_day, overlapped_by, pauses_ahead } from './pause';
import { service_refresh } from './service_refresh';
import { useServiceInterval } from './useServiceInterval';

interface Props {
  service: Service;
  opened: boolean;
  close: () => void;
}

export function PauseDialog({ service, opened, close }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const interval = useServiceInterval(service, opened);
  const form = useForm({
    initialValues: { from: '', until: '', note: '' },
    validate: {
      from: (value, { until }) => (is_date(value) ? overlap(value, until) : t('field.required')),
      until: (value, { from }) => (value === '' || value > from ? null : t('service_form.pause_empty')),
    },
  });
  function overlap(from: string, until: string): string | null {
    const other = overlapped_by(service.pauses, { from, until: until || null });
    if (!other) return null;
    return other.until === null ? t('service_form.paused_on', { from: format.date(other.from) }) : t('service_form.paused_between', { from: format.date(other.from), until: format.date(other.until) });
  }
  const save = useAction((body: { from: string; until: string | null; note: string }, headers) => client.POST('/v1/services/{id}/pause', { params: { path: { id: service.id } }, body, headers }), {
    refresh: service_refresh,
    done: (_, { from }) => {
      told(from > format.today() ? t('service_form.pause_set', { date: format.date(from) }) : t('service_form.paused'));
      close();
    },
  });
  useEffect(() => {
    if (!opened) return;
    save.reset();
    form.clearErrors();
    form.setValues({ from: first_free_day(service.pauses, format.today()), until: '', note: '' });
  }, [opened]);
  const rest = useRefusals(form, save.error);
  const { from, until } = form.values;
  const whole = opened && is_date(from) && (until === '' || (is_date(until) && until > from)) && overlap(from, until) === null;
  const change = useChange(service.id, whole ? [{ kind: 'pause', on: from }, ...(until ? [{ kind: 'resume' as const, on: until }] : [])] : null, format.today(), interval ?? 1);
  return (
    <FormDialog
      title={t('service_form.pause_title', { username: service.username })} opened={opened} close={close} submit_label={t('service_form.pause')} pending={save.isPending} disabled={change.pending} error={save.error} rest={rest}
      submit={form.onSubmit((values) => save.mutate({ from: values.from, until: values.until || null, note: values.note.trim() }))}
    >
      <Text>{t(service.prepaid ? 'prepaid.pause_body' : 'service_form.pause_body', { customer: service.customer_name })}</Text>
      <div className="two-close">
        <DateField label={t('service_form.pause_from')} description={<>&nbsp;</>} required data-autofocus {...form.getInputProps('from')} />
        <DateField label={t('service_form.pause_until')} description={t('service_form.pause_until_hint')} {...form.getInputProps('until')} />
      </div>
      <Textarea label={t('service_form.pause_note')} maxLength={500} autosize minRows={1} {...form.getInputProps('note')} />
      <QuoteChange change={change} service_id={service.id} hint={is_date(from) ? overlap(from, until) : null} />
    </FormDialog>
  );
}

export function ResumeDialog({ service, opened, close }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const interval = useServiceInterval(service, opened);
  const form = useForm({ initialValues: { on: '' }, validate: { on: (value) => (!is_date(value) ? t('field.required') : ended_by(service.pauses, value) ? null : t('service_form.not_paused')) } });
  const save = useAction((body: { on: string }, headers) => client.POST('/v1/services/{id}/resume', { params: { path: { id: service.id } }, body, headers }), {
    refresh: service_refresh,
    done: (_, { on }) => {
      told(t('service_form.resumed', { date: format.date(on) }));
      close();
    },
  });
  useEffect(() => {
    if (!opened) return;
    save.reset();
    form.clearErrors();
    form.setValues({ on: format.today() });
  }, [opened]);
  const rest = useRefusals(form, save.error);
  const { on } = form.values;
  const pause = is_date(on) ? ended_by(service.pauses, on) : undefined;
  const shown = pause ?? pauses_ahead(service.pauses, format.today())[0];
  // A pause that has not begun is taken back, which for the bill is one that ends as it begins.
  const change = useChange(service.id, opened && pause ? [{ kind: 'resume', on: on > pause.from ? on : pause.from }] : null, format.today(), interval ?? 1);
  return (
    <FormDialog
      title={t('service_form.resume_title', { username: service.username })} opened={opened} close={close} submit_label={pause && pause.from >= on ? t('service_form.take_back') : t('service_form.resume')} pending={save.isPending} disabled={change.pending} error={save.error} rest={rest}
      submit={form.onSubmit((values) => save.mutate(values))}
    >
      {shown && <Text>{shown.until === null ? t('service.pause_open', { from: format.date(shown.from) }) : t('service.pause_until', { from: format.date(shown.from), until: format.date(shown.until) })}{shown.note && ` (${shown.note})`}.</Text>}
      <DateField label={t('service_form.resume_on')} description={t('service_form.resume_hint')} required data-autofocus {...form.getInputProps('on')} />
      <QuoteChange change={change} service_id={service.id} />
    </FormDialog>
  );
}
