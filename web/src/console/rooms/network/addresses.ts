// IPv4 checked before the server does, for a quicker answer; the server's word is final.

export function ipv4_value(text: string): number | null {
  const parts = text.trim().split('.');
  if (parts.length !== 4 || parts.some((part) => !/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255)) return null;
  return parts.reduce((value, part) => value * 256 + Number(part), 0);
}

export function is_ipv4(text: string): boolean {
  return ipv4_value(text) !== null;
}
