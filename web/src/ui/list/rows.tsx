import { mdiArrowDown, mdiArrowUp } from '@mdi/js';
import type { MouseEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { AppLink, useGo } from '../AppLink';
import { Icon } from '../Icon';
import { next_sort, type Column } from './columns';

interface Props<Row> {
  label: string;
  rows: Row[];
  columns: Column<Row>[];
  row_key: (row: Row) => string | number;
  row_href?: (row: Row) => string | undefined;
  row_actions?: (row: Row) => ReactNode;
  stale?: boolean;
}

export function RowTable<Row>({ label, rows, columns, row_key, row_href, row_actions, stale, sort, on_sort }: Props<Row> & { sort?: string; on_sort?: (sort: string | undefined) => void }) {
  const { t } = useTranslation();
  const go = useGo();
  const open = (event: MouseEvent<HTMLElement>, href: string | undefined) => {
    if (!href || (event.target as HTMLElement).closest('a, button, input, label') || window.getSelection()?.toString()) return;
    if (event.ctrlKey || event.metaKey) window.open(href, '_blank');
    else go(href);
  };
  return (
    <div className="table-scroll" tabIndex={0} role="group" aria-label={label}>
      <table className="grid-table" data-stale={stale || undefined}>
        <caption className="visually-hidden">{label}</caption>
        <thead>
          <tr>
            {columns.map((column) => {
              const { sort: by } = column;
              const direction = !by ? undefined : sort !== undefined && sort === by.up ? 'ascending' : sort !== undefined && sort === by.down ? 'descending' : 'none';
              return (
                <th key={column.key} scope="col" className={column.numeric ? 'num' : undefined} aria-sort={direction}>
                  {by && on_sort ? (
                    <button type="button" onClick={() => on_sort(next_sort(sort, by))}>
                      {column.title}
                      {direction !== 'none' && <Icon path={direction === 'ascending' ? mdiArrowUp : mdiArrowDown} size={13} />}
                    </button>
                  ) : (
                    column.title
                  )}
                </th>
              );
            })}
            {row_actions && <th scope="col"><span className="visually-hidden">{t('ui.actions')}</span></th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const href = row_href?.(row);
            return (
              <tr key={row_key(row)} data-link={href ? true : undefined} onClick={(event) => open(event, href)}>
                {columns.map((column, index) => (
                  <td key={column.key} className={column.numeric ? 'num' : undefined} style={column.max_width ? { maxInlineSize: column.max_width } : undefined}>
                    {index === 0 && href ? <AppLink href={href} c="inherit" fw={550} data-row-link>{column.render(row)}</AppLink> : column.render(row)}
                  </td>
                ))}
                {row_actions && <td className="end">{row_actions(row)}</td>}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

export function RowCards<Row>({ label, rows, columns, row_key, row_href, row_actions, stale }: Props<Row>) {
  const at = (place: Column<Row>['card']) => columns.filter(({ card }) => card === place);
  return (
    <ul className="cards" aria-label={label} style={stale ? { opacity: 0.55 } : undefined}>
      {rows.map((row) => {
        const href = row_href?.(row);
        const body = (
          <>
            <span className="card-title">{at('title').map((column) => <span key={column.key}>{column.render(row)}</span>)}</span>
            <span className="card-end">{at('end').map((column) => <span key={column.key}>{column.render(row)}</span>)}</span>
            <span className="card-details">
              {at('detail').map((column) => <span key={column.key}>{column.render(row)}</span>)}
              <span style={{ marginInlineStart: 'auto' }}>{at('end2').map((column) => <span key={column.key}>{column.render(row)}</span>)}</span>
            </span>
          </>
        );
        return (
          <li key={row_key(row)}>
            {href ? <AppLink href={href} className="card-row" c="inherit" underline="never" data-row-link>{body}</AppLink> : <div className="card-row">{body}</div>}
            {row_actions && <div className="card-actions">{row_actions(row)}</div>}
          </li>
        );
      })}
    </ul>
  );
}
