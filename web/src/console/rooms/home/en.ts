export const home_en = {
  home: {
    title: 'Home', subscribers: 'Subscribers', joined_left: '+{{joined}} joined, −{{left}} left this month', online: 'Online now', of_services_one: 'of {{services}} active service', of_services_other: 'of {{services}} active services',
    billed: 'Billed in {{month}}', collected: 'Collected in {{month}}', of_billed: '{{percent}} of billed', overdue: 'Overdue', overdue_customers_one: '{{customers}} customer', overdue_customers_other: '{{customers}} customers',
    open: 'open in all: {{amount}}', suspended: '{{count}} suspended', credit: 'Customers’ credit: {{amount}}',
    ageing: 'Unpaid invoices by age', ageing_hint: 'Days past the due date', current: 'Not due', days: '{{range}} days', invoices: 'Invoices', amount: 'Amount', nothing_open: 'Every invoice is paid.',
    months: 'Billed and collected, 24 months', month: 'Month', billed_short: 'Billed', collected_short: 'Collected', subscribers_short: 'Subscribers', movement: 'Customers, 24 months', joined: 'Joined', left: 'Left',
    recent: 'What happened lately', recent_none: 'Nothing yet. Sign-ups, invoices, payments and cut-offs will be told here.', alerts: 'Needs attention', all_quiet: 'All quiet',
    all_quiet_hint: 'Nothing needs a person right now.', look: 'Look',
  },
};
