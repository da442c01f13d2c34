import type { Catalogue } from '../domain/catalogue/catalogue';
import type { Database } from '../platform/database/databases';
import { createTable, type Table, upsert } from '../platform/database/table';
import type { Part } from './projection';

/*
 * A calendar was published, and every row whose clock runs has to follow it. That may be a million rows: so it is done
 * some at a time, each lot in a transaction of its own, and how far it has come is kept beside the rows. Events that
 * come meanwhile are applied under the new calendar, and a row that was reached by both is the same either way.
 */

/** A part of a projection that has yet to follow a calendar. */
const recomputation: Table = {
  name: 'recomputation',
  columns: { part: 'text', reached: 'text', done: 'integer', rows_to_do: 'integer' },
  key: ['part'],
};

/** So many rows of so many follow the calendar by now. */
export interface RecomputationProgress {
  done: number;
  of: number;
}

export function createRecomputation(db: Database): Promise<void> {
  return createTable(db, recomputation);
}

/** From the first row again, also where an earlier calendar is still being followed. */
export async function beginRecomputation(parts: readonly Part[], db: Database): Promise<void> {
  for (const { table, follower } of parts) {
    if (!follower) continue;
    const rows = await follower.count(db);
    await upsert(db, recomputation, [{ part: table.name, reached: '', done: 0, rows_to_do: rows }]);
  }
}

/** Has some more rows follow the calendar; answers whether there are still others. */
export async function recomputeSome(
  parts: readonly Part[],
  atOnce: number,
  catalogue: Catalogue,
  db: Database,
): Promise<boolean> {
  const [first, ...others] = await db.selectFrom(recomputation.name).selectAll().orderBy('part').execute();
  if (!first) return false;
  const part = String(first['part']);
  const follower = parts.find(({ table }) => table.name === part)?.follower;
  const keys = (await follower?.recompute(String(first['reached']), atOnce, catalogue, db)) ?? [];
  if (keys.length < atOnce) {
    await db.deleteFrom(recomputation.name).where('part', '=', part).execute();
    return others.length > 0;
  }
  const [reached, done] = [keys.at(-1) ?? '', Number(first['done']) + keys.length];
  await upsert(db, recomputation, [{ ...first, reached, done }]);
  return true;
}

/** How far it has come; undefined when every row follows what was published. */
export async function recomputationIn(db: Database): Promise<RecomputationProgress | undefined> {
  const left = await db.selectFrom(recomputation.name).select(['done', 'rows_to_do']).execute();
  if (left.length === 0) return undefined;
  const total = (column: 'done' | 'rows_to_do'): number =>
    left.reduce((sum, row) => sum + Number(row[column]), 0);
  return { done: total('done'), of: total('rows_to_do') };
}
