export const plans_en = {
  plans: {
    title: 'Plans', new: 'New plan', none: 'No plans yet', none_hint: 'A plan is what a customer buys: a speed, a price and a tax.', name: 'Name', code: 'Code', price: 'Price', interval: 'Billed', speed: 'Speed', tax: 'Tax', version: 'Version', services: 'Active services', valid_from: 'Version since', on_sale: 'On sale', withdrawn: 'Withdrawn', status: 'Status', edit: 'Change', calculate: 'Calculate', kind: 'Kind', search: 'Name, code…', no_tax: 'No tax', by_place: 'By place ({{what}})',
  },
  plan_kind: { internet: 'Internet', voice: 'Voice', television: 'Television', equipment: 'Equipment', other: 'Other' },
  price_change: {
    title: 'Price changes of {{name}}', up: 'Plans', button: 'Price changes', new: 'Announce a price change', none: 'No price change yet', none_hint: 'Who has a plan keeps its price. A price change tells them, and moves them on their own billing day.',
    form_title: 'Change the price of {{name}}', price: 'New price {{per}}', on: 'From', on_hint: 'Each service: from the first period of its own that begins on or after this day', text: 'Your words, added to each letter', text_hint: 'The letter always says both prices, the day, and that the customer may leave.',
    only: 'Only services on these versions', only_hint: 'Empty: all older versions', version: 'Version {{version}}', now: 'Now {{price}}.',
    counting: 'Counting…', ask: 'Give a price and a day to see who is affected.', nobody: 'No service is on an older version.', affected: '{{services}} services of {{customers}} customers', monthly: 'Per month', effect: 'Takes effect', effect_between: '{{first}} to {{last}}', left_out: 'Left out, as another interval or tax basis: version {{versions}}',
    customer: 'Customer', service: 'Service', old: 'Until now', new_price: 'From then', on_day: 'On', outlook: 'Outlook', more: 'and more: the whole list stands with the announcement', announce: 'Tell {{count}} customers', announced: 'Customers are being told.',
    sold: 'On sale from', versions: 'Moves versions', told: 'Told', told_of: '{{done}} of {{total}} customers', services: 'Services', by: 'Announced by', notice: 'Notice', days: '{{count}} days', cancelled_by: 'Taken back by', cancel: 'Take back', cancel_title: 'Take this price change back?', cancel_body: '{{customers}} customers who were told are told that it does not take place. Services that have come to the new price keep it.', cancelling: 'The price change is taken back.', show: 'Show services', hide: 'Hide services', load_more: 'Show more', failed: 'The announcement stopped',
    next: '{{price}} from {{date}}',
  },
  price_change_state: { announcing: 'Being told', announced: 'Announced', cancelling: 'Being taken back', cancelled: 'Taken back', failed: 'Failed' },
  price_outlook: { coming: 'To come', in_effect: 'In effect', gone: 'Left before', taken_back: 'Taken back' },
  termination_fee: { none: 'None', flat: 'A fixed amount', percent: 'Part of the price that remains', declining: 'An amount that falls each month' },
  plan_form: {
    contract: 'Contract', term: 'Minimum term, months', term_hint: 'From the start of the service; empty: none', term_range: 'A whole number of months from 0 to 120.', notice: 'Notice, days', notice_hint: 'Before an end without a fee', renewal: 'Renews for, months', renewal_hint: 'Each time; empty: it runs on without a term', fee: 'Fee for leaving early', fee_hint: 'Charged on the last day of service', fee_amount: 'Amount of the fee', fee_declining_hint: 'At the start; each full month of the minimum term lowers it by the same step', fee_percent: 'Percent', fee_percent_hint: 'Of the price of the plan until the contract could have ended', percent_range: 'More than 0 and at most 100 percent.',
    kind: 'Kind', kind_hint: 'Stays as it is; each kind has details of its own',
    price_gross: 'Price {{per}}, taxes included', tax_fixed: 'Everywhere the same', tax_by_place: 'By the place of the service', sells_internet: 'Internet, by place', sells_voice: 'Voice, by place', sells_television: 'Television, by place', sells_equipment: 'Equipment, by place', sells_other: 'Other, by place', gross: 'The price includes its taxes',
    new_title: 'New plan', edit_title: 'Change {{name}}', submit: 'Create plan', submit_edit: 'Make version {{version}}', name: 'Name', name_hint: 'As customers see it on the invoice', code: 'Code', code_hint: 'Short and lasting, like home-100', description: 'Description', price: 'Price {{per}}, before tax', tax: 'Tax', down: 'Download, Mbit/s', up: 'Upload, Mbit/s', speed_hint: 'Empty is unlimited', active: 'On sale: can be given to new services', created: 'Plan {{name}} can be sold now.', saved: 'Version {{version}} of {{name}} is in force.',
    interval: 'Billed every', interval_hint: 'In advance, from each customer’s billing day', months: 'Number of months', months_range: 'A whole number of months from 1 to 120.', other_interval: 'Several months…',
    once: 'Charged once: a device, a fee', setup: 'Set-up fee, before tax', setup_hint: 'Once, with the first invoice', trial: 'Free days', trial_hint: 'At the beginning of a service', trial_range: 'A whole number of days from 0 to 366.', price_once: 'Price, before tax', price_once_gross: 'Price, taxes included',
    versions_one: 'This makes version {{version}} for new services. The {{count}} service now on this plan keeps its price and speed until its plan is changed.', versions_other: 'This makes version {{version}} for new services. The {{count}} services now on this plan keep their price and speed until their plan is changed.', speed: 'A speed in Mbit/s, like 100 or 2.5.',
  },
  interval: {
    of_1: 'Month', of_3: 'Quarter', of_6: 'Half-year', of_12: 'Year',
    every_1: 'Monthly', every_3: 'Quarterly', every_6: 'Half-yearly', every_12: 'Yearly', every_n: 'Every {{months}} months',
    once: 'once', per_1: 'per month', per_3: 'per quarter', per_6: 'per half-year', per_12: 'per year', per_n: 'per {{months}} months', per_period: 'per billing period', price: '{{amount}} {{per}}',
  },
};
