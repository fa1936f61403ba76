// A calculation as it stands in the address, so that it can be shared: ?plan=3&start=2026-02-01&events=pause.2026-03-01_resume.2026-04-01
import type { QuoteEvent, QuoteQuestion } from '@/api/types';
import { is_date } from '@/ui/format/date';
import type { Search } from '@/ui/list/state';

export const event_kinds = ['change_plan', 'add_item', 'discount', 'invoice_discount', 'pause', 'resume', 'end', 'billing_day', 'top_up'] as const;
export type EventKind = (typeof event_kinds)[number];
export const discount_ways = ['percent', 'amount', 'coupon'] as const;
export type DiscountWay = (typeof discount_ways)[number];
export interface DraftEvent {
  kind: EventKind;
  on: string; // "" while it is not chosen
  known_on: string; // "": on its day
  plan_id: number | null; // of change_plan and add_item
  quantity: number | null; // of change_plan and add_item; null: as it is, one
  price_minor: number | null; // of add_item; null: the plan's
  instalments: number | null; // of add_item; null: at once
  by: DiscountWay; // and what follows: of discount and invoice_discount
  coupon: string;
  name: string;
  percent_ppm: number | null;
  amount_minor: number | null;
  periods: number | null; // of invoice_discount: invoices; null: for ever
  on_add_ons: boolean; // of discount
  billing_day: number | null; // of billing_day
}
export const most_events = 100; // the server's limit
export const most_quantity = 100_000, most_instalments = 120, most_periods = 1200;
const highest_amount_minor = 1_000_000_000_000;

export function blank_event(kind: EventKind): DraftEvent {
  return { kind, on: '', known_on: '', plan_id: null, quantity: null, price_minor: null, instalments: null, by: 'percent', coupon: '', name: '', percent_ppm: null, amount_minor: null, periods: null, on_add_ons: false, billing_day: null };
}

/** Words without "_" and ".", which separate events and their parts. */
const short: Record<EventKind, string> = { change_plan: 'plan', add_item: 'add', discount: 'off', invoice_discount: 'less', pause: 'pause', resume: 'resume', end: 'end', billing_day: 'day', top_up: 'money' };
export const is_discount = (kind: EventKind) => kind === 'discount' || kind === 'invoice_discount';

/** Letters, digits and hyphens stand for themselves, so that nothing separates, and nothing needs escaping once more. */
function write_text(text: string): string {
  return encodeURIComponent(text).replace(/[^A-Za-z0-9%-]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`).replaceAll('%', '*');
}
function read_text(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('*', '%')).slice(0, 80);
  } catch {
    return '';
  }
}

const read_number = (text: string | undefined, least: number, most: number): number | null => (text !== undefined && /^\d{1,13}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : null);

/** After day, plan and day of entry: each a letter and its value. */
function write_rest(event: DraftEvent): string[] {
  const parts: [string, number | null][] = [];
  if (event.kind === 'change_plan' || event.kind === 'add_item') parts.push(['q', event.quantity]);
  if (event.kind === 'add_item') parts.push(['p', event.price_minor], ['i', event.instalments]);
  if (event.kind === 'top_up') parts.push(['a', event.amount_minor]);
  if (event.kind === 'billing_day') parts.push(['d', event.billing_day]);
  const written = parts.flatMap(([letter, value]) => (value === null ? [] : [`${letter}${value}`]));
  if (!is_discount(event.kind)) return written;
  if (event.by === 'coupon') return [`c${write_text(event.coupon)}`];
  const off = event.by === 'amount' ? [`a${event.amount_minor ?? ''}`] : event.percent_ppm === null ? [] : [`r${event.percent_ppm}`];
  return [...off, ...(event.name ? [`n${write_text(event.name)}`] : []), ...(event.periods === null ? [] : [`k${event.periods}`]), ...(event.on_add_ons ? ['o'] : [])];
}

function read_rest(kind: EventKind, parts: string[]): Partial<DraftEvent> {
  const rest = new Map(parts.map((part) => [part[0] ?? '', part.slice(1)]));
  const number = (letter: string, least: number, most: number) => read_number(rest.get(letter), least, most);
  switch (kind) {
    case 'change_plan': return { quantity: number('q', 1, most_quantity) };
    case 'add_item': return { quantity: number('q', 1, most_quantity), price_minor: number('p', 0, highest_amount_minor), instalments: number('i', 1, most_instalments) };
    case 'top_up': return { amount_minor: number('a', 1, highest_amount_minor) };
    case 'billing_day': return { billing_day: number('d', 1, 31) };
    case 'discount':
    case 'invoice_discount': {
      if (rest.has('c')) return { by: 'coupon', coupon: read_text(rest.get('c')!) };
      const off = { name: read_text(rest.get('n') ?? ''), periods: number('k', 1, most_periods), on_add_ons: kind === 'discount' && rest.has('o') };
      return rest.has('a') ? { ...off, by: 'amount', amount_minor: number('a', 1, highest_amount_minor) } : { ...off, percent_ppm: number('r', 1, 1_000_000) };
    }
    default: return {};
  }
}

/** Anything unreadable is left out: an address may come from anywhere. */
export function read_events(text: string | undefined): DraftEvent[] {
  return (text ?? '').split('_').slice(0, most_events).flatMap((part) => {
    const [name = '', on = '', plan = '', known_on = '', ...rest] = part.split('.');
    const kind = event_kinds.find((value) => short[value] === name);
    if (!kind) return [];
    const has_plan = kind === 'change_plan' || kind === 'add_item';
    return [{ ...blank_event(kind), on: is_date(on) ? on : '', plan_id: has_plan ? read_id(plan) : null, known_on: is_date(known_on) ? known_on : '', ...read_rest(kind, rest) }];
  });
}

export function write_events(events: DraftEvent[]): string | undefined {
  return events.map((event) => [short[event.kind], event.on, event.plan_id ?? '', event.known_on, ...write_rest(event)].join('.').replace(/\.+$/, '')).join('_') || undefined;
}

export function read_id(text: string | undefined): number | null {
  return text && /^[1-9]\d{0,15}$/.test(text) ? Number(text) : null;
}

export interface Draft {
  service: number | null;
  customer: number | null;
  plan: number | null;
  quantity: number | null; // of a new service; null: one
  coupon: string; // given with a new service
  start: string;
  day: string;
  until: string;
  // Where a new service is, for taxes that depend on it.
  country: string;
  region: string;
  postal: string;
  events: DraftEvent[];
}

export function read_draft(search: Search): Draft {
  const date = (text: string | undefined) => (text && is_date(text) ? text : '');
  return {
    service: read_id(search['service']), customer: read_id(search['customer']), plan: read_id(search['plan']), quantity: read_number(search['quantity'], 1, most_quantity), coupon: (search['coupon'] ?? '').slice(0, 40),
    start: date(search['start']), day: search['day'] ?? '', until: date(search['until']), country: (search['country'] ?? '').slice(0, 2).toUpperCase(), region: (search['region'] ?? '').slice(0, 20), postal: (search['postal'] ?? '').slice(0, 20),
    events: read_events(search['events']),
  };
}

export const is_billing_day = (text: string) => /^([1-9]|[12]\d|3[01])$/.test(text);

/** What the server needs of it is there. */
export function is_complete({ kind, on, plan_id, quantity, by, coupon, percent_ppm, amount_minor, billing_day }: DraftEvent): boolean {
  if (on === '') return false;
  switch (kind) {
    case 'change_plan': return plan_id !== null || quantity !== null;
    case 'add_item': return plan_id !== null;
    case 'top_up': return amount_minor !== null;
    case 'billing_day': return billing_day !== null;
    case 'discount':
    case 'invoice_discount': return by === 'coupon' ? coupon.trim() !== '' : by === 'amount' ? amount_minor !== null : percent_ppm !== null;
    default: return true;
  }
}

function asked_event(event: DraftEvent): QuoteEvent {
  const { kind, on, known_on, plan_id, quantity, price_minor, instalments, by, coupon, name, percent_ppm, amount_minor, periods, on_add_ons, billing_day } = event;
  const asked: QuoteEvent = { kind, on, ...(plan_id && { plan_id }), ...(known_on && { known_on }) };
  if (kind === 'change_plan' || kind === 'add_item') Object.assign(asked, quantity !== null && { quantity });
  if (kind === 'add_item') Object.assign(asked, price_minor !== null && { price_minor }, instalments !== null && { instalments });
  if (kind === 'top_up') Object.assign(asked, { amount_minor });
  if (kind === 'billing_day') Object.assign(asked, { billing_day });
  if (is_discount(kind)) {
    if (by === 'coupon') asked.coupon_code = coupon.trim();
    else Object.assign(asked, by === 'amount' ? { amount_minor } : { percent_ppm }, name.trim() && { name: name.trim() }, periods !== null && { periods }, on_add_ons && { on_add_ons });
  }
  return asked;
}

type Asked = { question: QuoteQuestion } | { missing: 'subject' | 'events' | 'day' };

/** What to ask the server, or what is still to be chosen. */
export function question_of(draft: Draft): Asked {
  if (!draft.service && !draft.plan) return { missing: 'subject' };
  if (!draft.events.every(is_complete)) return { missing: 'events' };
  const events = draft.events.map(asked_event);
  const until = draft.until ? { until: draft.until } : {};
  if (draft.service) return { question: { service_id: draft.service, events, ...until } };
  if (!draft.customer && draft.day !== '' && !is_billing_day(draft.day)) return { missing: 'day' };
  return {
    question: {
      plan_id: draft.plan, ...(draft.customer && { customer_id: draft.customer }), ...(draft.quantity && { quantity: draft.quantity }), ...(draft.coupon.trim() && { coupon_code: draft.coupon.trim() }), ...(draft.start && { starts_on: draft.start }),
      ...(!draft.customer && draft.day && { billing_day: Number(draft.day) }), ...(draft.country && { country: draft.country }), ...(draft.region.trim() && { region: draft.region.trim() }), ...(draft.postal.trim() && { postal_code: draft.postal.trim() }), events, ...until,
    },
  };
}
