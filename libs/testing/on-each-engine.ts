import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Databases } from '../platform/database/databases';
import type { Engine } from '../platform/database/engine';
import { PostgresDatabases } from '../platform/postgres/postgres-databases';
import { SqliteDatabases } from '../platform/sqlite/sqlite-databases';
import { findPostgres } from './postgres-server';

/** An engine to test on. */
export interface EngineUnderTest {
  readonly engine: Engine;
  /** A place for databases that is empty; it is closed, and gone with all that is in it, when the test is over. */
  place: () => Promise<PlaceUnderTest>;
}

export interface PlaceUnderTest {
  databases: Databases;
  /** Opens the same place again, as another process would. */
  again: () => Promise<Databases>;
  /** For a program that is started: its DATABASE_URL and the prefix of its schemas, or the folder. */
  where: { url: string; prefix: string } | { folder: string };
}

/**
 * Describes what must be so on every engine, once for each:
 *
 *   onEachEngine((on) => {
 *     it('is kept', async () => { const { databases } = await on.place(); … });
 *   });
 */
export function onEachEngine(tests: (on: EngineUnderTest) => void): void {
  describe('on SQLite', () => tests(engine('sqlite', sqlitePlace)));
  onPostgres(tests);
}

/** Describes what is so on PostgreSQL alone. `server`: the URL of a database on it. */
export function onPostgres(tests: (on: EngineUnderTest & { server: string }) => void): void {
  const server = findPostgres();
  if ('missing' in server) {
    const sentence = `on PostgreSQL: skipped, because ${server.missing}`;
    if (process.env['GUILDHALL_REQUIRE_SERVICES'] !== '1') it.skip(sentence, () => undefined);
    else {
      it(sentence, () => {
        throw new Error(`GUILDHALL_REQUIRE_SERVICES is 1, and ${server.missing}.`);
      });
    }
    return;
  }
  describe('on PostgreSQL', () => {
    afterAll(server.stop);
    tests({ ...engine('postgres', () => postgresPlace(server.url)), server: server.url });
  });
}

type OpenPlace = () => Promise<{ place: PlaceUnderTest; dispose: () => Promise<void> }>;

function engine(name: Engine, open: OpenPlace): EngineUnderTest {
  const used: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const dispose of used.splice(0)) await dispose();
  });
  return {
    engine: name,
    async place() {
      const { place, dispose } = await open();
      used.push(dispose);
      return place;
    },
  };
}

function sqlitePlace(): ReturnType<OpenPlace> {
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-databases-'));
  const opened: Databases[] = [];
  const again = (): Promise<Databases> => {
    const databases = new SqliteDatabases(folder);
    opened.push(databases);
    return Promise.resolve(databases);
  };
  return again().then((databases) => ({
    place: { databases, again, where: { folder } },
    dispose: async () => {
      for (const one of opened) await one.close();
      rmSync(folder, { recursive: true });
    },
  }));
}

async function postgresPlace(url: string): ReturnType<OpenPlace> {
  const prefix = `guildhall_test_${randomUUID().slice(0, 8)}_`;
  const opened: PostgresDatabases[] = [];
  const again = async (): Promise<PostgresDatabases> => {
    const databases = await PostgresDatabases.open(url, { prefix });
    opened.push(databases);
    return databases;
  };
  const databases = await again();
  return {
    place: { databases, again, where: { url, prefix } },
    dispose: async () => {
      for (const one of opened) await one.close();
      await dropSchemas(url, prefix);
    },
  };
}

async function dropSchemas(url: string, prefix: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    'select nspname as name from pg_namespace where starts_with(nspname, $1)',
    [prefix],
  );
  for (const { name } of rows) await client.query(`drop schema ${name} cascade`);
  await client.end();
}
