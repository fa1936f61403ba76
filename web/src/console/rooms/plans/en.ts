export const plans_en = {
  plans: {
    title: 'Plans', new: 'New plan', none: 'No plans yet', none_hint: 'A plan is what a customer buys: a speed, a monthly price and a tax.', name: 'Name', code: 'Code', price: 'Price a month', speed: 'Speed', tax: 'Tax', version: 'Version', services: 'Active services', valid_from: 'Version since', on_sale: 'On sale', withdrawn: 'Withdrawn', status: 'Status', edit: 'Change', search: 'Name, code…', no_tax: 'No tax', by_place: 'By place ({{what}})',
  },
  plan_form: {
    price_gross: 'Price a month, taxes included', tax_fixed: 'Everywhere the same', tax_by_place: 'By the place of the service', sells_internet: 'Internet, by place', sells_voice: 'Voice, by place', sells_television: 'Television, by place', sells_equipment: 'Equipment, by place', sells_other: 'Other, by place', gross: 'The price includes its taxes',
    new_title: 'New plan', edit_title: 'Change {{name}}', submit: 'Create plan', submit_edit: 'Make version {{version}}', name: 'Name', name_hint: 'As customers see it on the invoice', code: 'Code', code_hint: 'Short and lasting, like home-100', description: 'Description', price: 'Price a month, before tax', tax: 'Tax', down: 'Download, Mbit/s', up: 'Upload, Mbit/s', speed_hint: 'Empty is unlimited', active: 'On sale: can be given to new services', created: 'Plan {{name}} can be sold now.', saved: 'Version {{version}} of {{name}} is in force.',
    versions_one: 'This makes version {{version}} for new services. The {{count}} service now on this plan keeps its price and speed until its plan is changed.', versions_other: 'This makes version {{version}} for new services. The {{count}} services now on this plan keep their price and speed until their plan is changed.', speed: 'A speed in Mbit/s, like 100 or 2.5.',
  },
};
