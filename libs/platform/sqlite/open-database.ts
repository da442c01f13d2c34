import { DatabaseSync } from 'node:sqlite';
import type { Durability } from '../database/databases';
import { RefusalToStart } from '../refusal-to-start';
import { assertPragma } from './pragma';

export interface DatabaseOptions {
  /** `every-commit` when left out. */
  durability?: Durability;
  /** Refuses every write; the file must exist. */
  readOnly?: boolean;
}

/** The levels of `PRAGMA synchronous` (in WAL, 1 keeps the file whole and in order), by number since that is how they are read back. */
const SYNCHRONOUS: Record<Durability, number> = { 'in-bulk': 1, rebuildable: 1, 'every-commit': 2 };

/** How long a statement waits for another connection's lock, in milliseconds. */
const BUSY_TIMEOUT = 5_000;
/**
 * In KiB. There is no `mmap_size`: under mmap a disk error is a signal that kills the process, not an exception. What is
 * built from the log is many files in one process, and little of what one batch touched is asked for by the next: in bulk
 * next to nothing, because rows are written in the order of their keys.
 */
const CACHE: Record<Durability, number> = {
  'in-bulk': 4 * 1_024,
  rebuildable: 12 * 1_024,
  'every-commit': 32 * 1_024,
};
/** Who only reads has the system's own cache behind it. */
const READERS_CACHE = 12 * 1_024;
/**
 * In pages of 4 KiB. Four times SQLite's own: a hot page is copied back less often, 25% on appends. In bulk the same again:
 * each copying back waits for the disk, which was a third of the time.
 */
const CHECKPOINT_EVERY: Record<Durability, number> = {
  'in-bulk': 16_000,
  rebuildable: 4_000,
  'every-commit': 4_000,
};
/** Where what is sorted for an index goes: an index that is made of a long table would be in memory as a whole. */
const SORTED_IN: Record<Durability, string> = {
  'in-bulk': 'FILE',
  rebuildable: 'MEMORY',
  'every-commit': 'MEMORY',
};
/** In bytes: a write-ahead log that a long read made grow is cut back to this. */
const WAL_KEPT = 64 * 1_024 * 1_024;

/**
 * Opens a SQLite file as every part of Guildhall does: write-ahead log, a sync for each commit, reads that never
 * wait for the writer. What was asked for is read back from the connection, because SQLite never says no.
 *
 * @throws RefusalToStart when the file cannot be opened, or not with that durability (some network disks)
 */
export function openDatabase(
  file: string,
  { durability = 'every-commit', readOnly = false }: DatabaseOptions = {},
): DatabaseSync {
  const db = connect(file, readOnly);
  try {
    const cache = readOnly ? READERS_CACHE : CACHE[durability];
    db.exec(`PRAGMA cache_size = -${cache}; PRAGMA temp_store = ${SORTED_IN[durability]}`);
    if (readOnly) {
      assertPragma(db, 'journal_mode', 'wal');
      return db;
    }
    db.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = ${SYNCHRONOUS[durability]};
      PRAGMA wal_autocheckpoint = ${CHECKPOINT_EVERY[durability]};
      PRAGMA journal_size_limit = ${WAL_KEPT};
    `);
    assertPragma(db, 'journal_mode', 'wal');
    assertPragma(db, 'synchronous', SYNCHRONOUS[durability]);
    return db;
  } catch (cause) {
    db.close();
    throw unusable(file, cause);
  }
}

function connect(file: string, readOnly: boolean): DatabaseSync {
  try {
    return new DatabaseSync(file, { readOnly, timeout: BUSY_TIMEOUT });
  } catch (cause) {
    throw unusable(file, cause);
  }
}

function unusable(file: string, cause: unknown): RefusalToStart {
  const reason = (cause as Error).message;
  return new RefusalToStart(
    `The database ${file} cannot be used: ${reason}. Check its disk and its permissions; if it is damaged, put it back from your backup.`,
    { cause },
  );
}

/** @throws Error when this connection could acknowledge a commit that a power cut undoes */
export function assertDurable(db: DatabaseSync): void {
  assertPragma(db, 'journal_mode', 'wal');
  assertPragma(db, 'synchronous', SYNCHRONOUS['every-commit']);
}
