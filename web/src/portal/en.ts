// English for the portal, all of it. Another language is the same tree in a file beside this one.
export const portal_en = {
  title: 'Customer portal', skip: 'Skip to content', rooms: 'Rooms', home: 'Home', invoices: 'Invoices', payments: 'Payments', profile: 'Profile', sign_out: 'Sign out', back: 'Back', more: 'Show more', loading: 'Loading…',
  contact: 'Questions? Reach us:', not_found: 'There is no such page.', session_ended: 'You have been signed out.',
  sign_in: {
    title: 'Sign in', account: 'E-mail or customer number', password: 'Password', enter: 'Sign in', no_password: 'No password yet, or forgotten?', link: 'Send me a link by e-mail',
    link_sent: 'If you are our customer, a link is on its way to the e-mail address we have for you. It works once, within 30 minutes.', need_account: 'Enter your e-mail address or customer number first.',
    come_in: 'Come in', come_in_note: 'This link from your mailbox opens your portal once.', no_token: 'This link is not complete. Open it again from your e-mail, or ask for a new one.', to_sign_in: 'To sign-in',
  },
  due: {
    title: 'Your account', owed: 'To pay', nothing: 'Nothing to pay', credit: 'Your credit', by: '{{number}}: {{amount}} by {{date}}', overdue: '{{number}}: {{amount}}, was due on {{date}}', overdue_word: 'Overdue', next: 'Next bill', next_about: 'about {{amount}} on {{date}}', next_credit: 'a credit of about {{amount}} on {{date}}',
  },
  service: {
    title: 'Your services', none: 'You have no service at present.', active: 'Active', suspended: 'Off', paused: 'Paused', pending: 'To come', ended: 'Ended', slowed: 'Slowed down', speed_label: 'Speed', speed: 'Up to {{down}} down, {{up}} up', slowed_to: 'Now {{down}} down, {{up}} up', usage: 'This month', usage_value: '{{down}} down, {{up}} up', online: 'Online since {{since}}', online_label: 'Connection', offline: 'Not online now', price: 'Price', address: 'Address', login: 'User name', change: 'Change plan', ends: 'Ends; the last day is before {{date}}', why: 'Why',
  },
  invoice: {
    none: 'No invoices yet.', credit_note: 'Credit note', of: '{{kind}} {{number}}', invoice: 'Invoice', date: 'Date', due: 'Due', amount: 'Amount', open: 'Open', status: 'Status', lines: 'What it is for', explain: 'Explain this line', hide: 'Hide the explanation', pdf: 'Download PDF', document: 'Show the document', hide_document: 'Hide the document', pay: 'How to pay', to_pay: 'Open the payment page', rest: 'A part is paid; {{amount}} is left.', code: 'Code to scan with your banking app', tax: 'Tax', net: 'Net', period: '{{from}} to {{to}}', list: 'All invoices',
    state: { open: 'Open', overdue: 'Overdue', paid: 'Paid', credited: 'Credited', voided: 'Void' },
    begins: 'Begins', ends: 'Ends', rule: 'Rule', rounding: 'Rounding', tax_rule: 'Tax',
  },
  payment: { none: 'No payments yet.', receipt: 'Receipt', receipt_of: 'Receipt of {{date}}', method: { cash: 'Cash', bank: 'Bank transfer', card: 'Card', other: 'Other' }, settled: 'for {{numbers}}', kept: '{{amount}} kept as credit' },
  plan: {
    title: 'Change plan of {{name}}', present: 'Your plan now', choose: 'Plan', none: 'There is no other plan to choose here.', when: 'From when', today: 'Today', next: '{{date}}, with the next bill', per_month: '{{price}} a month', per_months: '{{price}} every {{months}} months', per_days: '{{price}} every {{days}} days', with_tax: 'tax included', before_tax: 'before tax', term: 'Contract of {{months}} months',
    what: 'What you will be billed', what_note: 'Up to {{date}}, beside what it would be without the change.', invoice: 'Invoice of {{date}}', credit: 'Credit note of {{date}}', was: 'without the change {{amount}}', same: 'as without the change', gone: 'No longer: {{what}}', total: 'Together {{amount}}, without the change {{before}}', confirm: 'Change to {{name}}', done: 'Your plan was changed.',
  },
  me: { title: 'Your data', note: 'Is something not right? Tell us.', number: 'Customer number', name: 'Name', email: 'E-mail', phone: 'Telephone', address: 'Address', password: 'Password', set: 'Set a password', change: 'Change password', current: 'Present password', wanted: 'New password', rule: 'At least 10 characters.', saved: 'Your password is set.', first: 'Set a password now, so that you need no link the next time.' },
};
