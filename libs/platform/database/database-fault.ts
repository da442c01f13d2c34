import { isPostgresFault, mayPassOnPostgres, sqlState } from '../postgres/postgres-error';
import { isFullOnSqlite, isSqliteFault, mayPassOnSqlite } from '../sqlite/sqlite-error';

/** Whether it is the database that failed, and not what was given to it: full, unreachable, locked, not allowed. */
export function isDatabaseFault(error: unknown): boolean {
  return isSqliteFault(error) || isPostgresFault(error);
}

/** Whether the same may well succeed in a moment: busy, full, restarting, out of reach. */
export function mayPass(error: unknown): boolean {
  return mayPassOnSqlite(error) || mayPassOnPostgres(error);
}

/** SQLSTATE 53100. */
const POSTGRES_DISK_FULL = '53100';

/** Whether it is for want of room on a disk, be it a few errors down. */
export function isDiskFull(error: unknown): boolean {
  if (isFullOnSqlite(error) || sqlState(error) === POSTGRES_DISK_FULL) return true;
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOSPC') return true;
  return error instanceof Error && error.cause !== undefined && isDiskFull(error.cause);
}
