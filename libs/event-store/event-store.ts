/**
 * A place in the log as a whole. Opaque: two positions of one store compare with `<` and `===`, and nothing else
 * may be done with them (in EventStoreDB it is a byte offset, so a difference would mean nothing).
 */
export type Position = string & { readonly __position: unique symbol };

/** Before the first event: every position is greater. */
export const START = '' as Position;

/** An event to append: its data and metadata are canonical JSON (RFC 8785) text, stored to the letter. */
export interface EventData {
  /** A UUID in lower case, unique in its stream: appending the same id again is appending it once. */
  id: string;
  type: string;
  data: string;
  metadata: string;
}

/**
 * An event as the log holds it. Where something else than this port appended it, its data and metadata may be anything:
 * what is not text is told as base64, so read them only of the types that you know.
 */
export interface StoredEvent extends EventData {
  stream: string;
  /** Place in the stream, from 0, without gaps. */
  revision: number;
  position: Position;
  /** When the store wrote it, in UTC milliseconds. */
  created: number;
}

/** What the appender believes of the stream: it does not exist, its last event is at this revision, don't care, it exists. */
export type ExpectedRevision = 'none' | 'any' | 'exists' | number;

export interface AppendResult {
  /** Revision of the last event appended. */
  revision: number;
  /** Position of the last event appended: a reader that has passed it has seen this append. */
  position: Position;
}

/** The stream is not where the appender believed it to be: nothing was written. Load again and decide again. */
export class RevisionConflict extends Error {
  override readonly name = 'RevisionConflict';
  constructor(
    readonly stream: string,
    readonly expected: ExpectedRevision,
    /** The stream's last revision; undefined when it does not exist. */
    readonly actual: number | undefined,
  ) {
    super(`Stream ${stream} was expected at ${expected} and is at ${actual ?? 'none'}`);
  }
}

export interface StreamReadOptions {
  direction?: 'forwards' | 'backwards';
  /** First revision to read, inclusive. Left out: the first event, or the last one going backwards. */
  from?: number;
  /** At most so many events; 1,000 when left out. */
  max?: number;
}

/** Which events of the log: any of these stream prefixes and any of these types; what is left out does not restrict. */
export interface LogFilter {
  streamPrefixes?: readonly string[];
  eventTypes?: readonly string[];
}

export interface LogReadOptions {
  direction?: 'forwards' | 'backwards';
  /** Exclusive: the last position already read. Left out: from the start, or from the end going backwards. */
  from?: Position;
  /** At most so many events; 1,000 when left out. */
  max?: number;
  filter?: LogFilter;
}

/** Some events of the log, in order. */
export interface LogPage {
  events: StoredEvent[];
  /** How far this page looked, matching or not: the `from` of the next one. */
  next: Position;
  /** There was nothing more to look at when this page was read. */
  atEnd: boolean;
}

/**
 * What a subscription tells: some events, or that it has now seen all there is, which it says again whenever that
 * is so anew. A checkpoint may be saved after either. Of a long stretch that the filter leaves out it tells no
 * events, but how far it is.
 */
export type SubscriptionMessage =
  | { kind: 'events'; events: StoredEvent[]; checkpoint: Position }
  | { kind: 'caught-up'; checkpoint: Position };

export interface SubscriptionOptions {
  /** Exclusive: the stored checkpoint. Left out: from the start. */
  from?: Position;
  filter?: LogFilter;
  /** Events a message holds at most; 500 when left out. */
  batch?: number;
  /** Ends the subscription, at once and without an error. */
  signal?: AbortSignal;
}

/**
 * The log. System events (type or stream starting with `$`) are left out of `readAll` and `subscribeToAll`.
 *
 * Promises that the contract suite tests in every adapter: an acknowledged append survives the process; the events
 * of one append stand together or not at all; nothing ever appears below a position that a reader has passed.
 */
export interface EventReader {
  /** Some events of one stream; none when it does not exist. */
  readStream(stream: string, options?: StreamReadOptions): Promise<StoredEvent[]>;
  readAll(options?: LogReadOptions): Promise<LogPage>;
  /** Pulls: the next message is only made when it is asked for, so a slow consumer slows the reading. */
  subscribeToAll(options?: SubscriptionOptions): AsyncIterable<SubscriptionMessage>;
  /** The position of the last event; START when there is none. */
  head(): Promise<Position>;
  /** How many events lie after this position, or undefined where the store cannot count them. */
  countAfter(position: Position): Promise<number | undefined>;
  /** What part of the log lies up to this position, from 0 to 1: for people, to see how far something has come. */
  partUpTo(position: Position): Promise<number>;
}

export interface EventStore extends EventReader {
  /**
   * Appends all of these events or none. Repeating an append whose event ids stand in the stream answers what the
   * first one answered, whatever is expected.
   * @throws RevisionConflict when the stream is not at `expected`, or holds some of these events but not all
   * @throws TypeError naming the field, when no store may take it (see `checkAppend`)
   */
  append(stream: string, expected: ExpectedRevision, events: readonly EventData[]): Promise<AppendResult>;
  /** Resolves when an append would be taken now, rejects with the reason when not. */
  health(): Promise<void>;
  /** Waits for the appends under way, then closes. */
  close(): Promise<void>;
}
