import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { isUnreadable } from '../../platform/sqlite/sqlite-error';
import type { LogCorrupted } from '../log-corrupted';
import { checksumOf } from './checksum';
import type { KnownDamage } from './known-damage';
import { positionOf } from './log-position';
import type { Content, LogRecord } from './log-record';
import { checksumColumn } from './log-schema';

export type Direction = 'forwards' | 'backwards';

/** A row of a statement below. As an array it is read twice as fast as an object. */
type Row = [
  position: number,
  stream: string,
  revision: number,
  id: string,
  type: string,
  data: Content,
  metadata: Content,
  created: number,
  checksum: number | null,
];

export interface RecordsOfStream {
  direction?: Direction;
  /** First revision to read, inclusive. Left out: the first record, or the last one going backwards. */
  from?: number | undefined;
  max: number;
}

export interface RecordsOfAll {
  direction?: Direction;
  /** Exclusive. Left out: from the start, or from the end going backwards. */
  from?: number | undefined;
  /** Records wanted, at most. */
  max: number;
  /** Records looked at, at most: bounds how long one page keeps the thread. */
  scan: number;
  wants?: (record: LogRecord) => boolean;
}

export interface RecordPage {
  records: LogRecord[];
  /** The last position looked at, wanted or not; undefined when there was none. */
  last: number | undefined;
  /** How many were looked at. */
  scanned: number;
  /** There was nothing more to look at when this page was read. */
  atEnd: boolean;
}

/**
 * The records of the log, read over one connection. Rows are walked one by one and must follow each other without a
 * gap, each with the checksum that it was written with: a damaged file is named ({@link LogCorrupted}), not read around.
 * No read outlives its call, so that the write-ahead log can always be folded back into the file.
 */
export class LogRecords {
  readonly #damage: KnownDamage;
  readonly #ends: StatementSync;
  readonly #positions: StatementSync;
  readonly #last: StatementSync;
  readonly #lastOfStream: StatementSync;
  readonly #at: StatementSync;
  readonly #lastRecord: StatementSync;
  readonly #all: Record<Direction, StatementSync>;
  readonly #stream: Record<Direction, StatementSync>;

  /** `damage`: told of what these reads meet. */
  constructor(db: DatabaseSync, damage: KnownDamage) {
    const columns = `position, name, revision, id, type, data, metadata, created, ${checksumColumn(db)}`;
    const events = (rest: string) =>
      db.prepare(`SELECT ${columns} FROM events JOIN streams ON no = stream ${rest}`, { returnArrays: true });
    this.#damage = damage;
    // Counted along the index on streams and revisions, which is a tenth of the file.
    this.#ends = db.prepare('SELECT count(*), max(position) FROM events', { returnArrays: true });
    this.#positions = db.prepare('SELECT position FROM events ORDER BY position', { returnArrays: true });
    this.#last = db.prepare('SELECT max(position) FROM events', { returnArrays: true });
    this.#lastOfStream = db.prepare(
      'SELECT max(revision) FROM events WHERE stream = (SELECT no FROM streams WHERE name = ?)',
      { returnArrays: true },
    );
    this.#at = events('WHERE position = ?');
    this.#lastRecord = events('WHERE name = ? ORDER BY revision DESC LIMIT 1');
    this.#all = {
      forwards: events('WHERE position > ? ORDER BY position'),
      backwards: events('WHERE position < ? ORDER BY position DESC'),
    };
    this.#stream = {
      forwards: events('WHERE name = ? AND revision >= ? ORDER BY revision'),
      backwards: events('WHERE name = ? AND revision <= ? ORDER BY revision DESC'),
    };
  }

  /** Position of the last record; 0 when there is none. */
  head(): number {
    return this.#look('the end of the log', () => maximum(this.#last.get())) ?? 0;
  }

  /**
   * Looks whether there is an event at every position, without reading them: seconds for millions that are not in memory.
   * @throws LogCorrupted naming the first that is missing
   */
  assertNoneMissing(): void {
    const [count, last] = this.#look('the end of the log', () => this.#ends.get()) as unknown as [
      number,
      number | null,
    ];
    if (count === (last ?? 0)) return;
    let expected = 1;
    const place = () => `position ${positionOf(expected)}`;
    for (const [position] of this.#walk(this.#positions, [], place)) {
      if (position !== expected) throw this.#missing(place());
      expected++;
    }
    throw this.#missing('the end of the log');
  }

  /** Revision of the stream's last record; -1 when there is none. */
  lastRevision(stream: string): number {
    return this.#look(`the end of stream ${stream}`, () => maximum(this.#lastOfStream.get(stream))) ?? -1;
  }

  /** The stream's last record: with one look-up, for those who ask with every append. */
  lastOf(stream: string): LogRecord | undefined {
    const row = this.#look(`the end of stream ${stream}`, () => this.#lastRecord.get(stream)) as
      Row | undefined;
    return row && this.#recordOf(row);
  }

  at(position: number): LogRecord | undefined {
    const row = this.#look(`position ${positionOf(position)}`, () => this.#at.get(position)) as
      Row | undefined;
    return row && this.#recordOf(row);
  }

  ofStream(stream: string, { direction = 'forwards', from, max }: RecordsOfStream): LogRecord[] {
    const forwards = direction === 'forwards';
    const step = forwards ? 1 : -1;
    let expected = forwards ? (from ?? 0) : Math.min(from ?? Infinity, this.lastRevision(stream));
    const place = () => `revision ${expected} of stream ${stream}`;
    const records: LogRecord[] = [];
    for (const row of this.#walk(this.#stream[direction], [stream, expected], place)) {
      const record = this.#recordOf(row);
      if (record.revision !== expected) throw this.#missing(place());
      records.push(record);
      expected += step;
      if (records.length === max) return records;
    }
    if (!forwards && expected >= 0) throw this.#missing(place());
    return records;
  }

  ofAll({ direction = 'forwards', from, max, scan, wants }: RecordsOfAll): RecordPage {
    const forwards = direction === 'forwards';
    const step = forwards ? 1 : -1;
    const bound = forwards ? (from ?? 0) : Math.min(from ?? Infinity, this.head() + 1);
    let expected = bound + step;
    const place = () => `position ${positionOf(expected)}`;
    const page: RecordPage = { records: [], last: undefined, scanned: 0, atEnd: false };
    for (const row of this.#walk(this.#all[direction], [bound], place)) {
      // One row more than wanted tells that this is not the end.
      if (page.records.length === max || page.scanned === scan) return page;
      const record = this.#recordOf(row);
      if (record.position !== expected) throw this.#missing(place());
      if (wants?.(record) ?? true) page.records.push(record);
      page.last = expected;
      page.scanned++;
      expected += step;
    }
    if (!forwards && expected > 0) throw this.#missing(place());
    page.atEnd = true;
    return page;
  }

  #recordOf([position, stream, revision, id, type, data, metadata, created, checksum]: Row): LogRecord {
    const record = { position, stream, revision, id, type, data, metadata, created };
    if (checksum !== null && checksum !== checksumOf(stream, revision, created, record)) {
      throw this.#damage.meet(`position ${positionOf(position)}`, 'not what was written');
    }
    return record;
  }

  /** The rows of a statement, read as they are asked for. */
  *#walk(statement: StatementSync, parameters: SQLInputValue[], place: () => string): Iterable<Row> {
    const rows = statement.iterate(...parameters);
    try {
      yield* rows as Iterable<unknown> as Iterable<Row>;
    } catch (error) {
      rows.return?.(); // Else node:sqlite reports the same error to the next reader too.
      throw isUnreadable(error) ? this.#missing(place(), error) : error;
    }
  }

  #look<Answer>(place: string, look: () => Answer): Answer {
    try {
      return look();
    } catch (error) {
      throw isUnreadable(error) ? this.#missing(place, error) : error;
    }
  }

  #missing(place: string, cause?: unknown): LogCorrupted {
    return this.#damage.meet(place, 'missing or unreadable', { cause });
  }
}

function maximum(row: unknown): number | undefined {
  return (row as [number | null])[0] ?? undefined;
}
