#!/usr/bin/env node
// provision.mjs USER PASSWORD 'Attr = value, Attr = value'   makes a customer with a service that answers a login with these
// attributes: what the test bed calls for each of its subscribers. PEERS_URL and PEERS_TOKEN say where.
import { Api } from '../flows/support/api.mjs';

const [username, password, wanted] = process.argv.slice(2);
const attributes = Object.fromEntries(wanted.split(',').map((pair) => pair.split('=').map((part) => part.trim().replaceAll('"', ''))).filter(([name]) => name));
const kbit = (name) => (attributes[name] ? Number(attributes[name]) : null);
const down_kbit = kbit('RP-Downstream-Speed-Limit');
const up_kbit = kbit('RP-Upstream-Speed-Limit');

const api = new Api(process.env.PEERS_URL, { token: process.env.PEERS_TOKEN });
const plan = await api.post('/v1/plans', { code: `for-${username}`, name: `Plan of ${username}`, price_minor: 2000, down_kbit, up_kbit });
const customer = await api.post('/v1/customers', { name: username, kind: 'residential', street: 'Ring 1', city: 'Aarhus', postal_code: '8000' });
await api.post(`/v1/customers/${customer.id}/services`, {
  plan_id: plan.id, username, password, static_address: attributes['Framed-IP-Address'],
  session_timeout_s: attributes['Session-Timeout'] ? Number(attributes['Session-Timeout']) : undefined,
});
