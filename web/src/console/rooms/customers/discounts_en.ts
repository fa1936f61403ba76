export const discounts_en = {
  invoice_discount: {
    panel: 'Discounts on the invoice', none: 'None. A discount on the invoice lowers what recurs on it; one on a service is given from the service’s menu.', give: 'Give discount', end: 'End', show_past_one: '{{count}} past discount', show_past_other: '{{count}} past discounts',
    for_ever: 'off each invoice', once: 'off one invoice', of_several: 'off {{total}} invoices, {{used}} used', from_day: 'from {{date}}', until_day: 'until {{date}}', taken: '{{amount}} so far',
    title: 'Discount on the invoices of {{name}}', body: 'Lowers what recurs for this customer’s own services, before tax or with it as the prices are. Fees, what is charged once and accounts they pay for stay as they are.',
    amount: 'Off each invoice', invoices: 'Invoices', invoices_hint: 'Empty: for ever', from: 'On invoices from', from_hint: 'Invoices that are issued stay as they are', given: 'Discount given.',
    end_ask: 'End {{name}}?', end_body: 'Invoices of this day and later ones are without it; those that are issued stay as they are.', end_on: 'First day without it', ended: 'Discount ended.', fill: 'Fill in the discount to see the bills.', no_service: 'The customer has no service, so there is no bill to show yet.',
  },
};
