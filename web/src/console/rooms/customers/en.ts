export const customers_en = {
  customers: {
    title: 'Customers', new: 'New customer', search: 'Name, number, phone, e-mail, street…', none: 'No customers yet', none_hint: 'Sign up the first one; services, invoices and payments follow from there.',
    name: 'Name', number: 'Number', kind: 'Kind', city: 'Town', phone: 'Phone', email: 'E-mail', status: 'Status', services: 'Services', online: 'Online', balance: 'Balance', overdue: 'Overdue', since: 'Customer since',
    any_status: 'Any status', overdue_only: 'Overdue only', any_kind: 'Homes and businesses', offline: 'offline', created: '{{name}} is customer {{number}}.', edited: 'Changes saved.',
  },
  customer_status: { active: 'Active', suspended: 'Suspended', lead: 'Prospect', left: 'Left' },
  customer_kind: { residential: 'Home', business: 'Business' },
  customer_form: {
    new_title: 'New customer', edit_title: 'Change customer', submit_new: 'Sign up customer', name: 'Name', name_hint: 'Person or company, as it stands on the invoice', kind: 'Kind', email: 'E-mail', phone: 'Phone', street: 'Street and number', postal_code: 'Postal code', city: 'Town',
    region: 'Region', country: 'Country', country_hint: 'Two letters', vat_number: 'VAT number', billing_day: 'Billing day', billing_day_hint: '1–31; in shorter months the last day', note: 'Note for colleagues', dunning_policy: 'When they do not pay', contact: 'Contact', address: 'Address', billing: 'Billing',
    default_policy: 'Usual policy', billing_day_fixed: 'Set when the customer signed up', day: 'A day from 1 to 31.', country_code: 'Two letters, like DE.',
  },
  customer: {
    up: 'Customers', services: 'Services', invoices: 'Invoices', payments: 'Payments', timeline: 'Timeline', number: 'Customer {{number}}', owes: 'Owes', in_credit: 'In credit', settled: 'Settled', open: 'Open', overdue: 'Overdue', credit: 'Credit', billing_day: 'Billed on day {{day}} of the month', address: 'Address', phone: 'Phone', email: 'E-mail',
    vat: 'VAT number', since: 'Customer since', note: 'Note', account: 'Account', add_service: 'Add service', record_payment: 'Record payment', edit: 'Change', no_services: 'No service yet', no_services_hint: 'Add a service to let this customer onto the network.', no_invoices: 'No invoices yet. The first one comes with the next billing run.', no_payments: 'No payments yet.', no_timeline: 'Nothing has happened yet.', all_invoices: 'All invoices', all_payments: 'All payments', older: 'Show older', ended: 'Ended services ({{count}})', policy: 'When they do not pay',
  },
  customer_tax: {
    title: 'Tax', vat: 'VAT number', no_vat: 'none', confirmed: 'Confirmed', unconfirmed: 'Not confirmed', invalid: 'Invalid', check: 'Record check', exempt: 'Exemption', locate: 'Installation', exemption: 'Exempt', everywhere: 'everywhere', open_end: 'no end', installed: 'Installed: {{name}}', plain: 'No exemption; services are installed at the address above.',
    check_title: 'Check of {{number}}', check_hint: 'Ask VIES or the country’s registry and keep the answer here. A business of another EU state with a confirmed number is billed without VAT, by reverse charge.', check_submit: 'Keep answer', method: 'Looked up in', by_registry: 'Registry (VIES)', by_document: 'Document', result: 'Answer', registered_name: 'Registered name', reference: 'Consultation number', reference_hint: 'The proof that the registry was asked', checked: 'Answer kept.',
    exempt_title: 'Exemption certificate', exempt_submit: 'Add exemption', number: 'Number', number_hint: 'It stands on the invoices', place: 'Where', products: 'For', all_products: 'everything', valid_from: 'First day', valid_to: 'Day it ends', document: 'Where the certificate is kept', exempted: 'Exemption added.',
    locate_title: 'Where a service is installed', locate_hint: 'The place of a fixed line decides its taxes. Documents issued from that day on use it.', locate_submit: 'Save place', service: 'Service', from_date: 'From', region: 'Region or state', located: 'Place saved.',
  },
  messages: { title: 'Messages', to: 'to {{recipient}}', queued: 'Waiting', sent: 'Sent', failed: 'Failed', kept: 'Not sent' },
  service_status: { pending: 'Not started', active: 'Active', suspended: 'Suspended', ended: 'Ended' },
  service: {
    per_month: '{{amount}} a month', net: 'before tax', username: 'User name', password: 'Password', address: 'Address', static: 'always {{address}}', from_pool: 'from the pool', started: 'Since', ends: 'Last day', this_month: 'This month', online: 'Online for {{duration}}', offline: 'Offline', session: 'Session',
    manage: 'Manage {{username}}', change_plan: 'Change plan', change_login: 'Change login', hold: 'Put on hold', release: 'Release hold', end: 'End service', reveal: 'Show password', disconnect: 'Disconnect now', usage: 'Last 30 days', usage_day: '{{date}}: {{down}} down, {{up}} up',
    disconnect_ask: 'Disconnect {{username}}?', disconnect_body: '{{customer}} loses the connection now and may log in again at once.', disconnected: 'Disconnect sent.', released: 'Hold released.', held: 'Service put on hold.', release_ask: 'Release the hold on {{username}}?', release_body: 'The hold set by a person is lifted. A hold for unpaid invoices stays until they are paid.', ended_note: 'Ended; the last day was {{date}}.', held_by: 'Held by {{actor}},', revealed: 'This is in the audit trail.',
  },
  verdict: { allow: 'Full speed', throttle: 'Slowed down', walled_garden: 'Payment page only', reject: 'Not let in' },
  service_form: {
    add_title: 'Add service for {{name}}', add: 'Add service', plan: 'Plan', no_plans: 'There is no plan to sell yet. Create one under Plans first.', username: 'User name', username_hint: 'What the router logs in with', password: 'Password', password_hint: 'Leave empty to have one made', static_address: 'Fixed IP address', static_hint: 'Leave empty for one from the pool', starts_on: 'Starts on', session_timeout: 'Longest session, hours', session_timeout_hint: 'Leave empty for no limit', added_title: 'Service added', added_hint: 'Enter these in the customer’s router. The password is shown only now; later it can be revealed, which is recorded.', done: 'Done',
    change_plan_title: 'Change plan of {{username}}', change_plan: 'Change plan', on: 'From', on_hint: 'The current period is prorated by day.', now_on: 'Now on {{plan}} for {{amount}} a month.', becomes: 'From {{date}}: {{plan}}, {{amount}} a month.', end_title: 'End {{username}}?', end: 'End service', end_on: 'Last day of service', end_body: '{{customer}} loses {{plan}} after this day. What is billed beyond it is credited by day. This cannot be undone.', hold_title: 'Put {{username}} on hold?', hold: 'Put on hold', hold_note: 'Reason, for colleagues', hold_body: '{{customer}} is taken off the network until a person releases the hold. Billing goes on.', login_title: 'Change login of {{username}}', new_password: 'New password', new_password_hint: 'Leave empty to keep the present one', plan_changed: 'Plan changed.', ended: 'The last day of service is {{date}}.', login_changed: 'Login changed.',
  },
};
