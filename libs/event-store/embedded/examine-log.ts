import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../../platform/sqlite/open-database';
import { sqliteErrorCode } from '../../platform/sqlite/sqlite-error';
import type { StoredEvent } from '../event-store';
import { positionOf } from './log-position';
import { assertLogSchema } from './log-schema';

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
  faults: LogFault[];
}

type Row = [position: number, name: string | null, revision: number, id: string, type: string, data: string, metadata: string, created: number]; // prettier-ignore

/**
 * Reads a log through and names whatever is wrong with it instead of ending at the first: the file's structure, gaps in
 * the positions and in the revisions of a stream, events that are not what they should be. Only reads; another process
 * may write meanwhile.
 * @throws Error when the file is no log at all
 */
export function examineLog({ file, faultIn, progress, most = 100 }: ExamineOptions): Examined {
  const db = openDatabase(file, { readOnly: true });
  try {
    assertLogSchema(db);
    const faults = structuralFaults(db);
    const examined = new Examination(faultIn, faults, most);
    walk(db, examined, progress);
    return { events: examined.events, last: positionOf(examined.last), faults };
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

function walk(db: DatabaseSync, examined: Examination, progress: ExamineOptions['progress']): void {
  const rows = db.prepare(
    'SELECT position, name, revision, id, type, data, metadata, created FROM events LEFT JOIN streams ON no = stream WHERE position > ? ORDER BY position LIMIT ?',
    { returnArrays: true },
  );
  try {
    const of = Number(db.prepare('SELECT max(position) AS last FROM events').get()?.['last'] ?? 0);
    for (;;) {
      const page = rows.all(examined.last, PAGE) as unknown as Row[];
      for (const row of page) examined.take(row);
      progress?.(examined.events, of);
      if (page.length < PAGE || examined.isEnough) return;
    }
  } catch (error) {
    if (sqliteErrorCode(error) === undefined) throw error;
    // One page, at most, before the event that cannot be read: it is found row by row.
    examined.oneByOne(db, (error as Error).message);
  }
}

class Examination {
  events = 0;
  last = 0;
  private readonly lengths = new Map<string, number>();

  constructor(
    private readonly faultIn: ExamineOptions['faultIn'],
    private readonly faults: LogFault[],
    private readonly most: number,
  ) {}

  get isEnough(): boolean {
    return this.faults.length >= this.most;
  }

  take([number, name, revision, id, type, data, metadata, created]: Row): void {
    const position = positionOf(number);
    const stream = name ?? 'a stream that the file no longer names';
    const place = `position ${position}, ${stream}@${revision}`;
    if (number !== this.last + 1) this.fault(missing(this.last + 1, number - 1), 'missing from the log');
    this.last = number;
    this.events++;
    const expected = this.lengths.get(stream) ?? 0;
    if (name === null) this.fault(place, 'its stream is missing');
    else if (revision > expected)
      this.fault(place, `revision ${expected} of the stream is missing before it`);
    else if (revision < expected) this.fault(place, `the stream was at revision ${expected - 1} already`);
    this.lengths.set(stream, revision + 1);
    const wrong = this.faultIn({ stream, revision, position, id, type, data, metadata, created });
    if (wrong !== undefined) this.fault(place, wrong);
  }

  /** Goes on behind a page that could not be read as a whole, until an event that cannot be read by itself. */
  oneByOne(db: DatabaseSync, why: string): void {
    const one = db.prepare(
      'SELECT position, name, revision, id, type, data, metadata, created FROM events LEFT JOIN streams ON no = stream WHERE position = ?',
      { returnArrays: true },
    );
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
