export const invoices_en = {
  invoices: {
    title: 'Invoices', search: 'Number, customer…', none: 'No invoices yet', none_hint: 'They are made by the billing run on each customer’s billing day.', go_billing: 'Go to billing', number: 'Number', customer: 'Customer', issued_on: 'Issued', due_on: 'Due', net: 'Net', tax: 'Tax', gross: 'Total', open: 'Open', status: 'Status', from: 'From', to: 'To', of_customer: 'Invoices of one customer', all: 'Show all customers', any_status: 'Any status',
  },
  invoice_status: { open: 'Open', overdue: 'Overdue', paid: 'Paid', credited: 'Credited', voided: 'Void', all: 'All' },
  tax_reasons: { title: 'How the tax came about', levied_in: 'Levied in {{place}}', of_plan: 'The tax that the plan names', code: '{{code}}, category {{category}}', since: 'valid since {{date}}', lines_one: 'Line {{lines}}', lines_other: 'Lines {{lines}}', found_by: 'found by {{what}}', vat: 'VAT number {{number}}, confirmed' },
  invoice: {
    rounding: 'Rounding', up: 'Invoices', invoice: 'Invoice {{number}}', credit_note: 'Credit note {{number}}', view: 'View', details: 'Details', document: 'Document', from: 'From', to: 'To', issued: 'Issued', due: 'Due', number: 'Number', customer_no: 'Customer', vat: 'VAT number {{number}}', description: 'Description', period: 'Service period', quantity: 'Quantity', unit: 'Unit price', tax: 'Tax', net: 'Net', subtotal: 'Net', tax_line: '{{name}} {{percent}} on {{base}}', total: 'Total', settled: 'Payments and credits', settled_on: '{{what}}, {{date}}', still_open: 'Still open', no_settlements: 'Nothing has been paid on this invoice yet.', nothing_to_pay: 'There is nothing to pay on this invoice.', corrects: 'Corrects',
  },
  void: {
    button: 'Void', title: 'Void invoice {{number}}?', submit: 'Void invoice', body: '{{number}} keeps its number and its document and is marked void; a credit note of today takes it back.', again: 'What it billed and is owed still is billed again on the next billing day. To give something away, give a discount or end the service instead.', reason: 'Why it should not have gone out', reason_hint: 'Kept with the invoice and on the customer’s timeline', done: '{{number}} is void; {{note}} takes it back.', notice: 'Void', notice_body: '{{reason}} ({{who}}, {{when}}).', note: 'Taken back by',
  },
  settlement: { payment: 'Payment', credit: 'Credit from the account', credit_note: 'Credit note', voucher: 'Voucher', referral: 'Referral reward' },
};
