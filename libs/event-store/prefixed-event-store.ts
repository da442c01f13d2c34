import { checkAppend } from './check-append';
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
  type StoredEvent,
  type StreamReadOptions,
  type SubscriptionMessage,
  type SubscriptionOptions,
} from './event-store';

/**
 * The part of a log whose streams begin with a prefix, as a log of its own: so several installations share a cluster
 * and know nothing of each other. Positions are those of the whole log.
 */
export class PrefixedEventStore implements EventStore {
  constructor(
    /** All of the log. */
    readonly whole: EventStore,
    private readonly prefix: string,
  ) {}

  async append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly EventData[],
  ): Promise<AppendResult> {
    checkAppend(stream, events);
    try {
      return await this.whole.append(this.prefix + stream, expected, events);
    } catch (error) {
      throw error instanceof RevisionConflict ? new RevisionConflict(stream, expected, error.actual) : error;
    }
  }

  async readStream(stream: string, options?: StreamReadOptions): Promise<StoredEvent[]> {
    return this.without(await this.whole.readStream(this.prefix + stream, options));
  }

  async readAll({ filter, ...options }: LogReadOptions = {}): Promise<LogPage> {
    const page = await this.whole.readAll({ ...options, filter: this.within(filter) });
    return { ...page, events: this.without(page.events) };
  }

  async *subscribeToAll({ filter, ...options }: SubscriptionOptions = {}): AsyncGenerator<
    SubscriptionMessage,
    void,
    undefined
  > {
    for await (const message of this.whole.subscribeToAll({ ...options, filter: this.within(filter) })) {
      yield message.kind === 'events' ? { ...message, events: this.without(message.events) } : message;
    }
  }

  head(): Promise<Position> {
    return this.whole.head();
  }

  /** Others' events are counted too, where events can be counted at all. */
  countAfter(position: Position): Promise<number | undefined> {
    return this.whole.countAfter(position);
  }

  partUpTo(position: Position): Promise<number> {
    return this.whole.partUpTo(position);
  }

  health(): Promise<void> {
    return this.whole.health();
  }

  close(): Promise<void> {
    return this.whole.close();
  }

  private within({ streamPrefixes = [''], eventTypes }: LogFilter = {}): LogFilter {
    return { eventTypes, streamPrefixes: streamPrefixes.map((prefix) => this.prefix + prefix) };
  }

  private without(events: readonly StoredEvent[]): StoredEvent[] {
    return events.map((event) => ({ ...event, stream: event.stream.slice(this.prefix.length) }));
  }
}
