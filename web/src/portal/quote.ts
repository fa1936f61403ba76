// The documents with the change beside those without it, by their day and kind.
import type { PlanChangeQuote, QuoteDocument } from './types';

export interface Beside {
  key: string;
  after?: QuoteDocument;
  before?: QuoteDocument;
}

/** What it adds to what is owed. */
export function signed(document: QuoteDocument): number {
  return document.kind === 'credit_note' ? -document.gross_minor : document.gross_minor;
}

export function beside({ after, before }: PlanChangeQuote): Beside[] {
  const left = [...before.documents];
  const rows: Beside[] = after.documents.map((document, at) => {
    const twin = left.findIndex((other) => other.issued_on === document.issued_on && other.kind === document.kind && other.customer_id === document.customer_id);
    return { key: `a${at}`, after: document, before: twin < 0 ? undefined : left.splice(twin, 1)[0] };
  });
  const gone: Beside[] = left.map((document, at) => ({ key: `b${at}`, before: document }));
  const day = (row: Beside) => (row.after ?? row.before)!.issued_on;
  return [...rows, ...gone].toSorted((a, b) => day(a).localeCompare(day(b)));
}
