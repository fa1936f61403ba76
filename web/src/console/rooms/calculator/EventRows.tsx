// What happens to the service, event by event: when it takes effect, and when the office comes to know of it.
import { ActionIcon, Button, Group, Select } from '@mantine/core';
import { mdiClose, mdiPlus } from '@mdi/js';
import { useTranslation } from 'react-i18next';
import { add_days } from '@/ui/format/date';
import { DateField } from '@/ui/form/fields';
import { Icon } from '@/ui/Icon';
import type { Search } from '@/ui/list/state';
import { event_kinds, most_events, write_events, type DraftEvent, type EventKind } from './draft';
import { PlanSelect } from './Subject';

export function EventRows({ events, set, errors }: { events: DraftEvent[]; set: (change: Search) => void; errors: Record<string, string> }) {
  const { t } = useTranslation();
  const write = (changed: DraftEvent[]) => set({ events: write_events(changed) });
  const edit = (at: number, change: Partial<DraftEvent>) => write(events.map((event, index) => (index === at ? { ...event, ...change } : event)));
  const add = (kind: EventKind) => write([...events, { kind, on: '', plan_id: null, known_on: '' }]);
  return (
    <fieldset className="quote-events">
      <legend>{t('calculator.events')}</legend>
      {events.length === 0 && <p className="quiet">{t('calculator.no_events')}</p>}
      {events.map((event, at) => (
        <EventRow
          key={at} event={event} position={at + 1} edit={(change) => edit(at, change)} remove={() => write(events.filter((_, index) => index !== at))}
          errors={{ kind: errors[`events.${at}.kind`] ?? errors[`events.${at}`], on: errors[`events.${at}.on`], plan: errors[`events.${at}.plan_id`], known_on: errors[`events.${at}.known_on`] }}
        />
      ))}
      {events.length < most_events && (
        <Group gap="xs" role="group" aria-label={t('calculator.add')}>
          {event_kinds.map((kind) => <Button key={kind} size="compact-sm" variant="default" leftSection={<Icon path={mdiPlus} size={14} />} onClick={() => add(kind)}>{t(`event.${kind}`)}</Button>)}
        </Group>
      )}
      {errors['events'] && <p className="bad small" role="alert">{errors['events']}</p>}
    </fieldset>
  );
}

interface RowProps {
  event: DraftEvent;
  position: number;
  edit: (change: Partial<DraftEvent>) => void;
  remove: () => void;
  errors: Record<'kind' | 'on' | 'plan' | 'known_on', string | undefined>;
}

function EventRow({ event, position, edit, remove, errors }: RowProps) {
  const { t } = useTranslation();
  // A person says the last day of service, the API the first without.
  const shift = event.kind === 'end' ? 1 : 0;
  return (
    <div className="quote-event" role="group" aria-label={t('calculator.event', { position })}>
      <div className="quote-event-head">
        <Select
          aria-label={t('calculator.kind')} allowDeselect={false} value={event.kind} data={event_kinds.map((value) => ({ value, label: t(`event.${value}`) }))} error={errors.kind}
          onChange={(kind) => kind && edit({ kind: kind as EventKind, ...(kind !== 'change_plan' && { plan_id: null }) })}
        />
        <ActionIcon variant="default" size="lg" aria-label={t('calculator.remove', { position })} onClick={remove}><Icon path={mdiClose} size={16} /></ActionIcon>
      </div>
      {event.kind === 'change_plan' && <PlanSelect label={t('calculator.plan')} value={event.plan_id} set={(plan_id) => edit({ plan_id })} error={errors.plan} />}
      <div className="two-close">
        <DateField
          label={t(`event_day.${event.kind}`)} description={<>&nbsp;</>} required value={event.on && shift ? add_days(event.on, -shift) : event.on} error={errors.on}
          onChange={({ currentTarget: { value } }) => edit({ on: value && shift ? add_days(value, shift) : value })}
        />
        <DateField label={t('calculator.known_on')} description={t('calculator.known_on_hint')} value={event.known_on} onChange={({ currentTarget: { value } }) => edit({ known_on: value })} error={errors.known_on} />
      </div>
    </div>
  );
}
