import { Client } from 'pg';
import { PostgresDatabases } from '@guildhall/platform/postgres/postgres-databases';
import { createTable, type Table, upsertStatement } from '@guildhall/platform/database/table';
import { allProjections } from '@guildhall/read-models/all-projections';
import { openProjector } from '@guildhall/read-models/open-projector';
import { databaseOf } from '@guildhall/read-models/projection';
import type { LogBuilder } from '@guildhall/testing/log-builder';
import { createOwnDatabase } from '@guildhall/testing/own-database';
import { findPostgres } from '@guildhall/testing/postgres-server';
import { type BenchResult, median } from './bench-result';
import { IMPORTED_EVENTS, importedLog } from './imported-log';

const ROUNDS = 5;
/** Rows of one transaction of the ceiling. */
const TRANSACTION = 1_000;
/** Rows of one statement: as many as the projector's largest. */
const STATEMENT = 256;

/**
 * A log as an import leaves it through every projection into PostgreSQL, against bare `pg` that upserts the rows this
 * leaves behind into the same tables under the same indexes on the same server, in multi-row statements that are
 * prepared. The rounds take turns, so that a busy machine is busy for both; the medians are compared.
 */
export async function postgresBench(): Promise<BenchResult> {
  const server = findPostgres();
  if ('missing' in server) throw new Error(`There is nothing to measure: ${server.missing}`);
  const log = await importedLog();
  try {
    const ours: number[] = [];
    const ceiling: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const database = await createOwnDatabase(server.url);
      ours.push(perSecond(await timeProjector(log, database.url)));
      ceiling.push(perSecond(await timeBare(database.url)));
      await database.drop();
    }
    return {
      what: `project ${IMPORTED_EVENTS} events into PostgreSQL, against bare multi-row upserts of the rows they leave`,
      ours: Math.round(median(ours)),
      ceiling: Math.round(median(ceiling)),
      unit: 'events/s',
      ratio: median(ours) / median(ceiling),
    };
  } finally {
    await log.dispose();
    server.stop();
  }
}

/** Milliseconds, from empty tables until every projection has seen the whole log. */
async function timeProjector(log: LogBuilder, url: string): Promise<number> {
  const databases = await PostgresDatabases.open(url);
  const projector = await openProjector(log.store, databases);
  const started = performance.now();
  await projector.catchUp();
  const elapsed = performance.now() - started;
  await projector.close();
  await databases.close();
  return elapsed;
}

/** Milliseconds: no event is read and nothing is worked out; only the rows that {@link timeProjector} left are written. */
async function timeBare(url: string): Promise<number> {
  const databases = await PostgresDatabases.open(url, { prefix: 'bare_' });
  const client = new Client({ connectionString: url });
  await client.connect();
  // As the read models are kept: what a power cut takes is built again.
  await client.query('set synchronous_commit = off');
  let elapsed = 0;
  for (const projection of allProjections) {
    const schema = databaseOf(projection).replaceAll(/[.-]/g, '_');
    for (const { table } of projection.parts) {
      await databases.open(databaseOf(projection), { create: (db) => createTable(db, table) });
      const columns = Object.keys(table.columns).join(', ');
      const { rows } = await client.query<unknown[]>({
        text: `select ${columns} from guildhall_${schema}.${table.name}`,
        rowMode: 'array',
      });
      await client.query(`set search_path = bare_${schema}`);
      elapsed += await timeUpserts(client, table, rows);
    }
  }
  await client.end();
  await databases.close();
  return elapsed;
}

async function timeUpserts(client: Client, table: Table, rows: unknown[][]): Promise<number> {
  const write = (some: unknown[][]) =>
    client.query({
      name: `${table.name} ${some.length}`,
      text: upsertStatement(table, some.length, 'postgres'),
      values: some.flat(),
    });
  const started = performance.now();
  for (let first = 0; first < rows.length; first += TRANSACTION) {
    const transaction = rows.slice(first, first + TRANSACTION);
    await client.query('begin');
    for (let written = 0; written < transaction.length; written += STATEMENT) {
      await write(transaction.slice(written, written + STATEMENT));
    }
    await client.query('commit');
  }
  return performance.now() - started;
}

function perSecond(milliseconds: number): number {
  return (IMPORTED_EVENTS * 1_000) / milliseconds;
}
