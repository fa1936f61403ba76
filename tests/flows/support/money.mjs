// What the invoices must say, worked out apart from the program: whole numbers only.

/** Half up, away from zero. */
export function divide_half_up(numerator, denominator) {
  const n = BigInt(numerator), d = BigInt(denominator);
  const sign = n < 0n ? -1n : 1n;
  return Number((sign * (sign * n * 2n + d)) / (d * 2n));
}
const day_ms = 86400000;
export const days_between = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / day_ms);
export const plus_days = (date, days) => new Date(Date.parse(date) + days * day_ms).toISOString().slice(0, 10);

/** The k-th boundary counted from the anchor, the day clamped to the month's last. */
export function boundary(anchor, k) {
  const [year, month, day] = anchor.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 + k, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(day, last));
  return first.toISOString().slice(0, 10);
}
/** The net price of [from, to) inside the full period [start, end). */
export const prorated = (price_minor, from, to, start, end) =>
  divide_half_up(BigInt(price_minor) * BigInt(days_between(from, to)), days_between(start, end));
export const tax_of = (net_minor, percent_ppm) => divide_half_up(BigInt(net_minor) * BigInt(percent_ppm), 1000000);
