// Search and paging over many customers, as the console asks for them: milliseconds an answer, and how often a page of 50 is
// dearer than the same server's constant reply asked in the same way.
//
//   node bench/search_bench.mjs [--customers 100000] [--months 1] [--rounds 20] [--database sqlite|postgres] [--data FOLDER]
//   with build/release/demarc, or TEST_DEMARC. Making 100,000 customers takes some minutes; --data
//   takes a folder of `demarc demo` instead. --database postgres: tools/with_postgres node ...
import { performance } from 'node:perf_hooks';

import { Daemon } from '../tests/flows/support/daemon.mjs';

const text = (name, standard) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : standard);
const option = (name, standard) => Number(text(name, standard));
const customers = option('--customers', 100_000), rounds = option('--rounds', 20), database = text('--database', 'sqlite');

const made = text('--data');
const config = made ? { database: { url: `sqlite:${made}/demarc.db` }, data: { dir: made } } : {};
const begun = performance.now();
const daemon = await Daemon.start({ name: 'search-bench', database, config, demo: made ? undefined : ['--customers', customers, '--months', option('--months', 1)].map(String) });
try {
  if (!made) console.log(`${customers} customers on ${database}, made and served in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  const api = await daemon.api();
  const { token } = await api.post('/v1/api-tokens', { name: 'bench', role: 'viewer' });
  const page = await api.get('/v1/customers?limit=50&sort=name');
  // A cursor far into the list: as deep as a hundred pages, or as there are.
  let deep = page.next_cursor;
  for (let n = 1; n < 100; ++n) {
    const next = deep && (await api.get(`/v1/customers?limit=50&sort=name&count=false&cursor=${encodeURIComponent(deep)}`)).next_cursor;
    if (!next) break;
    deep = next;
  }
  const some = page.items[page.items.length >> 1];
  const word = some.name.split(' ')[0].toLowerCase(), last = some.name.split(' ').at(-1).slice(0, 4).toLowerCase();
  const questions = {
    'constant reply': '/icon.svg',
    'first page of all, with the count': '/v1/customers?limit=50&sort=name',
    'first page of all': '/v1/customers?limit=50&sort=name&count=false',
    'page 100 of all': `/v1/customers?limit=50&sort=name&count=false&cursor=${encodeURIComponent(deep ?? '')}`,
    [`a word ("${word}")`]: `/v1/customers?limit=50&q=${encodeURIComponent(word)}`,
    [`two parts of words ("${word} ${last}")`]: `/v1/customers?limit=50&q=${encodeURIComponent(`${word} ${last}`)}`,
    'a customer number': `/v1/customers?limit=50&q=${encodeURIComponent(some.number)}`,
    'nobody ("qqqq")': '/v1/customers?limit=50&q=qqqq',
    'overdue only': '/v1/customers?limit=50&overdue=true',
    'suspended only': '/v1/customers?limit=50&status=suspended',
    'one search box over everything': `/v1/search?q=${encodeURIComponent(some.name)}`,
  };
  const times = Object.fromEntries(Object.keys(questions).map((name) => [name, []]));
  for (let round = 0; round <= rounds; ++round) {
    for (const [name, path] of Object.entries(questions)) {
      const from = performance.now();
      const answer = await fetch(daemon.url + path, { headers: { authorization: `Bearer ${token}` } });
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      if (round > 0) times[name].push(performance.now() - from); // the first round warms
    }
  }
  const at = (values, share) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
  const floor = at(times['constant reply'], 0.5);
  for (const [name, values] of Object.entries(times)) {
    console.log(`${name.padEnd(40)} median ${at(values, 0.5).toFixed(1).padStart(7)} ms   p95 ${at(values, 0.95).toFixed(1).padStart(7)} ms   ratio ${(at(values, 0.5) / floor).toFixed(1)}`);
  }
  await daemon.stop();
} finally {
  await daemon.remove();
}
