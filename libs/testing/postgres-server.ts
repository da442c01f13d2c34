import { spawnSync } from 'node:child_process';
import { chownSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A PostgreSQL for tests: where it is, or why there is none. */
export type PostgresServer = { url: string; stop: () => void } | { missing: string };

const STANDARD = 'postgres://postgres@127.0.0.1:5432/postgres';

/**
 * The server named in GUILDHALL_TEST_DATABASE_URL or DATABASE_URL, else the one at PostgreSQL's usual place, else one of
 * our own that is started from installed binaries and listens on a socket in a folder of its own. Answers at once, so
 * that tests can be described by what there is.
 */
export function findPostgres(): PostgresServer {
  const named = process.env['GUILDHALL_TEST_DATABASE_URL'] ?? process.env['DATABASE_URL'];
  if (named) return { url: named, stop: () => undefined };
  if (answers(STANDARD)) return { url: STANDARD, stop: () => undefined };
  const [initdb] = globSync([
    '/usr/lib/postgresql/*/bin/initdb',
    '/usr/local/bin/initdb',
    '/opt/homebrew/bin/initdb',
  ])
    .sort()
    .reverse();
  if (!initdb) {
    return {
      missing: 'no PostgreSQL answers at 127.0.0.1:5432, DATABASE_URL names none and none is installed',
    };
  }
  return start(initdb.slice(0, -'/initdb'.length));
}

function answers(url: string): boolean {
  const ask = `const { Client } = require('pg');
    const client = new Client({ connectionString: process.argv[1], connectionTimeoutMillis: 2000 });
    client.connect().then(() => client.end()).catch(() => process.exit(1));`;
  return spawnSync(process.execPath, ['-e', ask, url], { stdio: 'ignore' }).status === 0;
}

/** PostgreSQL refuses to run as root, so root starts it as whoever owns its files: `postgres`. */
function start(binaries: string): PostgresServer {
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-postgres-'));
  const owner = process.getuid?.() === 0 ? accountOf('postgres') : undefined;
  if (owner) chownSync(folder, owner.uid, owner.gid);
  const run = (program: string, ...parameters: string[]): boolean =>
    spawnSync(join(binaries, program), parameters, { cwd: folder, stdio: 'ignore', ...owner }).status === 0;
  const data = join(folder, 'data');
  const isUp =
    run('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync') &&
    run(
      'pg_ctl',
      '-D',
      data,
      '-w',
      '-l',
      join(folder, 'log'),
      '-o',
      `-c listen_addresses= -k ${folder}`,
      'start',
    );
  const stop = (): void => {
    run('pg_ctl', '-D', data, '-w', '-m', 'immediate', 'stop');
    rmSync(folder, { recursive: true, force: true });
  };
  if (isUp) return { url: `postgres://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`, stop };
  stop();
  return { missing: `the PostgreSQL in ${binaries} does not start` };
}

function accountOf(name: string): { uid: number; gid: number } {
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(spawnSync('id', [flag, name]).stdout.toString()));
  return { uid: uid ?? 0, gid: gid ?? 0 };
}
