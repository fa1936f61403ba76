export const reports_en = {
  reports: {
    title: 'Reports', up: 'Reports', from: 'From', to: 'To', as_of: 'As of', span: 'Period', by: 'By', by_month: 'Month', by_day: 'Day',
    this_month: 'This month', last_month: 'Last month', this_quarter: 'This quarter', this_year: 'This year', last_year: 'Last year', twelve_months: 'Last 12 months', own: 'Other dates',
    today: 'Today', month_end: 'End of last month', year_end: 'End of last year',
    csv: 'CSV', xlsx: 'Excel', download_csv: 'Download as CSV', download_xlsx: 'Download as Excel workbook', nothing: 'Nothing here', nothing_hint: 'There is nothing in the books for these dates.',
    cut: 'The first {{shown}} rows are shown. The totals are of all, and the files hold every row.', total: 'Total', total_in: 'Total in {{currency}}', chart: '{{title}} as a chart', table: '{{title}} as a table',
    narrowed: 'Only {{what}}', of_entity: '{{title}} of {{entity}}', one_customer: 'one customer', converted: 'All in {{currency}}', rates_used: 'At the rates of {{date}}: {{rates}}.', rates_missing: 'No total of all currencies: there is no rate of {{what}} on {{date}}.', rates_set: 'Set rates', all: 'Show all', debit_note: 'Debits are positive, credits negative, so that each currency sums to zero.',
    group_books: 'The books', group_money: 'Money owed and received', group_revenue: 'Revenue', group_tax: 'Tax',
    exports: 'For other programs', exports_hint: 'The journal, or the documents, of a period. For very long journals use “demarc export” on the server.', format: 'Format', download: 'Download',
    part: 'File', part_hint: 'Of 500 documents each', consultant: 'Adviser’s number', client: 'Client number', needs_year: 'A DATEV file holds a period within one calendar year.',
  },
  report_title: {
    trial_balance: 'Trial balance', receivables_ageing: 'Receivables ageing', receivables_invoices: 'Open invoices', deferred_revenue: 'Deferred revenue', deferred_release: 'Release of deferred revenue',
    revenue_lines: 'Revenue line by line', revenue_by_plan: 'Revenue by plan', revenue_by_place: 'Revenue by place', taxes: 'Tax', tax_documents: 'Tax by document', collections: 'Collections', suspense: 'Unidentified receipts',
  },
  report_hint: {
    trial_balance: 'Every account: opening, debits, credits, closing', receivables_ageing: 'Who owes how much, for how long past the due date', receivables_invoices: 'Each open invoice of a day', deferred_revenue: 'Opening, billed, earned, credited, closing, month by month',
    deferred_release: 'What is billed and not earned yet, by the month that will earn it', revenue_lines: 'Each document’s line: deferred before, earned, deferred after', revenue_by_plan: 'What each plan earned', revenue_by_place: 'What was earned where customers live',
    taxes: 'Base and tax by code and rate; credit notes in their own period', tax_documents: 'The documents behind a tax', collections: 'Money received, by method', suspense: 'Money on account 1090 that nobody has claimed',
  },
  report_column: {
    account: 'Account', name: 'Name', opening: 'Opening', debit: 'Debit', credit: 'Credit', closing: 'Closing', customer: 'Customer', number: 'Number', current: 'Not due', days_1_30: '1–30 days', days_31_60: '31–60 days', days_61_90: '61–90 days', days_90: 'Over 90 days',
    open: 'Open', invoice: 'Document', issued_on: 'Issued', due_on: 'Due', days_late: 'Days late', gross: 'Gross', month: 'Month', billed: 'Billed', earned: 'Earned', credited: 'Credited', other: 'Carried over', released: 'Released', left: 'Left after',
    description: 'What', period_start: 'From', period_end: 'Until', amount: 'Amount', plan: 'Plan', kind: 'Kind', place: 'Place', region: 'Region', country: 'Country', tax: 'Tax', rate: 'Rate', base: 'Base', tax_amount: 'Tax', credit_base: 'Base credited', credit_tax: 'Tax credited',
    net_base: 'Base, net', net_tax: 'Tax, net', document: 'Document', period: 'Period', method: 'Method', payments: 'Payments', date: 'Date', entry: 'Entry', memo: 'What',
  },
  export_format: { hledger: 'hledger journal', beancount: 'Beancount journal', datev: 'DATEV (EXTF)', iif: 'QuickBooks (IIF)', xero: 'Xero (CSV)' },
  plan_kind: { internet: 'Internet', voice: 'Voice', television: 'Television', equipment: 'Equipment', other: 'Other' },
};
