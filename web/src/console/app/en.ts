// English for the frame around the rooms.
export const app_en = {
  app: {
    skip: 'Skip to content', menu: 'Menu', navigation: 'Main', account: 'Account', sign_out: 'Sign out', signed_in_as: 'Signed in as {{role}}',
    theme: 'Appearance', theme_light: 'Light', theme_dark: 'Dark', theme_auto: 'Like the system', shortcuts: 'Keyboard shortcuts',
    live: 'Live', live_connecting: 'Connecting…', live_lost: 'Not live: reconnecting', live_hint: 'Changes appear by themselves.', live_lost_hint: 'The live connection broke; figures may be old until it is back.',
    not_found: 'There is no such page', not_found_hint: 'The address may be mistyped, or what was here has been removed.', go_home: 'Go to the home page',
    crashed: 'This page broke', reload: 'Reload the page', unreachable: 'Demarc does not answer',
  },
  nav: {
    business: 'Business', network: 'Network', system: 'System', home: 'Home', customers: 'Customers', plans: 'Plans', billing: 'Billing', calculator: 'Calculator', invoices: 'Invoices', payments: 'Payments', ledger: 'Ledger', reports: 'Reports',
    sessions: 'Online now', logins: 'Logins', access_servers: 'Access servers', pools: 'Address pools', vendor_profiles: 'Vendor profiles', settings: 'Settings',
  },
  role: { admin: 'Administrator', agent: 'Agent', viewer: 'Viewer' },
  search: {
    label: 'Search everything', placeholder: 'Name, phone, address, IP, MAC, invoice, reference…', nothing: 'Nothing found for “{{text}}”.', hint: 'Customers, services, sessions, invoices and payments are searched.', go_to: 'Go to', results: 'Found', failed: 'Search failed',
  },
  search_kind: { customer: 'Customer', service: 'Service', invoice: 'Invoice', payment: 'Payment', session: 'Session' },
  clock: {
    label: 'Simulated clock', now: 'Simulated: {{now}}', hour: '+1 hour', day: '+1 day', month: '+1 month', working: 'Moving time forward…', moved: 'It is now {{now}}.', failed: 'The clock could not be moved',
  },
  keys: {
    search: 'Search everything', help: 'This help', new: 'New customer, in the list of customers', pay: 'Record a payment, on a customer’s page', rows: 'From row to row in a list', go: 'Go to {{room}}', followed_by: 'then', or: 'or',
  },
};
