export const entities_en = {
  entities: {
    one: 'Legal entity', all: 'All legal entities', hint: 'The companies that you sell as. Each has its own documents, numbers, taxes and books; a customer buys from one of them. Currency, time zone and days to pay are the same for all.', new: 'New legal entity', new_title: 'New legal entity', submit: 'Add legal entity', edit: 'Change', edit_title: 'Change {{name}}', first: 'the provider', inactive: 'no new customers', saved: '{{name}} saved.', added: '{{name}} added. New customers can buy from it now.',
    name_hint: 'As documents show it in large', address: 'Address', taxes: 'Taxes', country_hint: 'Where it is established', documents: 'Documents', prefix: 'Prefix of numbers', prefix_hint: 'No other legal entity’s. As in {{examples}}', registration: 'Registration', registration_hint: 'Register and number, as documents must say them', account_holder: 'Account holder', bank_name: 'Bank', iban: 'IBAN', iban_hint: 'Without one its documents name no account', bic: 'BIC', account_in_design: 'Its account and registration stand in Settings, Documents.', active: 'Takes new customers', active_hint: 'The customers it has are billed on, whatever you choose',
    voucher_hint: 'Taken from its customers alone',
    customer_hint: 'Cannot be changed once something was billed or paid',
  },
  entity_number: { invoice: 'Next invoice', credit_note: 'Next credit note', receipt: 'Next receipt' },
};
