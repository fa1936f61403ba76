/** "2.5" or "2,5" Mbit/s → kbit/s without fractions; "" → null (unlimited); undefined when it is no speed. */
export function parse_mbit(text: string): number | null | undefined {
  const body = text.trim();
  if (body === '') return null;
  const match = /^(\d{1,7})(?:[.,](\d{1,3}))?$/.exec(body);
  if (!match) return undefined;
  const kbit = Number.parseInt(match[1]! + (match[2] ?? '').padEnd(3, '0'), 10);
  return kbit > 0 ? kbit : undefined;
}

export function mbit_text(kbit: number | null): string {
  if (kbit === null) return '';
  const digits = String(kbit).padStart(4, '0');
  const fraction = digits.slice(-3).replace(/0+$/, '');
  return digits.slice(0, -3) + (fraction && `.${fraction}`);
}
