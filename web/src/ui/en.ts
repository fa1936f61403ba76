// English for the shared components.
export const ui_en = {
  ui: {
    none: 'none', unlimited: 'Unlimited', down: 'down', up: 'up', downloaded: 'downloaded', uploaded: 'uploaded', loading: 'Loading…', actions: 'Actions',
    cancel: 'Cancel', close: 'Close', save: 'Save changes', copy: 'Copy', copied: 'Copied',
  },
  trouble: {
    title: 'This could not be loaded', retry: 'Try again',
    network: 'Demarc does not answer. Check the connection; what you entered is kept, and trying again cannot do it twice.',
    own_fault: 'The console itself failed here ({{what}}). Reload the page; if it happens again, tell whoever runs Demarc.', forbidden: 'Your role does not allow this.', not_found: 'There is no such thing (any more).',
    server: 'Demarc could not do this because of a fault of its own ({{status}}). It is in the server log.', refused: 'Demarc refused this ({{status}}).',
  },
  list: {
    range: '{{from}}–{{to}} of {{total}}', shown: '{{from}}–{{to}}', pages: 'Pages', page: 'Page {{page}}', first: 'First page', previous: 'Previous page', next: 'Next page',
    search: 'Search: {{what}}', no_match: 'Nothing matches.', clear: 'Clear search and filters', clear_search: 'Clear search',
    export: 'Export this list as CSV', exporting: 'Exporting, {{rows}} rows so far', exported_one: 'Exported {{rows}} row.', exported_other: 'Exported {{rows}} rows.', export_failed: 'The export stopped',
    columns: 'Choose columns', columns_reset: 'Usual columns',
  },
  field: {
    required: 'This is needed.', money_empty: 'Enter an amount.', money_not_a_number: 'This is not an amount.', money_too_many_digits: 'Too many digits after the decimal point.',
    money_too_large: 'This amount is too large.', money_positive: 'The amount must be more than zero.', money_negative: 'The amount cannot be negative.',
    percent: 'Enter a percentage between 0 and 100.', email: 'This is not an e-mail address.', address: 'This is not an IP address.',
    show_secret: 'Show or hide', generate: 'Generate', password_short: 'At least 10 characters.',
  },
  timeline: { by: 'by {{actor}}', cause: 'cause' },
};
