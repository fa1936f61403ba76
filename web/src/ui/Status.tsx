import type { ReactNode } from 'react';

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'quiet';

/** One vocabulary of colour for every state word in the product; the word itself always says it too. */
const tones: Record<string, Tone> = {
  active: 'good', allow: 'good', paid: 'good', done: 'good', in_step: 'good', online: 'good', enabled: 'good', restored: 'good',
  accepted: 'good', pending: 'info', lead: 'info', open: 'info', running: 'info', queued: 'info', checking: 'info', waiting: 'info', held: 'warn', sending: 'info', sent: 'good', kept: 'warn', refused: 'bad', unreachable: 'bad', gone: 'warn', credited: 'info', voided: 'warn', throttle: 'warn',
  suspended: 'warn', paused: 'warn', credit_note: 'good', invoice: 'info', walled_garden: 'warn', failed: 'bad', overdue: 'bad', reject: 'bad',
};

export function Status({ value, children }: { value: string; children: ReactNode }) {
  return <span className="status" data-tone={tones[value] ?? 'quiet'}>{children}</span>;
}

export function tone_of(value: string): Tone {
  return tones[value] ?? 'quiet';
}
