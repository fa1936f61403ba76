// Fresh databases on the PostgreSQL that tools/with_postgres started for this run of the tests.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';

let made = 0;

function server() {
  const url = process.env.DEMARC_TEST_POSTGRES;
  assert.ok(url, 'these tests need PostgreSQL: run them through ./test flows, or tools/with_postgres node --test ...');
  return url;
}

const psql = (sql) => execFileSync('psql', [server(), '-qXAt', '-v', 'ON_ERROR_STOP=1', '-c', sql], { encoding: 'utf8' }).trim();

/** The URL of a new, empty database. */
export async function fresh_database() {
  made += 1;
  const name = `flow_${process.pid}_${made}`;
  psql(`create database ${name} template template0 locale_provider icu icu_locale 'en-US'`);
  const url = new URL(server());
  url.pathname = `/${name}`;
  return url.href;
}

export async function drop_database(url) {
  const name = new URL(url).pathname.slice(1);
  assert.match(name, /^flow_\d+_\d+$/);
  psql(`drop database if exists ${name} with (force)`);
}
