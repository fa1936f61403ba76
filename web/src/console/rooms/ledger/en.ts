export const ledger_en = {
  ledger: {
    title: 'Ledger', accounts: 'Accounts', journal: 'Journal', months: 'Months', belongs: 'of {{date}}', code: 'Code', name: 'Account', kind: 'Kind', balance: 'Balance', none: 'The ledger is empty', none_hint: 'Invoices and payments are posted here by themselves, always in balance.', date: 'Date', memo: 'What', account: 'Account', debit: 'Debit', credit: 'Credit', source: 'From', from: 'From', to: 'To', any_account: 'Every account', entry: 'Entry {{id}}', no_entries: 'No entries',
  },
  account_kind: { asset: 'Asset', liability: 'Liability', income: 'Income', expense: 'Expense' },
  months: {
    month: 'Month', state: 'State', open: 'Open', closed: 'Closed', entries: 'Entries', closed_by: 'Closed by', close: 'Close', seal: 'Seal {{hash}}…', failed: 'The month was not closed', closed_told: 'The month is closed.',
    hint: 'A closed month takes no entry any more. What is dated into it later stands in the first open day and keeps its own date beside that.',
    ask_of: 'Close {{month}} for {{entity}}?', ask_alone: 'The books of {{entity}} alone are closed; those of the others take entries still.', ask_all: 'It is closed for all legal entities together.', closed_for: 'Closed for {{names}}',
    ask: 'Close {{month}}?', ask_hint: 'Revenue is recognised through its end and every entry is sealed. A closed month cannot be opened again; corrections stand in the open month.',
    ask_several_one: 'This closes {{last}}.', ask_several_other: 'This closes {{count}} months: {{first}} to {{last}}.',
    ask_waiting_one: '{{count}} customer has not been billed for these months. Their invoices will keep their dates, but stand in the next month’s books. Run billing first to avoid that.', ask_waiting_other: '{{count}} customers have not been billed for these months. Their invoices will keep their dates, but stand in the next month’s books. Run billing first to avoid that.',
    waiting_one: '{{count}} customer still to bill', waiting_other: '{{count}} customers still to bill',
  },
};
