import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { createTable, type Table, upsertStatement } from '@guildhall/platform/database/table';
import { kyselyOn } from '@guildhall/platform/sqlite/kysely-on-sqlite';
import { openDatabase } from '@guildhall/platform/sqlite/open-database';
import { SqliteDatabases } from '@guildhall/platform/sqlite/sqlite-databases';
import { allProjections } from '@guildhall/read-models/all-projections';
import { databaseOf } from '@guildhall/read-models/projection';

/** Rows of one transaction. */
const TRANSACTION = 1_000;
/** Rows of one statement: as many as the projector's largest. */
const STATEMENT = 64;
/** Rows read at a time, outside of what is timed. */
const PAGE = 20_000;

/**
 * Milliseconds in which bare `node:sqlite` upserts the rows that read models are left with, once each, into the same tables
 * under the same indexes: no event is read and nothing is worked out.
 * @param built the folder of the read models, which are left as they are
 */
export async function timeBareUpserts(built: string): Promise<number> {
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
      const page = from.prepare(
        `SELECT ${columns} FROM ${table.name} WHERE rowid > ? ORDER BY rowid LIMIT ${PAGE}`,
        { returnArrays: true },
      );
      for (let done = 0, rows = page.all(done); rows.length > 0; rows = page.all(done)) {
        elapsed += timeUpserts(to, table, rows as unknown as SQLInputValue[][]);
        done += rows.length;
      }
    }
    from.close();
    to.close();
  }
  rmSync(folder, { recursive: true });
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
