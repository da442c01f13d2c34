import { createHash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { openDatabase } from '../../platform/sqlite/open-database';
import { sqliteErrorCode } from '../../platform/sqlite/sqlite-error';
import type { Position, StoredEvent } from '../event-store';
import { checksumOf } from './checksum';
import { numberOf, positionOf } from './log-position';
import { assertLogSchema, checksumColumn } from './log-schema';

/** Rows read at a time. */
const PAGE = 2_000;
/** What SQLite itself finds wrong, at most. */
const STRUCTURAL = 20;

/** Something in the log that is not as it was written. */
export interface LogFault {
  /** `position 0000000000000042, case-7QK4M29XD3@3`, or what of the file it is. */
  place: string;
  what: string;
}

export interface ExamineOptions {
  file: string;
  /** The last position to read; the end of the log when left out. */
  upTo?: Position | undefined;
  /** What is wrong with an event that can be read; undefined when nothing is. */
  faultIn: (event: StoredEvent) => string | undefined;
  /** So many events are read, of so many. */
  progress?: (done: number, of: number) => void;
  /** Ends the reading, as do so many faults. */
  most?: number;
}

export interface Examined {
  events: number;
  /** Position of the last event that could be read. */
  last: string;
  /**
   * SHA-256 of all that was read, in hexadecimal. Of an unaltered log it is the same whenever it is counted up to the same
   * position, whoever was forgotten meanwhile: kept where whoever writes the file cannot write, it proves that.
   */
  digest: string;
  faults: LogFault[];
}

type Row = [position: number, name: string | null, revision: number, id: string, type: string, data: string, metadata: string, created: number, checksum: number | null]; // prettier-ignore

/**
 * Reads a log through and names whatever is wrong with it instead of ending at the first: the file's structure, gaps in
 * the positions and in the revisions of a stream, events that were altered or are not what they should be. Only reads;
 * another process may write meanwhile.
 * @throws Error when the file is no log at all
 */
export function examineLog({ file, upTo, faultIn, progress, most = 100 }: ExamineOptions): Examined {
  const db = openDatabase(file, { readOnly: true });
  try {
    assertLogSchema(db);
    const faults = structuralFaults(db);
    const examined = new Examination(faultIn, faults, most);
    walk(db, examined, upTo === undefined ? Infinity : numberOf(upTo), progress);
    return { events: examined.events, last: positionOf(examined.last), digest: examined.digest(), faults };
  } finally {
    db.close();
  }
}

function structuralFaults(db: DatabaseSync): LogFault[] {
  const place = 'the structure of the file';
  try {
    return db
      .prepare(`PRAGMA integrity_check(${STRUCTURAL})`)
      .all()
      .map((row) => String(Object.values(row)[0]))
      .filter((finding) => finding !== 'ok')
      .map((what) => ({ place, what }));
  } catch (error) {
    return [{ place, what: (error as Error).message }];
  }
}

function walk(
  db: DatabaseSync,
  examined: Examination,
  upTo: number,
  progress: ExamineOptions['progress'],
): void {
  const rows = events(db, 'position > ? AND position <= ? ORDER BY position LIMIT ?');
  try {
    const last = Number(db.prepare('SELECT max(position) AS last FROM events').get()?.['last'] ?? 0);
    const end = Math.min(last, upTo);
    for (;;) {
      const page = rows.all(examined.last, end, PAGE) as unknown as Row[];
      for (const row of page) examined.take(row);
      progress?.(examined.events, end);
      if (page.length < PAGE || examined.isEnough) return;
    }
  } catch (error) {
    if (sqliteErrorCode(error) === undefined) throw error;
    // One page, at most, before the event that cannot be read: it is found row by row.
    examined.oneByOne(events(db, 'position = ?'), (error as Error).message);
  }
}

const events = (db: DatabaseSync, which: string): StatementSync =>
  db.prepare(
    `SELECT position, name, revision, id, type, data, metadata, created, ${checksumColumn(db)}
     FROM events LEFT JOIN streams ON no = stream WHERE ${which}`,
    { returnArrays: true },
  );

class Examination {
  events = 0;
  last = 0;
  private readonly lengths = new Map<string, number>();
  private readonly hash = createHash('sha256');

  constructor(
    private readonly faultIn: ExamineOptions['faultIn'],
    private readonly faults: LogFault[],
    private readonly most: number,
  ) {}

  get isEnough(): boolean {
    return this.faults.length >= this.most;
  }

  digest(): string {
    return this.hash.digest('hex');
  }

  take([number, name, revision, id, type, data, metadata, created, checksum]: Row): void {
    const position = positionOf(number);
    const stream = name ?? 'a stream that the file no longer names';
    const event = { stream, revision, position, id, type, data, metadata, created };
    const place = `position ${position}, ${stream}@${revision}`;
    if (number !== this.last + 1) this.fault(missing(this.last + 1, number - 1), 'missing from the log');
    this.last = number;
    this.events++;
    const expected = this.lengths.get(stream) ?? 0;
    this.lengths.set(stream, revision + 1);
    if (name === null) this.fault(place, 'its stream is missing');
    else if (revision > expected)
      this.fault(place, `revision ${expected} of the stream is missing before it`);
    else if (revision < expected) this.fault(place, `the stream was at revision ${expected - 1} already`);
    const isAltered = checksum !== null && checksum !== checksumOf(stream, revision, created, event);
    const wrong = this.faultIn(event) ?? (isAltered ? 'it is not what was written' : undefined);
    if (wrong !== undefined) this.fault(place, wrong);
    this.hash.update(`${position}\n${stream}\n${revision}\n${created}\n${id}\n${type}\n`);
    this.hash.update(data).update('\n').update(metadata).update('\n');
  }

  /** Goes on behind a page that could not be read as a whole, until an event that cannot be read by itself. */
  oneByOne(one: StatementSync, why: string): void {
    try {
      for (;;) {
        const row = one.get(this.last + 1) as unknown as Row | undefined;
        if (!row) break;
        this.take(row);
      }
    } catch {
      // It is named below.
    }
    this.fault(`position ${positionOf(this.last + 1)} and after`, `cannot be read: ${why}`);
  }

  private fault(place: string, what: string): void {
    if (!this.isEnough) this.faults.push({ place, what });
  }
}

const missing = (from: number, to: number): string =>
  from === to ? `position ${positionOf(from)}` : `positions ${positionOf(from)} to ${positionOf(to)}`;
