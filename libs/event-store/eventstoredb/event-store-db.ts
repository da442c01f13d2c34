import { randomUUID } from 'node:crypto';
import { checkAppend } from '../check-append';
import type {
  AppendResult,
  EventData,
  EventStore,
  ExpectedRevision,
  LogPage,
  LogReadOptions,
  Position,
  StoredEvent,
  StreamReadOptions,
  SubscriptionMessage,
  SubscriptionOptions,
} from '../event-store';
import { partOf } from '../part-of';
import { StoreUnavailable } from '../store-unavailable';
import { AppendCalls } from './append-call';
import { Appender } from './appender';
import { Connections } from './connections';
import { EventReading } from './event-reading';
import { placeOf } from './log-position';
import { LogReader } from './log-reader';
import { type EventStoreDbMetrics, noMetrics } from './metrics';
import { StandingIds } from './standing-ids';
import { readStream } from './stream-reader';
import { Subscription } from './subscription';
import { defaultTiming, type Timing } from './timing';

export interface EventStoreDbOptions extends Partial<Timing> {
  /** `esdb://user:password@host:2113?tls=true`, several hosts for a cluster, or `unix:/path` for a socket. */
  connectionString: string;
}

/** The log in EventStoreDB or KurrentDB. */
export class EventStoreDb implements EventStore {
  readonly metrics: Readonly<EventStoreDbMetrics>;
  readonly #connections: Connections;
  readonly #timing: Timing;
  readonly #calls: AppendCalls;
  readonly #reading: EventReading;
  readonly #log: LogReader;
  readonly #standing = new StandingIds();
  readonly #appender: Appender;
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();
  readonly #counts: EventStoreDbMetrics = noMetrics();

  /**
   * Connects when it is first used: an operator may start the two in any order.
   * @throws RefusalToStart when the connection string is not one
   */
  static open(options: EventStoreDbOptions): EventStoreDb {
    return new EventStoreDb(options);
  }

  private constructor({ connectionString, ...timing }: EventStoreDbOptions) {
    this.metrics = this.#counts;
    this.#timing = { ...defaultTiming, ...timing };
    this.#connections = new Connections(connectionString, 2 * this.#timing.readTimeout);
    this.#calls = new AppendCalls(this.#connections, this.#timing.appendTimeout);
    this.#reading = new EventReading(this.#connections, this.#timing, this.#counts);
    this.#log = new LogReader((request) => this.#reading.read(request, 'to read the log'));
    this.#appender = new Appender(this.#calls, this.#reading, this.#standing, this.#timing, this.#counts);
  }

  async append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly EventData[],
  ): Promise<AppendResult> {
    checkAppend(stream, events);
    this.#assertOpen();
    const appending = this.#appender.append(stream, expected, events);
    this.#underWay.add(appending);
    try {
      return await appending;
    } finally {
      this.#underWay.delete(appending);
    }
  }

  readStream(stream: string, options?: StreamReadOptions): Promise<StoredEvent[]> {
    return readStream(this.#reading, this.#standing, stream, options);
  }

  readAll(options?: LogReadOptions): Promise<LogPage> {
    return this.#log.readAll(options);
  }

  async *subscribeToAll(
    options: SubscriptionOptions = {},
  ): AsyncGenerator<SubscriptionMessage, void, undefined> {
    const { signal } = options;
    const ended = signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
    const parts = {
      connections: this.#connections,
      log: new LogReader((request) => this.#reading.readOnce(request)),
      timing: this.#timing,
      metrics: this.#counts,
    };
    yield* new Subscription(parts, options, ended).messages();
  }

  head(): Promise<Position> {
    return this.#log.head();
  }

  /** Positions are byte offsets here: nobody can tell how many events lie behind one. */
  countAfter(position: Position): Promise<number | undefined> {
    return new Promise((resolve) => {
      placeOf(position);
      resolve(undefined);
    });
  }

  /** By the bytes of its files: their number is not what anybody counts in, but part of a whole is part of a whole. */
  async partUpTo(position: Position): Promise<number> {
    const [here, end] = [placeOf(position), placeOf(await this.head())];
    return partOf(Number(here?.commit ?? 0), Number(end?.commit ?? 0));
  }

  /** Asks for an append that no stream can take: the refusal comes from where appends are written. */
  async health(): Promise<void> {
    this.#assertOpen();
    const nothing = { id: randomUUID(), type: 'HealthAskedFor', data: '{}', metadata: '{}' };
    const answer = await this.#calls.send('guildhall-health', Number.MAX_SAFE_INTEGER, [nothing]);
    if (answer.kind === 'refused') throw answer.error;
    if (answer.kind === 'unresolved') throw new StoreUnavailable(`EventStoreDB: ${answer.reason}.`);
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    await Promise.allSettled(this.#underWay);
    await this.#connections.close();
  }

  #assertOpen(): void {
    if (this.#closing.signal.aborted) throw new Error('The event store is closed');
  }
}
