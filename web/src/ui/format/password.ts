// Secrets made in the browser: no letters that are mistaken for one another when read aloud, and no modulo bias.

const alphabet = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

export function random_secret(length: number): string {
  let out = '';
  const limit = 256 - (256 % alphabet.length);
  while (out.length < length)
    for (const byte of crypto.getRandomValues(new Uint8Array(length)))
      if (byte < limit && out.length < length) out += alphabet[byte % alphabet.length];
  return out;
}

/** "Müller, Anna" → "anna.mueller": a login name out of a customer's name, to be changed at will. */
export function username_from(name: string): string {
  const latin = name
    .replace(/ä/gi, 'ae').replace(/ö/gi, 'oe').replace(/ü/gi, 'ue').replace(/ß/g, 'ss').replace(/ø/gi, 'o').replace(/æ/gi, 'ae').replace(/ł/gi, 'l')
    .normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const [last, first] = latin.includes(',') ? latin.split(',', 2) : ['', latin];
  const words = `${first} ${last}`.replace(/[^a-z0-9 -]/g, '').split(/\s+/).filter(Boolean);
  return words.slice(0, 3).join('.').slice(0, 32);
}
