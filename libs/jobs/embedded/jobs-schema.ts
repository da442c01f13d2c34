import type { DatabaseSync } from 'node:sqlite';
import { RefusalToStart } from '../../platform/refusal-to-start';
import { readPragma } from '../../platform/sqlite/pragma';

/** The tables below, as `PRAGMA user_version` numbers them. */
const VERSION = 1;
/** Says in the file which version it has. */
export const STAMP = `PRAGMA user_version = ${VERSION}`;

/**
 * `at` is the instant that was asked for, `due` when it is wanted next: later, when it is tried again or postponed;
 * of a dead one, when it was given up.
 * `state` is 0 waiting, 1 in hand, 2 dead. Of a job in hand, `ticket` says who took it, and `moved` that it was scheduled
 * at another instant since. What is due next, and every count, is a stretch of the one index.
 */
const TABLES = `
  CREATE TABLE jobs (
    queue TEXT NOT NULL,
    id TEXT NOT NULL,
    state INTEGER NOT NULL DEFAULT 0,
    due INTEGER NOT NULL,
    at INTEGER NOT NULL,
    ticket INTEGER,
    moved INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    crashes INTEGER NOT NULL DEFAULT 0,
    repeat TEXT,
    payload TEXT NOT NULL,
    reason TEXT,
    PRIMARY KEY (queue, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX jobs_by_due ON jobs (queue, state, due);
  CREATE INDEX jobs_by_repeat ON jobs (queue, repeat) WHERE repeat IS NOT NULL;

  CREATE TABLE repeats (
    queue TEXT NOT NULL,
    id TEXT NOT NULL,
    recurrence TEXT NOT NULL,
    payload TEXT NOT NULL,
    PRIMARY KEY (queue, id)
  ) STRICT, WITHOUT ROWID;
`;

/** @throws RefusalToStart when the file has tables that only a newer program understands */
export function createJobsSchema(db: DatabaseSync): void {
  const version = Number(readPragma(db, 'user_version'));
  if (version > VERSION) {
    throw new RefusalToStart(
      `${db.location() ?? 'The jobs'} was written by a newer Guildhall (its schema is ${version}, this program knows ` +
        `${VERSION}). Start that newer version again, or remove the file: what is owed is judged from the log.`,
    );
  }
  if (version === 0) db.exec(`BEGIN IMMEDIATE; ${TABLES} ${STAMP}; COMMIT`);
}
