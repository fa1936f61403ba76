export const payments_en = {
  payments: {
    title: 'Payments', search: 'Customer, reference…', none: 'No payments yet', none_hint: 'Record one from a customer’s page; it is set against the oldest invoice, and service comes back by itself when the debt is gone.', customer: 'Customer', received_on: 'Received', amount: 'Amount', method: 'Method', reference: 'Reference', recorded_by: 'Recorded by', for: 'For', from: 'From', to: 'To', of_customer: 'Payments of one customer', all: 'Show all customers',
    up: 'Payments', one: 'Payment {{id}}', recorded: 'Recorded', note: 'Note', allocated: 'Set against', invoice: 'Invoice', to_credit: 'Kept as credit', restored: 'Service restored', restored_none: 'No service had to be restored.', restored_list: 'This payment brought back:', restored_service: 'Service {{id}}', by: '{{when}} by {{who}}',
  },
  method: { cash: 'Cash', bank: 'Bank transfer', card: 'Card', other: 'Other' },
  payment_form: {
    title: 'Record payment from {{name}}', amount: 'Amount received', method: 'Method', received_on: 'Received on', reference: 'Reference', reference_hint: 'As on the bank statement or receipt', note: 'Note', submit: 'Record payment of {{amount}}', submit_plain: 'Record payment', open_now: 'Open: {{amount}}. Oldest invoices are paid first.', nothing_open: 'Nothing is open. The payment is kept as credit and pays the next invoice.', surplus: '{{amount}} more than is open: it stays as credit and pays the next invoice.', short: '{{amount}} stays open after this.',
    done_title: 'Payment recorded', done: '{{amount}} from {{name}} is recorded.', paid: 'Paid', restored_one: 'Back online: {{names}}. The network is being told now.', restored_other: 'Back online: {{names}}. The network is being told now.', credited: '{{amount}} stays as credit.', close: 'Done', future: 'The payment cannot be received in the future.',
  },
};
