import { createHash, randomUUID } from 'node:crypto';
import { checkAppend } from '../event-store/check-append';
import {
  type AppendResult,
  type EventData,
  type EventStore,
  type ExpectedRevision,
  type LogFilter,
  type LogPage,
  type LogReadOptions,
  type Position,
  RevisionConflict,
  START,
  type StoredEvent,
  type StreamReadOptions,
  type SubscriptionMessage,
  type SubscriptionOptions,
} from '../event-store/event-store';

const LONGEST_NAME = 150;

/**
 * A part of a log that others use too, as if it were a log of its own that begins empty: for tests on a server that
 * cannot be emptied. Its streams have a prefix, and it begins where the log ended.
 */
export class OwnCorner implements EventStore {
  private constructor(
    private readonly store: EventStore,
    private readonly prefix: string,
    private readonly beginning: Position,
    private readonly names: Map<string, string>,
  ) {}

  static async of(store: EventStore): Promise<OwnCorner> {
    return new OwnCorner(store, `test-${randomUUID()}-`, await store.head(), new Map());
  }

  /** The same corner, seen through another store. */
  through(store: EventStore): OwnCorner {
    return new OwnCorner(store, this.prefix, this.beginning, this.names);
  }

  async append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly EventData[],
  ): Promise<AppendResult> {
    checkAppend(stream, events);
    try {
      return await this.store.append(this.inside(stream), expected, events);
    } catch (error) {
      throw error instanceof RevisionConflict ? new RevisionConflict(stream, expected, error.actual) : error;
    }
  }

  async readStream(stream: string, options?: StreamReadOptions): Promise<StoredEvent[]> {
    return (await this.store.readStream(this.inside(stream), options)).map((event) => this.outside(event));
  }

  async readAll({ from, filter, direction, max }: LogReadOptions = {}): Promise<LogPage> {
    const forwards = direction !== 'backwards';
    if (!forwards && from === START) return { events: [], next: START, atEnd: true };
    const start = forwards ? from || this.beginning : from;
    const page = await this.store.readAll({ direction, max, from: start, filter: this.within(filter) });
    const events = page.events.filter(({ position }) => position > this.beginning);
    const passedBeginning = page.next <= this.beginning;
    return {
      events: events.map((event) => this.outside(event)),
      next: passedBeginning ? START : page.next,
      atEnd: page.atEnd || (!forwards && passedBeginning),
    };
  }

  async *subscribeToAll({ from, filter, ...options }: SubscriptionOptions = {}): AsyncGenerator<
    SubscriptionMessage,
    void,
    undefined
  > {
    const inner = { ...options, from: from || this.beginning, filter: this.within(filter) };
    for await (const message of this.store.subscribeToAll(inner)) {
      const head = await this.head();
      // What others append behind our last event is not there.
      const checkpoint = message.checkpoint > head ? head : message.checkpoint;
      if (message.kind === 'caught-up') yield { kind: 'caught-up', checkpoint };
      else if (message.events.length > 0) {
        yield { kind: 'events', events: message.events.map((event) => this.outside(event)), checkpoint };
      }
    }
  }

  async head(): Promise<Position> {
    for (let from: Position | undefined; ;) {
      const page = await this.readAll({ direction: 'backwards', max: 1, from });
      const [last] = page.events;
      if (last) return last.position;
      if (page.atEnd) return START;
      from = page.next;
    }
  }

  countAfter(position: Position): Promise<number | undefined> {
    return this.store.countAfter(position);
  }

  partUpTo(position: Position): Promise<number> {
    return this.store.partUpTo(position);
  }

  health(): Promise<void> {
    return this.store.health();
  }

  close(): Promise<void> {
    return this.store.close();
  }

  private within({ streamPrefixes = [''], eventTypes }: LogFilter = {}): LogFilter {
    return { eventTypes, streamPrefixes: streamPrefixes.map((prefix) => `${this.prefix}${prefix}`) };
  }

  private inside(stream: string): string {
    const short = stream.length <= LONGEST_NAME ? stream : createHash('sha256').update(stream).digest('hex');
    this.names.set(`${this.prefix}${short}`, stream);
    return `${this.prefix}${short}`;
  }

  private outside(event: StoredEvent): StoredEvent {
    return { ...event, stream: this.names.get(event.stream) ?? event.stream };
  }
}
