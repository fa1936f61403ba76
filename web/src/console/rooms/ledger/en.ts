export const ledger_en = {
  ledger: {
    title: 'Ledger', accounts: 'Accounts', journal: 'Journal', code: 'Code', name: 'Account', kind: 'Kind', balance: 'Balance', none: 'The ledger is empty', none_hint: 'Invoices and payments are posted here by themselves, always in balance.', date: 'Date', memo: 'What', account: 'Account', debit: 'Debit', credit: 'Credit', source: 'From', from: 'From', to: 'To', any_account: 'Every account', entry: 'Entry {{id}}', no_entries: 'No entries',
  },
  account_kind: { asset: 'Asset', liability: 'Liability', income: 'Income', expense: 'Expense' },
};
