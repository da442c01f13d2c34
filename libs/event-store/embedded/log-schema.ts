import type { DatabaseSync } from 'node:sqlite';
import { RefusalToStart } from '../../platform/refusal-to-start';
import { readPragma } from '../../platform/sqlite/pragma';

/** The tables below, as `PRAGMA user_version` numbers them. 1 took text only; 2 had no checksums. */
const VERSION = 3;
/** Says in the file which version it has. */
export const STAMP = `PRAGMA user_version = ${VERSION}`;

/**
 * `position` is the rowid: the log is stored in the order it is read in, and SQLite gives out the next number.
 * `data` and `metadata` come last, so that a long text never stands between the key and a short column; they are text
 * or a blob, as `Content` is. A stream's last revision is the end of the index on (stream, revision), and not kept a
 * second time. `checksum` is what `checksumOf` says, or null of an event that was appended before there were any.
 */
const TABLES = `
  CREATE TABLE streams (
    no INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
  ) STRICT;

  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    created INTEGER NOT NULL,
    checksum INTEGER,
    data ANY NOT NULL,
    metadata ANY NOT NULL,
    UNIQUE (stream, revision),
    UNIQUE (stream, id)
  ) STRICT;
`;

/** Makes the tables in a new file, or brings those of an older version up to date. */
export function createLogSchema(db: DatabaseSync): void {
  const version = readPragma(db, 'user_version');
  if (version === 0) db.exec(`BEGIN IMMEDIATE; ${TABLES} ${STAMP}; COMMIT`);
  if (version === 1) letContentBeBytes(db);
  if (version === 1 || version === 2) addChecksums(db);
}

/**
 * From version 1 to 2: what was text may now be a blob too. Every row is valid as it stands, so only the words of the
 * table's definition change, at once however long the log is (https://sqlite.org/lang_altertable.html, section 7).
 */
function letContentBeBytes(db: DatabaseSync): void {
  db.enableDefensive(false);
  db.exec(`
    PRAGMA writable_schema = ON;
    BEGIN IMMEDIATE;
    UPDATE sqlite_schema
      SET sql = replace(replace(sql, 'metadata TEXT', 'metadata ANY'), 'data TEXT', 'data ANY')
      WHERE name = 'events';
    PRAGMA user_version = 2;
    COMMIT;
    PRAGMA writable_schema = RESET;
  `);
  db.enableDefensive(true);
}

/** From version 2 to 3, at once too: what is there already has none. */
function addChecksums(db: DatabaseSync): void {
  db.exec(`BEGIN IMMEDIATE; ALTER TABLE events ADD COLUMN checksum INTEGER; ${STAMP}; COMMIT`);
}

/** What to select where a checksum is wanted, of a log that may not have been opened for writing since there are any. */
export function checksumColumn(db: DatabaseSync): string {
  return Number(readPragma(db, 'user_version')) < 3 ? 'NULL AS checksum' : 'checksum';
}

/** @throws Error when the file holds no log, or one that only a newer program understands */
export function assertLogSchema(db: DatabaseSync): void {
  const version = Number(readPragma(db, 'user_version'));
  const file = db.location() ?? 'The database in memory';
  if (version === 0) throw new Error(`${file} holds no event log yet: open it for writing first.`);
  if (version > VERSION) {
    throw new RefusalToStart(
      `${file} was written by a newer Guildhall (its schema is ${version}, this program knows ${VERSION}). ` +
        'Start that newer version again, or restore a backup from before it was installed.',
    );
  }
}
