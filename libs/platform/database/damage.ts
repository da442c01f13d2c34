import { sqlState } from '../postgres/postgres-error';
import { RefusalToStart } from '../refusal-to-start';
import { isUnreadable, SQLITE_ERROR, sqliteErrorCode } from '../sqlite/sqlite-error';

/** A database does not hold what was put there: it is gone, or what is in it cannot be read. */
export class Damage extends Error {
  override readonly name = 'Damage';
}

/** Of PostgreSQL: data and indexes corrupted; a table, a column or a schema that is not there. */
const DAMAGE_ON_POSTGRES = /^(XX001|XX002|42P01|42703|3F000)$/;
const LACKS_SOMETHING = /^no such (table|column)/;

/** Whether what a database held is lost, wholly or in part: to try again is no use, to build it again is. */
export function isDamage(error: unknown): boolean {
  if (error instanceof Damage) return true;
  if (isUnreadable(error)) return true;
  if (sqliteErrorCode(error) === SQLITE_ERROR) return LACKS_SOMETHING.test((error as Error).message);
  if (DAMAGE_ON_POSTGRES.test(sqlState(error) ?? '')) return true;
  // What could not be opened says why in its cause. No other cause counts: a fault of the log is no read model's.
  return error instanceof RefusalToStart && isDamage(error.cause);
}
