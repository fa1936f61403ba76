export const referrals_en = {
  referral: {
    panel: 'Referral', by: 'Referred by', brought: 'Brought', nobody: 'nobody is named', change: 'Change', submit: 'Say who referred the customer', waits: 'not earned yet', rewarded: '{{amount}} on {{date}}', no_reward: 'no reward: {{reason}}',
    title: 'Who referred {{name}}', body: 'With the first invoice that is paid in full both are given their credit, once. It can be named until {{date}}.', now: 'Now {{name}}; empty: nobody', hint: 'Empty: nobody', saved: 'Saved.',
  },
  referral_settings: {
    title: 'Referrals', hint: 'A customer who brings another one, and the one who comes, can be given credit. It is booked once, with the new customer’s first invoice that is paid in full, pays their open invoices, and stays when that invoice is credited later.',
    is_on: 'Give credit for referrals', referrer: 'For who refers', referred: 'For who is referred', minimum: 'Least paid on the invoice', minimum_hint: 'By money; empty: anything', most: 'Most rewards a year', most_hint: 'Of one referrer; empty: no limit', window: 'Days to say it', window_hint: 'After joining', saved: 'What is given for referrals is saved.', whole: 'A whole number, 1 or more.', days: 'A whole number from 0 to 366.',
  },
};
