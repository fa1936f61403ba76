// IPv4 and IPv6 checked before the server does, for a quicker answer; the server's word is final.

export function ipv4_value(text: string): number | null {
  const parts = text.trim().split('.');
  if (parts.length !== 4 || parts.some((part) => !/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255)) return null;
  return parts.reduce((value, part) => value * 256 + Number(part), 0);
}

export function is_address(text: string): boolean {
  if (ipv4_value(text) !== null) return true;
  const body = text.trim();
  if (!/^[0-9a-fA-F:]+$/.test(body) || !body.includes(':')) return false;
  const halves = body.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  return groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group)) && (halves.length === 2 ? groups.length < 8 : groups.length === 8);
}
