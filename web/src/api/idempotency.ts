// One key per thing the person meant to do. Pressing "Record payment" again after the network failed repeats the same
// request under the same key, so the server does it once; changing the form, or an answer from the server, ends the key.

/** randomUUID exists only on https and localhost; a provider's console may well be plain http on a private network. */
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export class Intent {
  private key_: string | null = null;
  private meaning_ = '';

  key_for(input: unknown): string {
    const meaning = JSON.stringify(input) ?? '';
    if (this.key_ === null || meaning !== this.meaning_) {
      this.key_ = uuid();
      this.meaning_ = meaning;
    }
    return this.key_;
  }

  /** The server answered, yes or no: the next submit is a new intent. */
  settled(): void {
    this.key_ = null;
  }
}
