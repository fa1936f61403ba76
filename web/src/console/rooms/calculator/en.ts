export const calculator_en = {
  calculator: {
    title: 'Calculator', note: 'What would be billed, by the rules of a billing run. Nothing is written: no service, no document, no change. The address of this page holds the calculation and can be shared.',
    question: 'What to calculate', for: 'For', new_customer: 'A new customer', customer_we_have: 'A customer we have', customer: 'Customer', customer_hint: 'Name, number, phone or e-mail', nobody: 'Nobody found', service: 'Service', new_service: 'A new service',
    plan: 'Plan', withdrawn: '{{name}} (withdrawn)', start: 'Starts on', billing_day: 'Billing day', billing_day_hint: 'Empty: the day it starts', until: 'Look ahead until', until_hint: 'Empty: a year ahead', billing_day_range: 'A day from 1 to 31.',
    events: 'What happens', no_events: 'Nothing happens: the service goes on as it is.', add: 'Add', event: 'Event {{position}}', kind: 'Event', known_on: 'Entered on', known_on_hint: 'Empty: that day', remove: 'Remove event {{position}}', clear: 'Start over',
    quantity: 'Quantity', quantity_hint: 'Empty: one', quantity_stays: 'Empty: stays as it is', plan_stays: 'Empty: stays as it is', coupon: 'Coupon code', coupon_hint: 'Given with the sale', item: 'What', item_hint: 'An add-on recurs; a device or a fee is charged once, on that day', agreed: 'Agreed price', agreed_hint: 'Of one; empty: the usual', instalments: 'Instalments', instalments_hint: 'Equal parts, a month apart; empty: all at once',
    discount_by: 'Kind of discount', percent: 'Percent', percent_hint: 'Of the list price', amount: 'Amount', amount_hint: 'Off each billing period', periods: 'Billing periods', periods_hint: 'Empty: for ever', discount_name: 'Name', discount_name_hint: 'As it would stand on the invoice', on_add_ons: 'On add-ons too', no_amount: 'This is not an amount.',
    place: 'Place of the service', place_add: 'Place of the service, where taxes depend on it', country: 'Country', region: 'State or region', postal: 'Postal code',
    result: 'What would be billed', until_day: 'until {{date}}', documents: 'Documents', net: 'Net', tax: 'Tax', gross: 'Total', choose: 'Choose a plan or a service', choose_hint: 'Every invoice and credit note that would follow appears here.', complete: 'Complete the events', complete_hint: 'Each needs its day; a change its plan or quantity, an add-on what it is, a discount how much.',
    nothing: 'Nothing would be billed', nothing_hint: 'No invoice and no credit note until {{date}}.', impossible: 'This cannot happen', show_all: 'Show all lines', hide_all: 'Hide lines', only_ahead: 'What was invoiced already is not listed; corrections of it are.',
  },
  discount_way: { percent: 'Percent', amount: 'Amount', coupon: 'Coupon' },
  event: { change_plan: 'Change plan', add_item: 'Add-on or charge', discount: 'Discount', pause: 'Pause', resume: 'Resume', end: 'End' },
  event_day: { change_plan: 'From', add_item: 'From', discount: 'From', pause: 'Paused from', resume: 'Service again from', end: 'Last day of service' },
  document_kind: { invoice: 'Invoice', credit_note: 'Credit note' },
  quote: {
    title: 'What this changes', working: 'Calculating…', fill: 'Complete the fields above to see what would be billed.', next_invoice: 'Next invoice', invoice: 'Invoice', credit_note: 'Credit note', for_number: 'for {{number}}', for_invoice_of: 'for the invoice of {{date}}', was: 'was {{amount}}', none: 'none', new: 'new', as_now: 'as it is now',
    show_lines: 'Lines of {{what}}', due: 'due {{date}}', period: '{{from}} – {{to}}', no_lines: 'No such document any more.', tax_of: '{{name}} {{percent}} of {{base}}', net: 'Net', total: 'Total', nothing: 'Nothing would be billed until {{date}}, now or then.', same: 'Nothing changes in what is billed until {{date}}.', less: 'Until {{date}}: {{amount}} instead of {{before}}, {{difference}} less.', more: 'Until {{date}}: {{amount}} instead of {{before}}, {{difference}} more.', equal: 'Until {{date}}: {{amount}} in all, as it is now.', others: 'Other services of this customer are included.', failed: 'What would be billed could not be calculated.',
  },
};
