// A real demarc for one test: its own folder, ports and database, a clock that the test moves, and its log kept when the test
// fails. Nothing is stopped but by its pid.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync, mkdirSync, openSync, closeSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { Api } from './api.mjs';
import { drop_database, fresh_database } from './postgres.mjs';
import { eventually } from './wait.mjs';

const root = resolve(fileURLToPath(new URL('../../..', import.meta.url)));
export const results = process.env.TEST_RESULTS ?? join(root, 'test-results');

/** The program under test: TEST_DEMARC, else the release build. */
export const binary = resolve(root, process.env.TEST_DEMARC ?? 'build/release/demarc');

async function free_tcp_port() {
  const server = createServer();
  await new Promise((done, failed) => server.once('error', failed).listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}
async function free_udp_ports(count) {
  const sockets = Array.from({ length: count }, () => createSocket('udp4'));
  await Promise.all(sockets.map((socket) => new Promise((done, failed) => socket.once('error', failed).bind(0, '127.0.0.1', done))));
  const ports = sockets.map((socket) => socket.address().port);
  await Promise.all(sockets.map((socket) => new Promise((done) => socket.close(done))));
  return ports;
}

const toml = (sections) => Object.entries(sections).map(([section, keys]) =>
  `[${section}]\n${Object.entries(keys).map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`).join('')}`).join('\n');

export class Daemon {
  /** Migrates and serves.
   * database: 'sqlite' or 'postgres'; simulated_clock: an instant, or undefined for the real one; config: more sections;
   * demo: load the demo provider with these arguments first. */
  static async start({ database = 'sqlite', simulated_clock, config = {}, demo, name = 'daemon' } = {}) {
    assert.ok(existsSync(binary), `${binary} is not built: tools/build release demarc`);
    const folder = await mkdtemp(join(tmpdir(), 'demarc-flow-'));
    const daemon = new Daemon(name, folder, database);
    try {
      if (database === 'postgres') daemon.database_url = await fresh_database();
      daemon.port = await free_tcp_port();
      [daemon.auth_port, daemon.acct_port] = await free_udp_ports(2);
      daemon.now = simulated_clock;
      daemon.write_config(config);
      await daemon.cli(['migrate']);
      if (demo) await daemon.cli(['demo', ...demo]);
      await daemon.serve();
      return daemon;
    } catch (error) {
      await daemon.keep_log();
      await daemon.remove();
      throw error;
    }
  }

  #child = null;
  #exited = null;

  constructor(name, folder, database) {
    this.name = name;
    this.folder = folder;
    this.database = database;
    this.database_url = 'sqlite:demarc.db';
    this.log_file = join(folder, 'demarc.log');
    this.config_file = join(folder, 'demarc.toml');
  }

  get url() { return `http://127.0.0.1:${this.port}`; }
  get pid() { return this.#child?.pid; }
  log() { return existsSync(this.log_file) ? readFileSync(this.log_file, 'utf8') : ''; }

  write_config(more = {}) {
    const sections = {
      server: { listen: '127.0.0.1', port: this.port },
      database: { url: this.database_url },
      data: { dir: join(this.folder, 'data') },
      radius: { listen: '127.0.0.1', auth_port: this.auth_port, acct_port: this.acct_port },
    };
    for (const [section, keys] of Object.entries(more)) sections[section] = { ...sections[section], ...keys };
    mkdirSync(join(this.folder, 'data'), { recursive: true });
    writeFileSync(this.config_file, toml(sections));
  }

  #environment() {
    // Nothing of the caller's own configuration may leak in.
    const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('DEMARC_') && !name.startsWith('TEST_'));
    return { ...Object.fromEntries(kept), ASAN_OPTIONS: 'detect_stack_use_after_return=1', LSAN_OPTIONS: `suppressions=${join(root, 'tests/flows/support/lsan.supp')}:print_suppressions=0`, UBSAN_OPTIONS: 'print_stacktrace=1' };
  }

  async serve() {
    const log = openSync(this.log_file, 'a');
    const clock = this.now ? ['--simulated-clock', this.now] : [];
    this.#child = spawn(binary, ['--config', this.config_file, 'serve', ...clock], { cwd: this.folder, env: this.#environment(), stdio: ['ignore', log, log] });
    closeSync(log);
    let ended = null;
    this.#exited = new Promise((done) => {
      this.#child.on('error', (error) => done(ended = { error }));
      this.#child.on('exit', (code, signal) => done(ended = { code, signal }));
    });
    await eventually(async () => {
      if (ended) return true;
      return (await fetch(`${this.url}/v1/health`)).ok;
    }, { within_ms: 30000, what: 'the health answer' }).catch((error) => { throw new Error(`${error.message}\n${this.log()}`); });
    if (ended) throw new Error(`demarc serve ended at once: ${JSON.stringify(ended)}\n${this.log()}`);
  }

  /** Runs `demarc ARGS` on this installation; {code, stdout, stderr}. Fails unless it exits as expected. */
  async cli(args, { input, expected_code = 0 } = {}) {
    const done = await new Promise((finish) => {
      const child = execFile(binary, ['--config', this.config_file, ...args], { cwd: this.folder, env: this.#environment(), maxBuffer: 1 << 26 },
        (error, stdout, stderr) => finish({ code: error ? (error.code ?? -1) : 0, stdout, stderr }));
      if (input !== undefined) child.stdin.end(input);
    });
    if (expected_code !== null) assert.equal(done.code, expected_code, `demarc ${args.join(' ')}\n${done.stdout}${done.stderr}`);
    return done;
  }

  /** An API client signed in as a new user with this role. */
  async api(role = 'admin') {
    const email = `${role}-${Math.random().toString(36).slice(2, 8)}@example.com`;
    const password = 'correct horse battery staple';
    await this.cli(['user', 'add', email, '--name', `Test ${role}`, '--role', role, '--password-stdin'], { input: `${password}\n` });
    const api = new Api(this.url);
    await api.login(email, password);
    api.email = email;
    api.password = password;
    return api;
  }

  /** Moves the simulated clock: '1d', '6h', or to an instant. Jobs due in between have run when it returns. */
  async advance(by_or_to) {
    const to = /^\d{4}-/.test(by_or_to);
    const { stdout } = await this.cli(['clock', 'advance', ...(to ? ['--to', by_or_to] : [by_or_to])]);
    this.now = /\d{4}-\d\d-\d\dT[\d:.]+Z?/.exec(stdout)?.[0] ?? this.now;
    return this.now;
  }

  /** `demarc verify`: the books and the network agree with what they were made from. */
  verify() { return this.cli(['verify']); }

  /** Ends it as an operator does; fails when it does not end cleanly. */
  async stop() {
    if (!this.#child) return;
    const child = this.#child;
    this.#child = null;
    child.kill('SIGTERM');
    let late; // cleared, because a timer that still runs keeps the test's process for its whole time
    const ended = await Promise.race([this.#exited, new Promise((done) => { late = setTimeout(done, 15000, null); })]);
    clearTimeout(late);
    if (!ended) {
      child.kill('SIGKILL');
      await this.#exited;
      throw new Error(`demarc did not end within 15 s of SIGTERM\n${this.log()}`);
    }
    if (ended.code !== 0) throw new Error(`demarc ended with ${JSON.stringify(ended)}\n${this.log().slice(-4000)}`);
  }

  /** Ends it as a power cut does. */
  async kill() {
    const child = this.#child;
    this.#child = null;
    child?.kill('SIGKILL');
    await this.#exited;
  }

  async restart() {
    await this.stop();
    await this.serve();
  }

  async keep_log() {
    mkdirSync(results, { recursive: true });
    const file = join(results, `${this.name.replaceAll(/[^\w-]+/g, '-')}-${this.database}.log`);
    writeFileSync(file, this.log());
    return file;
  }

  async remove() {
    await this.kill();
    if (this.database_url.startsWith('postgres')) await drop_database(this.database_url);
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Runs `body(daemon)`, then `demarc verify`, then a clean stop. On a failure the log is kept in test-results. */
export async function with_daemon(options, body) {
  const daemon = await Daemon.start(options);
  try {
    await body(daemon);
    await daemon.verify();
    await daemon.stop();
  } catch (error) {
    const file = await daemon.keep_log();
    error.message += `\n(log of the daemon: ${file})`;
    throw error;
  } finally {
    await daemon.remove();
  }
}

/** One test per database. `body(daemon, t)`. */
export function flow(name, options, body) {
  for (const database of options.databases ?? ['sqlite', 'postgres']) {
    test(`${name} (${database})`, { timeout: options.timeout_ms ?? 300000 }, (t) =>
      with_daemon({ ...options, database, name: options.name ?? name }, (daemon) => body(daemon, t)));
  }
}
