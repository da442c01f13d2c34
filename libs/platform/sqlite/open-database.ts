import { DatabaseSync } from 'node:sqlite';
import { isDiskFull } from '../database/database-fault';
import type { Durability } from '../database/databases';
import { RefusalToStart } from '../refusal-to-start';
import { assertPragma } from './pragma';

export interface DatabaseOptions {
  /** `every-commit` when left out. */
  durability?: Durability;
  /** Refuses every write; the file must exist. */
  readOnly?: boolean;
}

/** How long a statement waits for another connection's lock, in milliseconds. */
const BUSY_TIMEOUT = 5_000;

interface Settings {
  /** The level of `PRAGMA synchronous` (in WAL, 1 keeps the file whole and in order), by number since that is how it is read back. */
  synchronous: number;
  /** In KiB. There is no `mmap_size`: under mmap a disk error is a signal that kills the process, not an exception. */
  cache: number;
  /** What is sorted for an index. In memory, that of a long table would be there as a whole. */
  sortedIn: 'MEMORY' | 'FILE';
}

/**
 * What is built from the log is many files in one process, and little of what one batch touched is asked for by the next:
 * in bulk next to nothing, because rows are written in the order of their keys.
 */
const settings: Record<Durability, Settings> = {
  'every-commit': { synchronous: 2, cache: 32 * 1_024, sortedIn: 'MEMORY' },
  rebuildable: { synchronous: 1, cache: 12 * 1_024, sortedIn: 'MEMORY' },
  'in-bulk': { synchronous: 1, cache: 4 * 1_024, sortedIn: 'FILE' },
};
/**
 * Pages of a write-ahead log, of which SQLite's own are 1,000, after which whoever writes copies them back, where nobody has
 * done so from beside (copy-back.ts). A hot page is copied less often than at 1,000, which is 25% on appends at 4,000; and
 * where a long table is built, copying back at 4,000 waited for the disk for a third of the time.
 */
const COPIED_BACK_AT = 16_000;
/** In KiB: who only reads has the system's own cache behind it. */
const READERS_CACHE = 12 * 1_024;
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
    const { synchronous, cache, sortedIn } = settings[durability];
    db.exec(`PRAGMA cache_size = -${readOnly ? READERS_CACHE : cache}; PRAGMA temp_store = ${sortedIn}`);
    if (readOnly) {
      assertPragma(db, 'journal_mode', 'wal');
      return db;
    }
    db.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = ${synchronous};
      PRAGMA wal_autocheckpoint = ${COPIED_BACK_AT};
      PRAGMA journal_size_limit = ${WAL_KEPT};
    `);
    assertPragma(db, 'journal_mode', 'wal');
    assertPragma(db, 'synchronous', synchronous);
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
  if (isDiskFull(cause)) {
    return new RefusalToStart(
      `The disk is full, so ${file} cannot be opened: ${reason}. Nothing is lost. Make room on that disk, then start again.`,
      { cause },
    );
  }
  return new RefusalToStart(
    `The database ${file} cannot be used: ${reason}. Check its disk and its permissions; if it is damaged, put it back from your backup.`,
    { cause },
  );
}

/** @throws Error when this connection could acknowledge a commit that a power cut undoes */
export function assertDurable(db: DatabaseSync): void {
  assertPragma(db, 'journal_mode', 'wal');
  assertPragma(db, 'synchronous', settings['every-commit'].synchronous);
}
