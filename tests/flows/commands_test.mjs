// The two commands, ./run and ./test, in a folder of stand-ins that record what they were asked: their order, their options, and
// what they refuse.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(new URL('../..', import.meta.url)));
let folder;

function script(path, text) {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, `#!/usr/bin/env bash\n${text}\n`);
  chmodSync(full, 0o755);
}
const run = (command, args = [], environment = {}) => new Promise((done) => {
  execFile(join(folder, command), args, { env: { PATH: `${folder}/bin:${process.env.PATH}`, HOME: process.env.HOME, ...environment } },
    (error, stdout, stderr) => done({ code: error ? error.code : 0, stdout, stderr }));
});
const calls = () => (existsSync(join(folder, 'calls')) ? readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n') : []);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'demarc-commands-'));
  for (const command of ['run', 'test']) copyFileSync(join(root, command), join(folder, command));
  for (const tool of ['bootstrap', 'build', 'build_web']) script(`tools/${tool}`, `echo "${tool} $*" >>"$(dirname "$0")/../calls"`);
  script('tools/node_path', '');
  script('build/release/demarc', 'echo "demarc $* port=${DEMARC_SERVER_PORT:-}" >>calls');
  script('bin/psql', `echo "psql $*" >>"${folder}/calls"`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('run installs, builds, migrates, loads the demo, makes the first user, serves', async () => {
  assert.equal((await run('run')).code, 0);
  assert.deepEqual(calls(), ['bootstrap build run', 'build_web ', 'build release demarc', 'demarc --data data migrate port=',
    'demarc --data data demo --if-empty port=', 'demarc --data data user add --first port=', 'demarc --data data serve port=']);
});

test('run passes its options on', async () => {
  const url = 'postgresql://demarc@127.0.0.1:5999/demarc';
  assert.equal((await run('run', ['--no-demo', '--port', '9001', `--database=${url}`])).code, 0);
  assert.deepEqual(calls().slice(3), ['migrate', 'user add --first', 'serve'].map((command) => `demarc --data data --database ${url} ${command} port=9001`));
});

test('run refuses what it does not know, and says what it knows', async () => {
  for (const [args, word] of [[['--prot', '1'], "unknown option '--prot'"], [['serve'], "unknown option 'serve'"], [['--port'], '--port needs a value'],
    [['--port', '0'], 'from 1 to 65535'], [['--port=80a'], 'from 1 to 65535'], [['--database', 'mysql://x'], 'postgresql://']]) {
    const refused = await run('run', args);
    assert.equal(refused.code, 2, args.join(' '));
    assert.ok(refused.stderr.includes(word), refused.stderr);
    assert.ok(refused.stderr.includes('--no-demo'), 'the usage follows');
  }
  assert.deepEqual(calls(), []);
  const help = await run('run', ['--help']);
  assert.equal(help.code, 0);
  for (const option of ['--database', '--port', '--no-demo', '--fresh', '--yes']) assert.ok(help.stdout.includes(option));
});

test('run stops when a step fails', async () => {
  script('build/release/demarc', 'echo "demarc $*" >>calls; [ "$3" != migrate ]');
  assert.notEqual((await run('run')).code, 0);
  assert.equal(calls().at(-1), 'demarc --data data migrate');
});

test('run --fresh keeps the old data aside', async () => {
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data/demarc.db'), 'old');
  assert.equal((await run('run', ['--fresh'])).code, 0);
  assert.equal(readFileSync(join(folder, 'data.old/demarc.db'), 'utf8'), 'old');
  assert.ok(!existsSync(join(folder, 'data/demarc.db')));
});

test('run --fresh leaves data alone that a server is using', async () => {
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data/serve.lock'), '');
  const holder = spawn('flock', [join(folder, 'data/serve.lock'), 'sleep', '30'], { stdio: 'ignore', detached: true });
  try {
    await new Promise((done) => setTimeout(done, 300));
    const refused = await run('run', ['--fresh']);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /stop it first/);
    assert.ok(existsSync(join(folder, 'data/serve.lock')));
  } finally {
    process.kill(-holder.pid);
  }
});

test('run --fresh empties a PostgreSQL database only when told yes, and never shows the password', async () => {
  const url = 'postgresql://demarc:geheim@127.0.0.1:5999/demarc';
  const refused = await run('run', ['--fresh', '--database', url]);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /--yes/);
  assert.doesNotMatch(refused.stderr, /geheim/);
  assert.ok(!calls().some((line) => line.startsWith('psql') || line.startsWith('demarc')));
  const done = await run('run', ['--fresh', '--yes', '--database', url]);
  assert.equal(done.code, 0, done.stderr);
  assert.ok(calls().some((line) => line.startsWith('psql') && line.includes('drop schema if exists public cascade')));
  assert.doesNotMatch(done.stderr, /geheim/);
});

// ---- ./test

function part(name, text, { needs = '' } = {}) {
  script(`tools/test.d/${name}`, `# about ${name}\n${needs ? `# needs ${needs}\n` : ''}${text}`);
}

test('test runs its parts in order and adds up what they counted', async () => {
  part('20-second', 'echo 4 0 1 >>"$TEST_COUNTS"');
  part('10-first', 'echo 2 0 >>"$TEST_COUNTS"; echo 1 0 0 >>"$TEST_COUNTS"');
  const done = await run('test');
  assert.equal(done.code, 0, done.stdout);
  assert.equal(done.stdout.trim().split('\n').at(-1), '7 passed, 0 failed, 1 skipped');
  assert.ok(done.stdout.indexOf('==== first') < done.stdout.indexOf('==== second'));
  assert.deepEqual(calls(), ['bootstrap build run test']);
});

test('test goes on after a failure and fails at the end', async () => {
  part('10-first', 'echo 2 1 >>"$TEST_COUNTS"; exit 1');
  part('20-second', 'echo 4 0 >>"$TEST_COUNTS"');
  const done = await run('test');
  assert.equal(done.code, 1);
  assert.equal(done.stdout.trim().split('\n').at(-1), '6 passed, 1 failed');
});

test('a part that breaks off, or runs nothing, is a failure', async () => {
  part('10-broken', 'echo 2 0 >>"$TEST_COUNTS"; exit 3');
  part('20-empty', 'true');
  part('30-hidden', 'echo 1 1 >>"$TEST_COUNTS"');
  const done = await run('test');
  assert.equal(done.code, 1);
  assert.equal(done.stdout.trim().split('\n').at(-1), '3 passed, 3 failed');
});

test('test runs the named parts alone and refuses unknown ones', async () => {
  part('10-first', 'echo 1 0 >>"$TEST_COUNTS"');
  part('20-second', 'echo 2 0 >>"$TEST_COUNTS"');
  assert.equal((await run('test', ['second'])).stdout.trim().split('\n').at(-1), '2 passed, 0 failed');
  const refused = await run('test', ['third']);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /no part 'third'[^]*about 10-first/);
  assert.equal((await run('test', ['--list'])).stdout, 'first\nsecond\n');
});

test('a part whose peer is absent is told, not counted', async () => {
  part('10-first', 'echo 1 0 >>"$TEST_COUNTS"');
  part('90-peers', 'echo 5 0 >>"$TEST_COUNTS"', { needs: '../nowhere/peers' });
  const done = await run('test');
  assert.equal(done.code, 0);
  assert.match(done.stdout, /peers +absent +no \.\.\/nowhere\/peers/);
  assert.equal(done.stdout.trim().split('\n').at(-1), '1 passed, 0 failed');
});
