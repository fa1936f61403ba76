// API reads per second against a constant reply of the same server in the same run, by wrk (Debian's package): how much of an
// answer's cost is the product and how much is HTTP.
//
//   node bench/api_bench.mjs [--seconds 3] [--rounds 3]      with build/release/demarc, or TEST_DEMARC
import { execFileSync } from 'node:child_process';

import { Daemon } from '../tests/flows/support/daemon.mjs';

const option = (name, standard) => (process.argv.includes(name) ? Number(process.argv[process.argv.indexOf(name) + 1]) : standard);
const seconds = option('--seconds', 3), rounds = option('--rounds', 3);

const daemon = await Daemon.start({ name: 'api-bench' });
try {
  const api = await daemon.api();
  const plan = await api.post('/v1/plans', { code: 'fiber', name: 'Fiber', price_minor: 2900 });
  for (let i = 1; i <= 300; ++i) {
    const customer = await api.post('/v1/customers', { name: `Customer ${i}`, city: 'Town' });
    await api.post(`/v1/customers/${customer.id}/services`, { plan_id: plan.id, username: `user${i}@isp` });
  }
  await api.post('/v1/billing/runs', {});
  const { token } = await api.post('/v1/api-tokens', { name: 'bench', role: 'viewer' });
  const measure = (path) => {
    const output = execFileSync('wrk', ['-t1', '-c32', `-d${seconds}s`, '-H', `Authorization: Bearer ${token}`, `${daemon.url}${path}`], { encoding: 'utf8' });
    if (/Non-2xx/.test(output)) throw new Error(`${path}: ${output}`);
    return Number(/Requests\/sec:\s+([\d.]+)/.exec(output)[1]);
  };
  const paths = { 'constant reply (/icon.svg)': '/icon.svg', 'a customer': '/v1/customers/1', 'a service with access and session': '/v1/services/1',
    'a page of 50 customers': '/v1/customers?count=false', 'the home page': '/v1/dashboard' };
  const figures = Object.fromEntries(Object.keys(paths).map((name) => [name, []]));
  for (let round = 0; round < rounds; ++round) for (const [name, path] of Object.entries(paths)) figures[name].push(measure(path));
  const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
  const floor = median(Object.values(figures)[0]);
  for (const [name, values] of Object.entries(figures)) console.log(`${name.padEnd(36)} ${median(values).toFixed(0).padStart(8)} /s   ratio ${(median(values) / floor).toFixed(3)}`);
  await daemon.stop();
} finally {
  await daemon.remove();
}
