// Addresses checked before the server does, for a quicker answer; the server's word is final.

export function ipv4_value(text: string): number | null {
  const parts = text.trim().split('.');
  if (parts.length !== 4 || parts.some((part) => !/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255)) return null;
  return parts.reduce((value, part) => value * 256 + Number(part), 0);
}

export function is_ipv4(text: string): boolean {
  return ipv4_value(text) !== null;
}

// Of "2001:db8:100::/40", 40; null when it cannot be a prefix. The spelling of the address is the server's to judge.
export function prefix_length_of(text: string): number | null {
  const found = /^[0-9a-f:]*:[0-9a-f:]*\/(0|[1-9]\d{0,2})$/i.exec(text.trim());
  return found && Number(found[1]) <= 128 ? Number(found[1]) : null;
}
