import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';

/** What the live connection says of itself (https://sqlite.org/pragma.html). */
export function readPragma(db: DatabaseSync, name: string): SQLOutputValue | undefined {
  // The answer's column is not always named for the pragma, but it is always the only one.
  return Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];
}

/** @throws Error when the live connection is not as it was asked to be: SQLite ignores what it cannot do. */
export function assertPragma(db: DatabaseSync, name: string, expected: SQLOutputValue): void {
  const actual = readPragma(db, name);
  if (actual === expected) return;
  throw new Error(
    `${db.location() ?? 'A database in memory'} needs ${name} = ${String(expected)} and has ${String(actual)}. ` +
      'Put the data folder on a local disk that this program may write to.',
  );
}
