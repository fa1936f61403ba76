export const plans_en = {
  plans: {
    title: 'Plans', new: 'New plan', none: 'No plans yet', none_hint: 'A plan is what a customer buys: a speed, a price and a tax.', name: 'Name', code: 'Code', price: 'Price', interval: 'Billed', speed: 'Speed', tax: 'Tax', version: 'Version', services: 'Active services', valid_from: 'Version since', on_sale: 'On sale', withdrawn: 'Withdrawn', status: 'Status', edit: 'Change', calculate: 'Calculate', kind: 'Kind', search: 'Name, code…', no_tax: 'No tax', by_place: 'By place ({{what}})',
  },
  coupons: {
    title: 'Coupons', new: 'New coupon', none: 'No coupons yet', none_hint: 'A coupon takes a percentage or an amount off the price of a customer who names its code.', search: 'Code, name…', code: 'Code', name: 'Name', off: 'Takes off', for: 'Lasts', on: 'On', given: 'Given', used: 'Uses', created: 'Created', times_zero: 'not used', times_one: 'used once', times_other: 'used {{count}} times', times_of: 'used {{used}} of {{limit}} times',
    any_plan: 'Any plan', plan_number: 'Plan {{id}}', with_add_ons: 'and add-ons', for_ever: 'For ever', for_periods_one: '{{count}} billing period', for_periods_other: '{{count}} billing periods', always: 'At any time', between: '{{from}} to {{until}}', from_day: 'From {{from}}', until_day: 'Until {{until}}',
    withdraw: 'Withdraw', withdraw_ask: 'Withdraw {{code}}?', withdraw_body: 'Nobody is given it from now on. Who has it keeps the discount to its end. It can be given again later.', give_again: 'Give again', is_withdrawn: '{{code}} is no longer given.', given_again: '{{code}} is given again.',
    new_title: 'New coupon', create: 'Create coupon', made: 'Coupon {{code}} can be given now.', code_hint: 'What customers name: welcome-10', name_hint: 'As it stands on the invoice', by: 'Takes off', by_percent: 'Percent', by_amount: 'Amount', percent: 'Percent', percent_hint: 'Of the list price', percent_range: 'More than 0 and at most 100 percent.',
    amount: 'Amount, before tax', amount_hint: 'Off each billing period', periods: 'Billing periods', periods_hint: 'Empty: for ever', periods_range: 'A whole number from 1 to 1200.', whole: 'A whole number, 1 or more.', plan: 'Only for', plan_hint: 'Services on this plan', on_add_ons: 'Takes off the price of add-ons too',
    valid_from: 'First day', valid_from_hint: 'Empty: at once', valid_until: 'Last day', valid_until_hint: 'Empty: until it is withdrawn', never_valid: 'The last day is before the first one.', most: 'Most often', most_hint: 'How many services may have it; empty: no limit',
  },
  coupon_state: { active: 'Given', used_up: 'Used up', to_come: 'To come', over: 'Over', withdrawn: 'Withdrawn' },
  plan_kind: { internet: 'Internet', voice: 'Voice', television: 'Television', equipment: 'Equipment', other: 'Other' },
  price_change: {
    title: 'Price changes of {{name}}', up: 'Plans', button: 'Price changes', new: 'Announce a price change', none: 'No price change yet', none_hint: 'Who has a plan keeps its price. A price change tells them, and moves them on their own billing day.',
    form_title: 'Change the price of {{name}}', price: 'New price {{per}}', net: 'Before tax', gross: 'Taxes included', on: 'From', on_hint: 'At the earliest {{date}}: {{count}} days of notice', how: 'Each service comes to the new price with the first billing period of its own that begins on or after the day you give; nothing inside a period changes.', tell: 'Tell customers', text: 'Your words, added to each letter', text_hint: 'The letter always says both prices, the day, and that the customer may leave.',
    only: 'Only services on these versions', only_hint: 'Empty: all older versions', version: 'Version {{version}}', now: 'Now {{price}}.',
    counting: 'Counting…', ask: 'Give a price and a day to see who is affected.', nobody: 'No service is on an older version.', affected: '{{services}} services of {{customers}} customers', monthly: 'Change per month', effect: 'Takes effect', effect_between: '{{first}} to {{last}}', left_out: 'Left out, as another interval or tax basis: version {{versions}}',
    customer: 'Customer', service: 'Service', old: 'Until now', was: 'was {{price}}', new_price: 'From then', on_day: 'On', outlook: 'Outlook', more_one: 'and {{count}} more; the whole list stands with the announcement.', more_other: 'and {{count}} more; the whole list stands with the announcement.', announce_one: 'Tell {{count}} customer', announce_other: 'Tell {{count}} customers', announced: 'Customers are being told.',
    sold: 'On sale from', versions: 'Versions moved', words: 'Your words', told: 'Told', told_of: '{{done}} of {{total}} customers', services: 'Services', by: 'Announced by', notice: 'Notice', days: '{{count}} days', cancelled_by: 'Taken back by', cancel: 'Take back', cancel_title: 'Take this price change back?', cancel_body: '{{customers}} customers who were told are told that it does not take place. Services that have come to the new price keep it.', cancelling: 'The price change is taken back.', show: 'Show services', hide: 'Hide services', load_more: 'Show more', failed: 'The announcement stopped',
    next: '{{price}} from {{date}}',
  },
  price_change_state: { announcing: 'Being told', announced: 'Announced', cancelling: 'Being taken back', cancelled: 'Taken back', failed: 'Failed' },
  price_outlook: { coming: 'To come', in_effect: 'In effect', gone: 'Left before', taken_back: 'Taken back' },
  plan_form: {
    kind: 'Kind', kind_hint: 'Cannot be changed later; each kind has details of its own',
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
