// Asking what would be billed, and comparing the answer with what would be billed otherwise.
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client, data_of } from '@/api/client';
import type { Quote, QuoteDocument, QuoteEvent, QuoteQuestion } from '@/api/types';
import { add_days, add_months } from '@/ui/format/date';
import { days_of, type Lasting, months_of } from '../plans/interval';

export interface QuoteState {
  quote: Quote | undefined;
  error: Error | null;
  /** The quote shown answers an earlier question. */
  pending: boolean;
  retry: () => void;
}

/** Asks a moment after the last key stroke; null asks nothing. */
export function useQuote(question: QuoteQuestion | null): QuoteState {
  const text = question ? JSON.stringify(question) : '';
  const [asked] = useDebouncedValue(text, 200);
  const answer = useQuery<Quote, Error>({
    queryKey: ['/v1/quotes', asked],
    queryFn: ({ signal }) => data_of(client.POST('/v1/quotes', { body: JSON.parse(asked) as QuoteQuestion, signal })),
    enabled: text !== '' && asked !== '',
    placeholderData: keepPreviousData,
  });
  const retry = () => void answer.refetch();
  if (text === '') return { quote: undefined, error: null, pending: false, retry };
  // The same question asked again (something changed meanwhile) does not make a button dead under the finger.
  const is_earlier = answer.isFetching && (answer.isPlaceholderData || !answer.data);
  return { quote: answer.data, error: answer.error, pending: text !== asked || is_earlier, retry };
}

const most_days_ahead = 3650; // what the server looks ahead at most, ten years

/** Two billing periods after the last of `days`, so that a change is seen together with what follows it. */
export function horizon(today: string, days: string[], interval: Lasting): string {
  const last = days.reduce((latest, day) => (day > latest ? day : latest), today);
  const in_days = days_of(interval);
  const wanted = in_days ? add_days(last, 2 * in_days) : add_months(last, 2 * months_of(interval));
  const furthest = add_days(today, most_days_ahead);
  return wanted < furthest ? wanted : furthest;
}

/** Credit notes count against. */
export const signed = (document: QuoteDocument) => (document.kind === 'credit_note' ? -document.gross_minor : document.gross_minor);

/** What a credit note corrects: an invoice by number, or one of this quote by its date. */
export function corrected_by(document: QuoteDocument, quote: Quote): { number: string } | { issued_on: string } | null {
  if (document.corrects_number != null) return { number: document.corrects_number };
  const other = quote.documents.find(({ position }) => position === document.corrects_position);
  return other ? { issued_on: other.issued_on } : null;
}

/** One full period and nothing else: its line need not be read. */
export function is_ordinary({ kind, lines }: QuoteDocument): boolean {
  return kind === 'invoice' && lines.length === 1 && lines[0]!.net_minor === lines[0]!.quantity * lines[0]!.unit_price_minor;
}

export interface Difference {
  key: string;
  issued_on: string;
  kind: QuoteDocument['kind'];
  /** The document if it happens, and if it does not; one of them at least. */
  after: QuoteDocument | null;
  before: QuoteDocument | null;
  changed: boolean;
}

const content_of = (document: QuoteDocument) => JSON.stringify([document.lines, document.gross_minor]);

/** Document by document, in the order of issue: those of one day, kind, customer and corrected invoice belong together. */
export function compare(before: Quote, after: Quote): Difference[] {
  const keyed = (quote: Quote): Map<string, QuoteDocument> => {
    const found = new Map<string, QuoteDocument>();
    for (const document of quote.documents) {
      const corrects = corrected_by(document, quote);
      const kind_order = document.kind === 'credit_note' ? 0 : 1; // as runs issue them
      const key = `${document.issued_on} ${kind_order} ${corrects ? Object.values(corrects)[0] : ''} ${document.customer_id ?? ''}`;
      let nth = 0;
      while (found.has(`${key} ${nth}`)) nth++;
      found.set(`${key} ${nth}`, document);
    }
    return found;
  };
  const old = keyed(before);
  const now = keyed(after);
  return [...new Set([...old.keys(), ...now.keys()])].toSorted().map((key) => {
    const pair = { after: now.get(key) ?? null, before: old.get(key) ?? null };
    const { issued_on, kind } = (pair.after ?? pair.before)!;
    return { key, issued_on, kind, ...pair, changed: !pair.after || !pair.before || content_of(pair.after) !== content_of(pair.before) };
  });
}

export interface ChangeState {
  /** Null: not enough is given to ask. */
  asked: boolean;
  before: Quote | undefined;
  after: Quote | undefined;
  error: Error | null;
  pending: boolean;
  retry: () => void;
}

/** What events would change for a service; they are entered today. Null events ask nothing. */
export function useChange(service_id: number, events: Omit<QuoteEvent, 'known_on'>[] | null, today: string, interval: Lasting): ChangeState {
  // A payer to come is asked for in both quotes, so that what he is billed anyway is no difference.
  const payers = events?.flatMap(({ payer_id }) => payer_id ?? []) ?? [];
  const question = events && {
    service_id, ...(payers.length > 0 && { also_of: payers }), events: events.map((event) => ({ ...event, known_on: today })), until: horizon(today, events.map(({ on }) => on), interval),
  };
  const after = useQuote(question);
  const before = useQuote(question && { ...question, events: [] });
  return {
    asked: question !== null, after: after.quote, before: before.quote, error: after.error ?? before.error, pending: after.pending || before.pending,
    retry: () => {
      if (after.error) after.retry();
      if (before.error) before.retry();
    },
  };
}
