export const plans_en = {
  plans: {
    title: 'Plans', new: 'New plan', none: 'No plans yet', none_hint: 'A plan is what a customer buys: a speed, a price and a tax.', name: 'Name', code: 'Code', price: 'Price', interval: 'Billed', speed: 'Speed', tax: 'Tax', version: 'Version', services: 'Active services', valid_from: 'Version since', on_sale: 'On sale', withdrawn: 'Withdrawn', status: 'Status', edit: 'Change', calculate: 'Calculate', search: 'Name, code…', no_tax: 'No tax', by_place: 'By place ({{what}})',
  },
  plan_form: {
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
