export const profiles_en = {
  profiles: {
    title: 'Vendor profiles', new: 'New profile', search: 'Name, make…', none: 'No profiles', name: 'Name', make: 'Make', origin: 'Whose', own: 'Your own', built_in: 'Built in', orders: 'Changes', orders_none: 'At the next login', orders_disconnect: 'By Disconnect', orders_coa: 'By CoA', servers: 'Access servers', saved: 'Saved',
    hint: 'A profile says how one make of access server is told rates, pools, the payment page and changes. Copy one to write your own.', up: 'Vendor profiles', copy: 'Copy', remove: 'Delete', remove_ask: 'Delete {{name}}?', remove_body: 'Its versions stay on record.', removed: '{{name}} is deleted.', used_by_one: 'Used by 1 access server', used_by_other: 'Used by {{count}} access servers',
    text: 'Profile', text_hint: 'Lines “Attribute = value”; {down_kbit}, {up_kbit} and the like are filled in. Its name is the one in the text.', read_only: 'Built in, so it cannot be changed here. Copy it to make your own.', save: 'Save', saved_done: 'Saved. It speaks with the next packet.', create: 'Save as new profile', start_from: 'Start from',
    versions: 'Versions', version: 'Version {{version}}', version_now: 'in force', version_deleted: 'Deleted', put_back: 'Put into the editor', unsaved: 'Not saved yet',
  },
  profile_try: {
    title: 'Try it', hint: 'What Demarc would send. Nothing is sent to anybody.', request: 'Recorded login', request_hint: 'Lines as radclient or FreeRADIUS -X show them, or a packet in hex', state: 'Service', full: 'In service', throttled: 'Slowed down', garden: 'Payment page', down: 'Down, kbit/s', up: 'Up, kbit/s', unlimited: 'Unlimited', plan: 'Plan', pool: 'Pool', nothing: 'No attributes.',
    accept: 'The login is answered', change: 'The rate or the access changes during a session', change_none: 'Nothing is sent: the next login brings it.', disconnect: 'Somebody ends the session', disconnect_none: 'This make takes no orders: the session must be ended there.', hex: 'Octets', notes: 'Worth knowing', understood: 'The login as it was understood',
  },
};
