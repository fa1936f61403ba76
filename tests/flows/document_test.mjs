// The API document in the repository is the one that the program writes out: whoever changes an operation commits what it
// changed for clients.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'node:test';

import { binary, flow } from './support/daemon.mjs';

const file = fileURLToPath(new URL('../../api/openapi.json', import.meta.url));

test('api/openapi.json is what demarc openapi writes', () => {
  const written = execFileSync(binary, ['openapi'], { encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.ok(written === readFileSync(file, 'utf8'), 'the API changed: run `build/release/demarc openapi > api/openapi.json` and `npm run gen` in web/, and look at the difference');
});

// Each value is held to the type that the document gives it; what the document does not name must not be there.
function mismatches(schema, value, where, components) {
  if (schema.$ref) return mismatches(components[schema.$ref.split('/').pop()], value, where, components);
  if (schema.anyOf || schema.oneOf) {
    const all = (schema.anyOf ?? schema.oneOf).map((one) => mismatches(one, value, where, components));
    return all.some((one) => one.length === 0) ? [] : all[0];
  }
  const types = [schema.type].flat();
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;
  if (schema.type && !types.includes(type)) return [`${where} is ${type}, the document says ${types.join(' or ')}`];
  if (schema.enum && value !== null && !schema.enum.includes(value)) return [`${where} is ${value}, not one of ${schema.enum}`];
  if (type === 'array') return value.flatMap((one, i) => mismatches(schema.items ?? {}, one, `${where}[${i}]`, components));
  if (type !== 'object' || !schema.properties) return [];
  const found = [];
  for (const name of schema.required ?? []) if (!(name in value)) found.push(`${where}.${name} is missing`);
  for (const [name, one] of Object.entries(value)) {
    if (!(name in schema.properties)) found.push(`${where}.${name} is not in the document`);
    else found.push(...mismatches(schema.properties[name], one, `${where}.${name}`, components));
  }
  return found;
}

flow('every operation answers as the document says', { databases: ['sqlite'], simulated_clock: '2027-01-31T09:00' }, async (daemon) => {
  const api = await daemon.api();
  const document = JSON.parse(readFileSync(file, 'utf8'));
  // Something of everything, so that lists are not empty.
  const tax = (await api.get('/v1/taxes')).items[0];
  const plan = await api.post('/v1/plans', { code: 'fiber', name: 'Fiber', price_minor: 2900, tax_id: tax.id, down_kbit: 1000 });
  const pool = await api.post('/v1/pools', { name: 'P', purpose: 'service', first_address: '100.64.0.1', last_address: '100.64.0.9' });
  await api.post('/v1/access-servers', { name: 'n', address: '127.0.0.12', profile: 'mikrotik', pool_id: pool.id });
  const customer = await api.post('/v1/customers', { name: 'Alice', kind: 'residential' });
  await api.post(`/v1/customers/${customer.id}/services`, { plan_id: plan.id, username: 'alice@isp' });
  await api.post('/v1/tax-presets/eu/load');
  await api.post('/v1/billing/runs', {});
  await daemon.advance('1h');
  await api.post('/v1/payments', { customer_id: customer.id, amount_minor: 100, method: 'cash' });
  let read = 0;
  const wrong = [];
  for (const [path, operations] of Object.entries(document.paths)) {
    const get = operations.get;
    const answer = get?.responses?.['200']?.content?.['application/json'];
    if (!answer) continue;
    const address = path.replace('{report}', 'trial_balance').replaceAll(/{[a-z_]+}/g, '1');
    const needed = { q: 'alice', country: 'FR' };
    const query = Object.fromEntries((get.parameters ?? []).filter((one) => one.in === 'query' && one.required).map((one) => [one.name, needed[one.name]]));
    const seen = await api.raw('GET', address, { query });
    if (get['x-permission'] === 'portal') { // subscribers' own; portal_test goes through all of them
      assert.equal(seen.status, 401, `GET ${address}: ${JSON.stringify(seen.body)}`);
      continue;
    }
    if (seen.status === 404) continue; // there is no session, no token 1
    assert.equal(seen.status, 200, `GET ${address}: ${JSON.stringify(seen.body)}`);
    wrong.push(...mismatches(answer.schema, seen.body, `GET ${address}`, document.components.schemas));
    ++read;
  }
  assert.deepEqual(wrong, []);
  assert.ok(read >= 25, `${read} operations were read`);
  // Nobody who is not signed in gets past any door but the public ones; a viewer changes nothing.
  const viewer = await daemon.api('viewer');
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const method of Object.keys(operations)) {
      if (!['get', 'post', 'put', 'patch', 'delete'].includes(method)) continue;
      const address = new URL(path.replaceAll(/{[a-z_]+}/g, '1'), daemon.url);
      const options = { method: method.toUpperCase(), headers: { 'content-type': 'application/json' }, body: method === 'get' || method === 'delete' ? undefined : '{}' };
      const nobody = await fetch(address, options);
      const is_public = ['/v1/health', '/v1/portal/front', '/v1/portal/link-requests', '/v1/portal/session/link'].includes(path) || (['/v1/session', '/v1/portal/session'].includes(path) && method !== 'get');
      const is_portal = path.startsWith('/v1/portal/');
      if (!is_public) assert.equal(nobody.status, 401, `${method} ${path} without signing in: ${nobody.status}`);
      await nobody.body?.cancel();
      // A viewer may ask a question that takes a body.
      if (method !== 'get' && path !== '/v1/session' && !is_public && !operations[method]['x-permission'].endsWith('.read')) {
        const seen = await viewer.raw(method.toUpperCase(), path.replaceAll(/{[a-z_]+}/g, '1'), { body: options.body ? {} : undefined });
        assert.equal(seen.status, is_portal ? 401 : 403, `${method} ${path} as a viewer: ${seen.status} ${JSON.stringify(seen.body)}`);
      }
    }
  }
});
