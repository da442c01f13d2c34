import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';

const PAGE = 4_096;
/** Pages in a write-ahead log that are worth the syncs that copying them back takes. */
const WORTH_COPYING = 500;
/**
 * Pages after which whoever writes is to begin at the start of the write-ahead log again, which by itself it does when all
 * of it has been copied: where it never rests, somebody has to have it wait for that. Half of what it would let come
 * together before it copied them itself.
 */
const LONG = 8_000;
/** Milliseconds to wait for whoever is in the middle of a commit. */
const WAIT = 1_000;

/** Of a write-ahead log, in pages. */
interface Pages {
  log: number;
  checkpointed: number;
}

/**
 * Copies the write-ahead log of a database back into its file where it has grown, beside whoever writes it. A writer that
 * comes to it by itself does it in the middle of a commit, and among a million cases it and all that waits for it stand
 * still for a tenth of a second or two. What is durable stays so, and what is read stays the same.
 * @throws what the database says; whoever writes it will be told the same
 */
export function copyBack(file: string): void {
  if (sizeOf(`${file}-wal`) < WORTH_COPYING * PAGE) return;
  const existing = new URL(`${pathToFileURL(file).href}?mode=rw`);
  using db = new DatabaseSync(existing, { timeout: WAIT });
  // Of the log, so that its pages are on disk before the file has them, and of the file before the log is begun again.
  db.exec('PRAGMA synchronous = FULL');
  const checkpoint = (how: 'noop' | 'passive' | 'restart'): Pages =>
    db.prepare(`PRAGMA wal_checkpoint(${how})`).get() as unknown as Pages;
  const { log, checkpointed } = checkpoint('noop');
  if (log - checkpointed < WORTH_COPYING) return;
  checkpoint('passive');
  if (log < LONG) return;
  checkpoint('passive'); // The less has come meanwhile, the shorter is the wait.
  checkpoint('restart');
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
