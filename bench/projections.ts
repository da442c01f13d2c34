import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { kyselyOn } from '@guildhall/platform/sqlite/kysely-on-sqlite';
import { openDatabase } from '@guildhall/platform/sqlite/open-database';
import { allProjections } from '@guildhall/read-models/all-projections';
import { openProjector } from '@guildhall/read-models/open-projector';
import { databaseOf } from '@guildhall/read-models/projection';
import { SqliteDatabases } from '@guildhall/platform/sqlite/sqlite-databases';
import { createTable, type Table, upsertStatement } from '@guildhall/platform/database/table';
import type { LogBuilder } from '@guildhall/testing/log-builder';
import { type BenchResult, median } from './bench-result';
import { IMPORTED_EVENTS, importedLog } from './imported-log';

const ROUNDS = 5;
/** Rows of one transaction of the ceiling: as many as the projector applies events in one. */
const TRANSACTION = 1_000;
/** Rows of one statement: as many as the projector's largest. */
const STATEMENT = 64;

/**
 * A log as an import leaves it (raised, forwarded, resolved, closed) through every projection from the start, against
 * bare `node:sqlite` that upserts the rows this leaves behind into the same tables under the same indexes. The rounds
 * take turns, so that a busy machine is busy for both; the medians are compared.
 */
export async function projectionsBench(): Promise<BenchResult> {
  const log = await importedLog();
  try {
    const ours: number[] = [];
    const ceiling: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const built = mkdtempSync(join(log.folder, 'built-'));
      ours.push(perSecond(await timeProjector(log, built)));
      ceiling.push(perSecond(await timeBare(built)));
      rmSync(built, { recursive: true });
    }
    return {
      what: `project ${IMPORTED_EVENTS} events into every read model, against bare upserts of the rows they leave`,
      ours: Math.round(median(ours)),
      ceiling: Math.round(median(ceiling)),
      unit: 'events/s',
      ratio: median(ours) / median(ceiling),
    };
  } finally {
    await log.dispose();
  }
}

/** Milliseconds, from an empty folder until every projection has seen the whole log. */
async function timeProjector(log: LogBuilder, folder: string): Promise<number> {
  const projector = await openProjector(log.store, new SqliteDatabases(folder));
  const started = performance.now();
  await projector.catchUp();
  const elapsed = performance.now() - started;
  await projector.close();
  return elapsed;
}

/** Milliseconds: no event is read and nothing is worked out; only the rows that {@link timeProjector} left are written. */
async function timeBare(built: string): Promise<number> {
  const folder = mkdtempSync(join(built, 'bare-'));
  let elapsed = 0;
  for (const projection of allProjections) {
    const from = openDatabase(new SqliteDatabases(built).file(databaseOf(projection)), { readOnly: true });
    const to = openDatabase(new SqliteDatabases(folder).file(databaseOf(projection)), {
      durability: 'rebuildable',
    });
    for (const { table } of projection.parts) {
      await createTable(kyselyOn(to), table);
      const columns = Object.keys(table.columns).join(', ');
      const rows = from.prepare(`SELECT ${columns} FROM ${table.name} ORDER BY rowid`, {
        returnArrays: true,
      });
      elapsed += timeUpserts(to, table, rows.all() as unknown as SQLInputValue[][]);
    }
    from.close();
    to.close();
  }
  return elapsed;
}

function timeUpserts(db: DatabaseSync, table: Table, rows: SQLInputValue[][]): number {
  const statement = (size: number) => db.prepare(upsertStatement(table, size, 'sqlite'));
  const [many, one] = [statement(STATEMENT), statement(1)];
  const started = performance.now();
  for (let first = 0; first < rows.length; first += TRANSACTION) {
    const transaction = rows.slice(first, first + TRANSACTION);
    db.exec('BEGIN');
    let written = 0;
    for (; transaction.length - written >= STATEMENT; written += STATEMENT) {
      many.run(...transaction.slice(written, written + STATEMENT).flat());
    }
    for (const row of transaction.slice(written)) one.run(...row);
    db.exec('COMMIT');
  }
  return performance.now() - started;
}

function perSecond(milliseconds: number): number {
  return (IMPORTED_EVENTS * 1_000) / milliseconds;
}
