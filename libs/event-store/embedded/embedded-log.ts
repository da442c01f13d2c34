import { setImmediate } from 'node:timers/promises';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { SQLITE_CORRUPT, SQLITE_NOTADB, sqliteErrorCode } from '../../platform/sqlite/sqlite-error';
import type {
  EventReader,
  LogPage,
  LogReadOptions,
  Position,
  StoredEvent,
  StreamReadOptions,
  SubscriptionMessage,
  SubscriptionOptions,
} from '../event-store';
import { START } from '../event-store';
import { matcherOf } from '../log-filter';
import { LogCorrupted } from './log-corrupted';
import { numberOf, positionOf } from './log-position';
import { assertLogSchema } from './log-schema';
import { News } from './news';

/** A row of {@link COLUMNS}. As an array it is read twice as fast as an object. */
type Row = [
  position: number,
  stream: string,
  revision: number,
  id: string,
  type: string,
  data: string,
  metadata: string,
  created: number,
];
const COLUMNS = 'position, name, revision, id, type, data, metadata, created';

/** Events that a filtered page looks at, at most and if `max` is no more: bounds how long one page keeps the thread. */
const FILTERED_SCAN = 2_000;

/**
 * The log in a SQLite file, read over one connection. Rows are walked one by one and must follow each other without
 * a gap: a damaged file is named ({@link LogCorrupted}), not read around. No read outlives its call, so that the
 * write-ahead log can always be folded back into the file.
 */
export abstract class EmbeddedLog implements EventReader {
  protected readonly news = new News();
  readonly #closing = new AbortController();
  readonly #file: string;
  readonly #last: StatementSync;
  readonly #lastOfStream: StatementSync;
  readonly #all: Record<'forwards' | 'backwards', StatementSync>;
  readonly #stream: Record<'forwards' | 'backwards', StatementSync>;

  protected constructor(protected readonly db: DatabaseSync) {
    assertLogSchema(db);
    const events = (rest: string) =>
      db.prepare(`SELECT ${COLUMNS} FROM events JOIN streams ON no = stream ${rest}`, { returnArrays: true });
    this.#file = db.location() ?? 'memory';
    this.#last = db.prepare('SELECT max(position) FROM events', { returnArrays: true });
    this.#lastOfStream = db.prepare(
      'SELECT max(revision) FROM events WHERE stream = (SELECT no FROM streams WHERE name = ?)',
      { returnArrays: true },
    );
    this.#all = {
      forwards: events('WHERE position > ? ORDER BY position'),
      backwards: events('WHERE position < ? ORDER BY position DESC'),
    };
    this.#stream = {
      forwards: events('WHERE name = ? AND revision >= ? ORDER BY revision'),
      backwards: events('WHERE name = ? AND revision <= ? ORDER BY revision DESC'),
    };
  }

  readStream(stream: string, options?: StreamReadOptions): Promise<StoredEvent[]> {
    return new Promise((resolve) => resolve(this.#readStream(stream, options)));
  }

  readAll(options?: LogReadOptions): Promise<LogPage> {
    return new Promise((resolve) => resolve(this.#readAll(options)));
  }

  async *subscribeToAll({
    from = START,
    filter,
    batch = 500,
    signal,
  }: SubscriptionOptions = {}): AsyncGenerator<SubscriptionMessage, void, undefined> {
    const ended = signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
    let checkpoint = from;
    let caughtUpAt: Position | undefined;
    while (!ended.aborted) {
      const edition = this.news.edition;
      const { events, next, atEnd } = this.#readAll({ from: checkpoint, max: batch, filter });
      checkpoint = next;
      if (events.length > 0 || !atEnd) {
        yield { kind: 'events', events, checkpoint };
        if (!atEnd) await setImmediate(); // A long catch-up leaves everyone else on this thread their turn.
      } else if (caughtUpAt !== checkpoint) {
        caughtUpAt = checkpoint;
        yield { kind: 'caught-up', checkpoint };
      } else {
        await this.news.after(edition, ended);
      }
    }
  }

  head(): Promise<Position> {
    return new Promise((resolve) => resolve(positionOf(this.#head())));
  }

  countAfter(position: Position): Promise<number> {
    return new Promise((resolve) => resolve(Math.max(0, this.#head() - numberOf(position))));
  }

  /** Ends the subscriptions, quietly, and closes the connection. */
  protected closeLog(): void {
    this.#closing.abort();
    if (this.db.isOpen) this.db.close();
  }

  #readStream(
    stream: string,
    { direction = 'forwards', from, max = 1_000 }: StreamReadOptions = {},
  ): StoredEvent[] {
    assertWhole('max', max, 1);
    if (from !== undefined) assertWhole('from', from, 0);
    const forwards = direction === 'forwards';
    const step = forwards ? 1 : -1;
    let expected = forwards ? (from ?? 0) : Math.min(from ?? Infinity, this.#lastRevision(stream));
    const place = () => `revision ${expected} of stream ${stream}`;
    const events: StoredEvent[] = [];
    for (const row of this.#walk(this.#stream[direction], [stream, expected], place)) {
      const event = eventOf(row);
      if (event.revision !== expected) throw new LogCorrupted(this.#file, place());
      events.push(event);
      expected += step;
      if (events.length === max) return events;
    }
    if (!forwards && expected >= 0) throw new LogCorrupted(this.#file, place());
    return events;
  }

  #readAll({ direction = 'forwards', from, max = 1_000, filter }: LogReadOptions = {}): LogPage {
    assertWhole('max', max, 1);
    const matches = matcherOf(filter);
    const scan = matches ? Math.max(max, FILTERED_SCAN) : max;
    const forwards = direction === 'forwards';
    const step = forwards ? 1 : -1;
    const start = from === undefined ? undefined : numberOf(from);
    const bound = forwards ? (start ?? 0) : Math.min(start ?? Infinity, this.#head() + 1);
    let expected = bound + step;
    const place = () => `position ${positionOf(expected)}`;
    const page: LogPage = { events: [], next: from ?? START, atEnd: false };
    for (const row of this.#walk(this.#all[direction], [bound], place)) {
      // One row more than wanted tells that this is not the end.
      if (page.events.length === max || Math.abs(expected - bound) > scan) return page;
      const event = eventOf(row);
      if (row[0] !== expected) throw new LogCorrupted(this.#file, place());
      if (matches?.(event.stream, event.type) ?? true) page.events.push(event);
      page.next = event.position;
      expected += step;
    }
    if (!forwards && expected > 0) throw new LogCorrupted(this.#file, place());
    page.atEnd = true;
    return page;
  }

  /** The rows of a statement, read as they are asked for. */
  *#walk(statement: StatementSync, parameters: SQLInputValue[], place: () => string): Iterable<Row> {
    const rows = statement.iterate(...parameters);
    try {
      yield* rows as Iterable<unknown> as Iterable<Row>;
    } catch (error) {
      rows.return?.(); // Else node:sqlite reports the same error to the next reader too.
      const code = sqliteErrorCode(error);
      if (code !== SQLITE_CORRUPT && code !== SQLITE_NOTADB) throw error;
      throw new LogCorrupted(this.#file, place(), { cause: error });
    }
  }

  #head(): number {
    return maximum(this.#last.get()) ?? 0;
  }

  /** -1 when the stream does not exist. */
  #lastRevision(stream: string): number {
    return maximum(this.#lastOfStream.get(stream)) ?? -1;
  }
}

function maximum(row: unknown): number | undefined {
  return (row as [number | null])[0] ?? undefined;
}

function eventOf([position, stream, revision, id, type, data, metadata, created]: Row): StoredEvent {
  return { stream, revision, position: positionOf(position), id, type, data, metadata, created };
}

function assertWhole(field: string, number: number, least: number): void {
  if (Number.isSafeInteger(number) && number >= least) return;
  throw new TypeError(`${field} must be a whole number from ${least}, not ${number}`);
}
