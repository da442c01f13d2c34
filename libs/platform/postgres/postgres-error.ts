/** No connection could be had: the server is out of reach, is restarting, or every connection is in use. */
export class NoConnection extends Error {
  override readonly name = 'NoConnection';
  constructor(cause: unknown) {
    super(`No connection to PostgreSQL: ${(cause as Error).message}`, { cause });
  }
}

/** The SQLSTATE of an error that the server answered with; undefined for any other error. */
export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('severity' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Classes and codes of SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const GIVEN_SOMETHING_WRONG = /^(22|23|54)/;
const PASSES =
  /^(08|40|53|57P|58)|^(25006|25P03|55P03|57014)$/; /* 25006: the server that answers is a standby, until it is promoted. */

/** What `pg` and the sockets under it say when a connection breaks; some of it has no code. */
const BROKEN =
  /^(Connection terminated|Client (has encountered a connection error|was closed)|Query read timeout|timeout e|Postgres connection has been discarded)/;
const SYSTEM_CODES = /^(ECONN|EPIPE$|ETIMEDOUT$|ENOTFOUND$|EAI_AGAIN$|EHOSTUNREACH$|ENETUNREACH$|ENOENT$)/;

/** Whether the database failed, and not what was given to it. */
export function isPostgresFault(error: unknown): boolean {
  const state = sqlState(error);
  return state === undefined ? isBroken(error) : !GIVEN_SOMETHING_WRONG.test(state);
}

/** Whether the same may well succeed in a moment: a deadlock, a full disk, a server that restarts or fails over. */
export function mayPassOnPostgres(error: unknown): boolean {
  const state = sqlState(error);
  return state === undefined ? isBroken(error) : PASSES.test(state);
}

function isBroken(error: unknown): boolean {
  if (error instanceof NoConnection) return true;
  if (!(error instanceof Error)) return false;
  if (BROKEN.test(error.message)) return true;
  return 'syscall' in error && 'code' in error && SYSTEM_CODES.test(String(error.code));
}
