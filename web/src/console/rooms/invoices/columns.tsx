import type { TFunction } from 'i18next';
import type { InvoiceRow } from '@/api/types';
import { minor_to_decimal } from '@/ui/format/money';
import type { Column } from '@/ui/list/columns';
import { Status } from '@/ui/Status';
import { Dash, Money, OnDate } from '@/ui/values';
import { word } from '../../app/words';

export function invoice_columns(t: TFunction): Column<InvoiceRow>[] {
  const amount = (key: 'net' | 'tax' | 'gross') => ({
    key, title: t(`invoices.${key}`), numeric: true,
    render: (row: InvoiceRow) => <Money minor={row[`${key}_minor`]} currency={row.currency} />, csv: (row: InvoiceRow) => minor_to_decimal(row[`${key}_minor`], row.currency),
  });
  return [
    { key: 'number', title: t('invoices.number'), card: 'title', render: (row) => <span className="nowrap">{row.number}</span>, csv: (row) => row.number },
    { key: 'customer', title: t('invoices.customer'), card: 'detail', render: (row) => row.customer_name, csv: (row) => row.customer_name, max_width: '20rem' },
    { key: 'issued_on', title: t('invoices.issued_on'), card: 'detail', render: (row) => <OnDate date={row.issued_on} />, csv: (row) => row.issued_on },
    { key: 'due_on', title: t('invoices.due_on'), render: (row) => <OnDate date={row.due_on} />, csv: (row) => row.due_on },
    { key: 'status', title: t('invoices.status'), card: 'end2', render: (row) => <Status value={row.status}>{word(t, 'invoice_status', row.status)}</Status>, csv: (row) => row.status },
    amount('net'),
    amount('tax'),
    { ...amount('gross'), card: 'end' },
    { key: 'open', title: t('invoices.open'), numeric: true, render: (row) => row.open_minor === 0 ? <Dash /> : <Money minor={row.open_minor} currency={row.currency} bad={row.status === 'overdue'} />, csv: (row) => minor_to_decimal(row.open_minor, row.currency) },
  ];
}
