import { isPostgresFault, mayPassOnPostgres } from '../postgres/postgres-error';
import { isSqliteFault, mayPassOnSqlite } from '../sqlite/sqlite-error';

/** Whether it is the database that failed, and not what was given to it: full, unreachable, locked, not allowed. */
export function isDatabaseFault(error: unknown): boolean {
  return isSqliteFault(error) || isPostgresFault(error);
}

/** Whether the same may well succeed in a moment: busy, full, restarting, out of reach. */
export function mayPass(error: unknown): boolean {
  return mayPassOnSqlite(error) || mayPassOnPostgres(error);
}
