export const moves_en = {
  move: {
    menu: 'Move…', title: 'Move {{username}} to another address', submit: 'Move', done: 'Move entered.', on: 'First day at the new address', country_hint: 'Two letters; the customer’s when empty',
    hint: 'From that day on the service is taxed at the new place. Days billed already are corrected by a credit note.', fee: 'Fee', no_fee: 'none', fill: 'Give the day and the new address to see the bills.',
    all_one: 'Move the customer’s other service too', all_other: 'Move the customer’s {{count}} other services too', installed: 'Installed at', was: 'Until {{date}}: {{place}}', will_be: 'From {{date}}: {{place}}',
  },
};
