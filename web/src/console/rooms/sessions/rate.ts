// Speed now: the difference between two reports of the same session, over the time between them. One report says nothing.

export interface Counters {
  octets_in: number;
  octets_out: number;
  updated_at: string;
}

export interface Rate {
  down_kbit: number;
  up_kbit: number;
}

export function rate_between(before: Counters | undefined, after: Counters): Rate | null {
  if (!before) return null;
  const seconds = (Date.parse(after.updated_at) - Date.parse(before.updated_at)) / 1000;
  const out = after.octets_out - before.octets_out;
  const into = after.octets_in - before.octets_in;
  if (!(seconds > 0) || out < 0 || into < 0) return null;
  return { down_kbit: Math.round((out * 8) / 1000 / seconds), up_kbit: Math.round((into * 8) / 1000 / seconds) };
}

/** Remembers the last two different reports of each session. */
export class RateBook {
  private readonly last_ = new Map<number, { counters: Counters; rate: Rate | null }>();

  see(id: number, counters: Counters): Rate | null {
    const known = this.last_.get(id);
    if (known && known.counters.updated_at === counters.updated_at) return known.rate;
    const rate = rate_between(known?.counters, counters);
    if (this.last_.size > 5000) this.last_.clear();
    this.last_.set(id, { counters: { octets_in: counters.octets_in, octets_out: counters.octets_out, updated_at: counters.updated_at }, rate });
    return rate;
  }
}
