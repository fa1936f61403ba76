// Two kinds of time. A business date ("2026-01-31") is a square on the provider's calendar: shown as it is, in no time zone. An
// instant is a moment: shown in the provider's time zone, wherever the person sits.

const formats = new Map<string, Intl.DateTimeFormat>();
function format_for(locale: string, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${zone} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format) formats.set(key, (format = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone })));
  return format;
}

export function is_date(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
}

export function format_date(date: string, locale: string): string {
  if (!is_date(date)) return date;
  return format_for(locale, 'UTC', { day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(`${date}T00:00:00Z`));
}

/** "2026-01" → "Jan 2026", or "Jan" where space is short. */
export function format_month(month: string, locale: string, short = false): string {
  const options: Intl.DateTimeFormatOptions = short ? { month: 'short', year: '2-digit' } : { month: 'long', year: 'numeric' };
  return format_for(locale, 'UTC', options).format(new Date(`${month}-01T00:00:00Z`));
}

export function format_instant(instant: string, locale: string, zone: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return instant;
  return format_for(locale, zone, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' }).format(date);
}

export function format_time(instant: string, locale: string, zone: string): string {
  return format_for(locale, zone, { hour: '2-digit', minute: '2-digit' }).format(new Date(instant));
}

/** The business date on which an instant falls. */
export function date_in_zone(instant: string, zone: string): string {
  const parts = format_for('en-CA', zone, { year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(new Date(instant));
  const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

/** "3 minutes ago", against the server's clock, which may be simulated. */
export function format_ago(instant: string, now: string, locale: string): string {
  const seconds = Math.round((new Date(instant).getTime() - new Date(now).getTime()) / 1000);
  const steps: [number, Intl.RelativeTimeFormatUnit][] = [[60, 'second'], [3600, 'minute'], [86_400, 'hour'], [86_400 * 45, 'day'], [86_400 * 700, 'month'], [Infinity, 'year']];
  const sizes: Record<string, number> = { second: 1, minute: 60, hour: 3600, day: 86_400, month: 2_629_800, year: 31_557_600 };
  const unit = steps.find(([limit]) => Math.abs(seconds) < limit)![1];
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(Math.trunc(seconds / sizes[unit]!), unit);
}

/** Seconds after midnight → "06:00", and back; null when the text is no time of day. */
export function clock_text(seconds: number): string {
  return `${String(Math.floor(seconds / 3600)).padStart(2, '0')}:${String(Math.floor((seconds % 3600) / 60)).padStart(2, '0')}`;
}

export function clock_seconds(text: string): number | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match ? Number(match[1]) * 3600 + Number(match[2]) * 60 : null;
}

export function add_days(date: string, days: number): string {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** The same day of a later month; where that month has no such day, its last one. */
export function add_months(date: string, months: number): string {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const days = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(day, days));
  return first.toISOString().slice(0, 10);
}

/** Whole days from `from` to `to`; negative when `to` lies before. */
export function days_between(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}
