// Octets, speeds, percentages and durations in words people use.

export function format_count(value: number, locale: string): string {
  return new Intl.NumberFormat(locale).format(value);
}

/** Decimal units, as plans are sold: 1 kB = 1000 octets. */
export function format_octets(octets: number, locale: string): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let value = octets;
  let unit = 0;
  while (Math.abs(value) >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)}\u00a0${units[unit]}`;
}

/** kbit/s → "50 Mbit/s"; null means no limit, which the caller says in words. */
export function format_speed(kbit: number, locale: string): string {
  const [value, unit] = kbit >= 1_000_000 ? [kbit / 1_000_000, 'Gbit/s'] : kbit >= 1000 ? [kbit / 1000, 'Mbit/s'] : [kbit, 'kbit/s'];
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value)}\u00a0${unit}`;
}

/** 190000 ppm → "19 %" in the locale's way. Exact: the string is made by moving the point. */
export function format_percent_ppm(ppm: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 4 }).format(
    `${ppm}e-6` as Intl.StringNumericLiteral,
  );
}

/** "19", "7,5" or "19 %" → ppm, or null when it is no percentage between 0 and 100. */
export function parse_percent(text: string): number | null {
  const match = /^\s*(\d{1,3})(?:[.,](\d{1,4}))?\s*%?\s*$/.exec(text);
  if (!match) return null;
  const ppm = Number.parseInt(match[1]! + (match[2] ?? '').padEnd(4, '0'), 10);
  return ppm <= 1_000_000 ? ppm : null;
}

/** The inverse, for a form's initial value: 75000 → "7.5". */
export function ppm_to_text(ppm: number): string {
  const digits = ppm.toString().padStart(5, '0');
  const fraction = digits.slice(-4).replace(/0+$/, '');
  return digits.slice(0, -4) + (fraction ? `.${fraction}` : '');
}

export function format_duration(seconds: number): string {
  const total = Math.max(0, Math.floor(seconds));
  const days = Math.floor(total / 86_400);
  const hours = Math.floor((total % 86_400) / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  if (days > 0) return `${days}d\u00a0${hours}h`;
  if (hours > 0) return `${hours}h\u00a0${String(minutes).padStart(2, '0')}m`;
  if (minutes > 0) return `${minutes}m\u00a0${String(total % 60).padStart(2, '0')}s`;
  return `${total}s`;
}
