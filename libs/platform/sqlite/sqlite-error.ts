/** SQLite's result codes that we tell apart (https://sqlite.org/rescode.html). */
export const SQLITE_ERROR = 1;
export const SQLITE_BUSY = 5;
const SQLITE_IOERR = 10;
export const SQLITE_CORRUPT = 11;
export const SQLITE_FULL = 13;
const SQLITE_CONSTRAINT = 19;
const SQLITE_MISMATCH = 20;
export const SQLITE_NOTADB = 26;

/** An extended code: the file is shorter than what was written to it. */
const SQLITE_IOERR_SHORT_READ = 522;

/** An extended code: there was no room for the index of a write-ahead log. */
const SQLITE_IOERR_SHMSIZE = 4_874;

/** The primary result code of an error thrown by `node:sqlite`; undefined for any other error. */
export function sqliteErrorCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return undefined;
  // An extended code holds the primary one in its lowest byte.
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

/** Whether the database failed, and not what was given to it. */
export function isSqliteFault(error: unknown): boolean {
  const code = sqliteErrorCode(error);
  return code !== undefined && code !== SQLITE_CONSTRAINT && code !== SQLITE_MISMATCH;
}

/** Whether a file is cut short. */
export const isCutShort = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && error.errcode === SQLITE_IOERR_SHORT_READ;

/** Whether there was no room on the disk. */
export const isFullOnSqlite = (error: unknown): boolean =>
  sqliteErrorCode(error) === SQLITE_FULL ||
  (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_IOERR_SHMSIZE);

/** Whether what was written to the file cannot be read any more. */
export function isUnreadable(error: unknown): boolean {
  const code = sqliteErrorCode(error);
  return code === SQLITE_CORRUPT || code === SQLITE_NOTADB || isCutShort(error);
}

/** Whether the same may well succeed in a moment: the database was busy, its disk was full or did not answer. */
export function mayPassOnSqlite(error: unknown): boolean {
  if (isCutShort(error)) return false;
  const code = sqliteErrorCode(error);
  return code === SQLITE_BUSY || code === SQLITE_FULL || code === SQLITE_IOERR;
}
