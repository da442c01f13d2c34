import { setImmediate } from 'node:timers/promises';
import type { DatabaseSync } from 'node:sqlite';
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
import { partOf } from '../part-of';
import { assertWhole } from '../whole-number';
import { numberOf, positionOf } from './log-position';
import { type Content, isSystemRecord, type LogRecord } from './log-record';
import { KnownDamage } from './known-damage';
import { LogRecords } from './log-records';
import { assertLogSchema } from './log-schema';
import { News } from './news';

/** Events that a page looks at, at most and if `max` is no more: bounds how long one page keeps the thread. */
const SCAN = 2_000;

/** The log in a SQLite file as the port's readers see it, over one connection. */
export abstract class EmbeddedLog implements EventReader {
  /** The log as it is stored, system events included: for what stands below the port, as the protocol's node does. */
  readonly records: LogRecords;
  /** What is known to be wrong with it, whoever met it. */
  readonly damage: KnownDamage;
  /** Says when there may be more in the log. */
  readonly news = new News();
  readonly #closing = new AbortController();

  protected constructor(protected readonly db: DatabaseSync) {
    assertLogSchema(db);
    this.damage = new KnownDamage(db.location());
    this.records = new LogRecords(db, this.damage);
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
    return new Promise((resolve) => resolve(positionOf(this.records.head())));
  }

  countAfter(position: Position): Promise<number> {
    return new Promise((resolve) => resolve(Math.max(0, this.records.head() - numberOf(position))));
  }

  partUpTo(position: Position): Promise<number> {
    return new Promise((resolve) => resolve(partOf(numberOf(position), this.records.head())));
  }

  /** Ends the subscriptions, quietly, and closes the connection. */
  protected closeLog(): void {
    this.#closing.abort();
    this.damage.close();
    if (this.db.isOpen) this.db.close();
  }

  #readStream(stream: string, { direction, from, max = 1_000 }: StreamReadOptions = {}): StoredEvent[] {
    assertWhole('max', max, 1);
    if (from !== undefined) assertWhole('from', from, 0);
    return this.records.ofStream(stream, { direction, from, max }).map(eventOf);
  }

  #readAll({ direction, from, max = 1_000, filter }: LogReadOptions = {}): LogPage {
    assertWhole('max', max, 1);
    const matches = matcherOf(filter);
    const { records, last, atEnd } = this.records.ofAll({
      direction,
      from: from === undefined ? undefined : numberOf(from),
      max,
      scan: Math.max(max, SCAN),
      wants: (record) => !isSystemRecord(record) && (matches?.(record.stream, record.type) ?? true),
    });
    const next = last === undefined ? (from ?? START) : positionOf(last);
    return { events: records.map(eventOf), next, atEnd };
  }
}

function eventOf({ position, data, metadata, ...rest }: LogRecord): StoredEvent {
  return { ...rest, position: positionOf(position), data: textOf(data), metadata: textOf(metadata) };
}

/** What is not text can only have come through another door than this port, and is told as base64. */
function textOf(content: Content): string {
  return typeof content === 'string' ? content : Buffer.from(content).toString('base64');
}
