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

/** Positions that cannot be read, looked at one by one, at most: what is behind them is found where it begins sooner. */
const PASSED_OVER = 100_000;

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
  const end = Math.min(lastIn(db), upTo);
  const rows = events(db, 'position > ? AND position <= ? ORDER BY position LIMIT ?');
  const one = events(db, 'position = ?');
  for (let hasMore = true; hasMore && !examined.isEnough;) {
    try {
      const page = rows.all(examined.last, end, PAGE) as unknown as Row[];
      for (const row of page) examined.take(row);
      hasMore = page.length === PAGE;
    } catch (error) {
      if (sqliteErrorCode(error) === undefined) throw error;
      hasMore = examined.passOver(one, end, (error as Error).message);
    }
    progress?.(examined.events, end);
  }
}

/** Where the end itself cannot be read, it is where nothing more is found. */
function lastIn(db: DatabaseSync): number {
  try {
    return Number(db.prepare('SELECT max(position) AS last FROM events').get()?.['last'] ?? 0);
  } catch (error) {
    if (sqliteErrorCode(error) === undefined) throw error;
    return Number.MAX_SAFE_INTEGER;
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
  /** What cannot be read may have been of any stream: that one goes on further than it was seen to is no news. */
  private hasPassedOver = false;
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
    if (number !== this.last + 1) this.fault(positions(this.last + 1, number - 1), 'missing from the log');
    this.last = number;
    this.events++;
    const expected = this.lengths.get(stream) ?? 0;
    this.lengths.set(stream, revision + 1);
    if (name === null) this.fault(place, 'its stream is missing');
    else if (revision > expected && !this.hasPassedOver)
      this.fault(place, `revision ${expected} of the stream is missing before it`);
    else if (revision < expected) this.fault(place, `the stream was at revision ${expected - 1} already`);
    const isAltered = checksum !== null && checksum !== checksumOf(stream, revision, created, event);
    const wrong = this.faultIn(event) ?? (isAltered ? 'it is not what was written' : undefined);
    if (wrong !== undefined) this.fault(place, wrong);
    this.hash.update(`${position}\n${stream}\n${revision}\n${created}\n${id}\n${type}\n`);
    this.hash.update(data).update('\n').update(metadata).update('\n');
  }

  /**
   * Goes on where a page could not be read as a whole: event by event up to those that cannot be read by themselves, which
   * it names, and to the first behind them that can. Answers whether there is one.
   */
  passOver(one: StatementSync, end: number, why: string): boolean {
    let next = this.last + 1;
    for (let row = readable(one, next); row && next <= end; row = readable(one, ++next)) this.take(row);
    const [from, most] = [next, Math.min(end, next + PASSED_OVER)];
    while (next <= most && !readable(one, next)) next++;
    if (next > most) {
      this.fault(`position ${positionOf(from)} and after`, `cannot be read: ${why}`);
      return false;
    }
    this.fault(positions(from, next - 1), `cannot be read: ${why}`);
    this.last = next - 1;
    this.hasPassedOver = true;
    return true;
  }

  private fault(place: string, what: string): void {
    if (!this.isEnough) this.faults.push({ place, what });
  }
}

/** Undefined when it is not there, or cannot be read. */
function readable(one: StatementSync, position: number): Row | undefined {
  try {
    return one.get(position) as unknown as Row | undefined;
  } catch (error) {
    if (sqliteErrorCode(error) === undefined) throw error;
    return undefined;
  }
}

const positions = (from: number, to: number): string =>
  from === to ? `position ${positionOf(from)}` : `positions ${positionOf(from)} to ${positionOf(to)}`;
