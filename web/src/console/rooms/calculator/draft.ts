// A calculation as it stands in the address, so that it can be shared: ?plan=3&start=2026-02-01&events=pause.2026-03-01_resume.2026-04-01
import type { QuoteEvent, QuoteQuestion } from '@/api/types';
import { is_date } from '@/ui/format/date';
import type { Search } from '@/ui/list/state';

export const event_kinds = ['change_plan', 'pause', 'resume', 'end'] as const;
export type EventKind = (typeof event_kinds)[number];
export interface DraftEvent {
  kind: EventKind;
  on: string; // "" while it is not chosen
  plan_id: number | null; // of change_plan
  known_on: string; // "": on its day
}
export const most_events = 100; // the server's limit

/** Words without "_" and ".", which separate events and their parts. */
const short: Record<EventKind, string> = { change_plan: 'plan', pause: 'pause', resume: 'resume', end: 'end' };

/** Anything unreadable is left out: an address may come from anywhere. */
export function read_events(text: string | undefined): DraftEvent[] {
  return (text ?? '').split('_').slice(0, most_events).flatMap((part) => {
    const [name = '', on = '', plan = '', known_on = ''] = part.split('.');
    const kind = event_kinds.find((value) => short[value] === name);
    return kind ? [{ kind, on: is_date(on) ? on : '', plan_id: kind === 'change_plan' ? read_id(plan) : null, known_on: is_date(known_on) ? known_on : '' }] : [];
  });
}

export function write_events(events: DraftEvent[]): string | undefined {
  return events.map(({ kind, on, plan_id, known_on }) => [short[kind], on, plan_id ?? '', known_on].join('.').replace(/\.+$/, '')).join('_') || undefined;
}

export function read_id(text: string | undefined): number | null {
  return text && /^[1-9]\d{0,15}$/.test(text) ? Number(text) : null;
}

export interface Draft {
  service: number | null;
  customer: number | null;
  plan: number | null;
  start: string;
  day: string;
  until: string;
  events: DraftEvent[];
}

export function read_draft(search: Search): Draft {
  const date = (text: string | undefined) => (text && is_date(text) ? text : '');
  return {
    service: read_id(search['service']), customer: read_id(search['customer']), plan: read_id(search['plan']), start: date(search['start']), day: search['day'] ?? '', until: date(search['until']),
    events: read_events(search['events']),
  };
}

export const is_billing_day = (text: string) => /^([1-9]|[12]\d|3[01])$/.test(text);

type Asked = { question: QuoteQuestion } | { missing: 'subject' | 'events' | 'day' };

/** What to ask the server, or what is still to be chosen. */
export function question_of(draft: Draft): Asked {
  if (!draft.service && !draft.plan) return { missing: 'subject' };
  if (draft.events.some(({ kind, on, plan_id }) => on === '' || (kind === 'change_plan' && !plan_id))) return { missing: 'events' };
  const events = draft.events.map(({ kind, on, plan_id, known_on }): QuoteEvent => ({ kind, on, ...(plan_id && { plan_id }), ...(known_on && { known_on }) }));
  const until = draft.until ? { until: draft.until } : {};
  if (draft.service) return { question: { service_id: draft.service, events, ...until } };
  if (!draft.customer && draft.day !== '' && !is_billing_day(draft.day)) return { missing: 'day' };
  return {
    question: {
      plan_id: draft.plan, ...(draft.customer && { customer_id: draft.customer }), ...(draft.start && { starts_on: draft.start }),
      ...(!draft.customer && draft.day && { billing_day: Number(draft.day) }), events, ...until,
    },
  };
}
