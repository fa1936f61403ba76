export const sessions_en = {
  sessions: {
    title: 'Online now', past_title: 'Sessions', search: 'User name, IP address (also within a prefix) or MAC…', who: 'Who', username: 'User name', address: 'Address', ipv6: 'IPv6', calling: 'From', port: 'Port', server: 'Access server', since: 'Since', duration: 'For', down: 'Downloaded', up: 'Uploaded', rate: 'Speed now', network: 'Network', updated: 'Last heard', ended: 'Ended', cause: 'Ended by',
    none: 'Nobody is online', none_hint: 'Sessions appear here by themselves as soon as an access server reports one.', none_past: 'No sessions yet', online: 'Online', all: 'All', show: 'Show', any_server: 'All access servers', unknown: 'unknown service', state_in_step: 'In step', state_sending: 'Sending', state_failed: 'Not followed',
    sending: 'Telling {{server}}: {{desired}}', failed: '{{server}} has not followed. Wanted: {{desired}}. Has: {{actual}}.', last_answer: 'Its last answer: {{answer}}.', for: 'For {{duration}}.',
  },
  network_state: { in_step: 'In step', pending: 'Sending', refused: 'Refused', unreachable: 'No answer', gone: 'Gone' },
  network_words: {
    in_step: '', pending: '{{server}} is being told.', refused: '{{server}} has refused the change.', unreachable: '{{server}} does not answer; it is asked again.', gone: '{{server}} no longer knows this session.',
  },
};
