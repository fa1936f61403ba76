import type { TFunction } from 'i18next';
import type { Payment } from '@/api/types';
import { minor_to_decimal } from '@/ui/format/money';
import type { Column } from '@/ui/list/columns';
import { Dash, Money, OnDate } from '@/ui/values';
import { word } from '../../app/words';

export function payment_columns(t: TFunction): Column<Payment>[] {
  return [
    { key: 'received_on', title: t('payments.received_on'), card: 'detail', render: (row) => <OnDate date={row.received_on} />, csv: (row) => row.received_on },
    { key: 'customer', title: t('payments.customer'), card: 'title', render: (row) => row.customer_name, csv: (row) => row.customer_name, max_width: '20rem' },
    { key: 'method', title: t('payments.method'), card: 'detail', render: (row) => word(t, 'method', row.method), csv: (row) => row.method },
    { key: 'reference', title: t('payments.reference'), card: 'detail', render: (row) => row.reference || <Dash />, csv: (row) => row.reference, max_width: '16rem' },
    { key: 'for', title: t('payments.for'), render: (row) => row.allocations.map(({ invoice_number }) => invoice_number).join(', ') || t('payments.to_credit'), csv: (row) => row.allocations.map(({ invoice_number }) => invoice_number).join(' '), max_width: '18rem' },
    { key: 'recorded_by', title: t('payments.recorded_by'), extra: true, render: (row) => row.recorded_by, csv: (row) => row.recorded_by },
    { key: 'amount', title: t('payments.amount'), numeric: true, card: 'end', render: (row) => <Money minor={row.amount_minor} currency={row.currency} />, csv: (row) => minor_to_decimal(row.amount_minor, row.currency) },
  ];
}
