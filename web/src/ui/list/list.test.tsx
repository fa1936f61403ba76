import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { show } from '@/testing/render';
import { next_sort, visible_columns, type Column } from './columns';
import { ResourceList, type PageQuery } from './ResourceList';
import { page_before, trail_of } from './state';
import { whole_list } from './whole';

interface Row { id: number; name: string; amount: number }
const columns: Column<Row>[] = [
  { key: 'name', title: 'Name', sort: { up: 'name' }, card: 'title', render: (row) => row.name, csv: (row) => row.name },
  { key: 'amount', title: 'Amount', numeric: true, card: 'end', render: (row) => row.amount, csv: (row) => row.amount },
  { key: 'secret', title: 'Extra', extra: true, render: () => 'x' },
];
const rows: Row[] = Array.from({ length: 5 }, (_, index) => ({ id: index + 1, name: `Customer ${index + 1}`, amount: index }));
const loader = () => vi.fn(async ({ cursor, limit }: PageQuery) => {
  const from = Number(cursor ?? 0);
  return { items: rows.slice(from, from + limit), next_cursor: from + limit < rows.length ? String(from + limit) : null, total: rows.length };
});
const list = (load: ReturnType<typeof loader>, at = '/', name = 'test') =>
  show(<ResourceList name={name} label="Customers" path="/v1/test" filter={{}} load={load} columns={columns} row_key={(row) => row.id} row_href={(row) => `/customers/${row.id}`} search_label="Search" page_size={2} empty={<p>Nobody yet</p>} />, at);

test('pages forth and back by cursor, and says where it is', async () => {
  const load = loader();
  list(load, '/', 'paging');
  expect(await screen.findByText('Customer 1')).toBeTruthy();
  expect(screen.getByText('1–2 of 5')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Next page' }));
  expect(await screen.findByText('Customer 3')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Next page' }));
  expect(await screen.findByText('Customer 5')).toBeTruthy();
  expect(screen.getByText('5–5 of 5')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Next page' })).toHaveProperty('disabled', true);
  await userEvent.click(screen.getByRole('button', { name: 'Previous page' }));
  expect(await screen.findByText('Customer 3')).toBeTruthy();
});

test('sorting is told to the server, to assistive technology and to the address', async () => {
  const load = loader();
  const { router } = list(load, '/', 'sorting');
  await userEvent.click(await screen.findByRole('button', { name: 'Name' }));
  await waitFor(() => expect(load).toHaveBeenLastCalledWith({ limit: 2, sort: 'name' }));
  expect(screen.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe('ascending');
  expect(router.state.location.search).toEqual({ sort: 'name' });
});

test('typing searches after a moment and starts from the first page', async () => {
  const load = loader();
  const { router } = list(load, '/?page=2&cursor=2', 'searching');
  await userEvent.type(await screen.findByRole('searchbox', { name: 'Search: Search' }), 'anna');
  await waitFor(() => expect(router.state.location.search).toEqual({ q: 'anna' }));
  await waitFor(() => expect(load).toHaveBeenLastCalledWith({ limit: 2, q: 'anna' }));
});

test('an empty list says what would be here, a search without hits offers to clear it', async () => {
  const none = vi.fn(async () => ({ items: [], next_cursor: null, total: 0 }));
  list(none as never, '/', 'empty');
  expect(await screen.findByText('Nobody yet')).toBeTruthy();
  const { router } = list(none as never, '/?q=zzz', 'empty2');
  await userEvent.click(await screen.findByRole('button', { name: 'Clear search and filters' }));
  await waitFor(() => expect(router.state.location.search).toEqual({}));
});

test('arrow keys move from row to row', async () => {
  list(loader(), '/', 'arrows');
  (await screen.findByRole('link', { name: 'Customer 1' })).focus();
  await userEvent.keyboard('{ArrowDown}');
  expect(document.activeElement?.textContent).toBe('Customer 2');
  await userEvent.keyboard('{ArrowDown}{ArrowUp}');
  expect(document.activeElement?.textContent).toBe('Customer 1');
});

test('a failure is said in the server’s words, with a way to try again', async () => {
  const load = vi.fn().mockRejectedValueOnce(new TypeError('Failed to fetch')).mockResolvedValue({ items: rows.slice(0, 1), next_cursor: null, total: 1 });
  list(load as never, '/', 'failing');
  await userEvent.click(await screen.findByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('Customer 1')).toBeTruthy();
});

test('a column is sorted up, then down, then not, as far as the server can', () => {
  const both = { up: 'name', down: '-name' };
  expect([next_sort(undefined, both), next_sort('name', both), next_sort('-name', both), next_sort('other', both)]).toEqual(['name', '-name', undefined, 'name']);
  expect([next_sort(undefined, { down: 'newest' }), next_sort('newest', { down: 'newest' })]).toEqual(['newest', undefined]);
});

test('columns beyond the usual show only when chosen', () => {
  expect(visible_columns(columns, null).map(({ key }) => key)).toEqual(['name', 'amount']);
  expect(visible_columns(columns, ['name', 'secret']).map(({ key }) => key)).toEqual(['name', 'secret']);
});

test('a bookmarked page whose way is not known leads back to the first', () => {
  expect(page_before([undefined], 7)).toEqual({ page: 1, cursor: undefined });
  const trail = trail_of('x');
  trail[1] = 'a';
  trail[2] = 'b';
  expect(page_before(trail, 3)).toEqual({ page: 2, cursor: 'a' });
});

test('whole lists are searched in all their words', () => {
  expect(whole_list(rows, 'customer 3', (row) => row.name).items.map(({ id }) => id)).toEqual([3]);
  expect(whole_list(rows, undefined, (row) => row.name).total).toBe(5);
});
