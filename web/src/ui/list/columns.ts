import type { ReactNode } from 'react';
import type { Cell } from '../format/csv';

export interface Column<Row> {
  key: string;
  title: string;
  render: (row: Row) => ReactNode;
  /** What the export writes; without it the column is not exported. */
  csv?: (row: Row) => Cell;
  /** The server's names for sorting by this column, upwards and downwards; a list need not offer both. */
  sort?: { up?: string; down?: string };
  /** Numbers, money and sizes line up at the end. */
  numeric?: boolean;
  /** Where the value stands when a phone shows the row as a card. Columns without a place are left out there. */
  card?: 'title' | 'end' | 'end2' | 'detail';
  /** Hidden until chosen. */
  extra?: boolean;
  /** Starts a new way of showing width: keeps long text from pushing others out. */
  max_width?: string;
}

export function visible_columns<Row>(columns: Column<Row>[], chosen: string[] | null): Column<Row>[] {
  return columns.filter(({ key, extra }) => (chosen ? chosen.includes(key) : !extra));
}

/** Sorting a column again turns it round where the server can, and then returns to the list's own order. */
export function next_sort(current: string | undefined, { up, down }: { up?: string; down?: string }): string | undefined {
  if (current === undefined || (current !== up && current !== down)) return up ?? down;
  return current === up ? down : undefined;
}
