export const payers_en = {
  stubs: { joined: 'Bill the first days with the first full period', joined_hint: 'Else they are billed on the billing day before it' },
  payer: {
    billed_to: 'Billed to', themselves: 'themselves', change: 'Change', pays_for: 'Pays for', from: 'From {{date}}: {{name}}', since_day: 'from {{date}}', until_day: 'until {{date}}',
    title: 'Who is billed for {{name}}', submit: 'Change who is billed', body: 'Periods that begin on that day or later stand on the payer’s invoices. Debt, reminders and restriction are the payer’s, and this customer’s services depend on them.',
    who: 'Who is billed', other: 'Somebody else', self: 'The customer', customer: 'Payer', search: 'Name or number', none: 'Nobody of that name', on: 'First day', on_hint: 'A period that has begun stays where it is',
    fill: 'Choose the payer and the day to see the bills of both.', saved: 'Who is billed is changed.', document_to: 'to {{name}}', subtotal: 'Subtotal',
  },
};
