import type { AppendResult, EventData, ExpectedRevision, Position, StoredEvent } from '../event-store';
import { RevisionConflict, START } from '../event-store';
import { StoreUnavailable } from '../store-unavailable';
import type { AppendCalls } from './append-call';
import { backOff } from './backoff';
import type { EventReading } from './event-reading';
import type { EventStoreDbMetrics } from './metrics';
import { streamRequest } from './read-request';
import { LOOK_BACK, type StandingIds } from './standing-ids';
import type { Timing } from './timing';

/** What a look at the end of a stream finds of some events. */
interface Look {
  /** The stream's last revision; undefined when it does not exist. */
  last: number | undefined;
  /** What appending them answered, when they all stand there as one append leaves them. */
  result: AppendResult | undefined;
  /** Some of them stand there, in whatever way. */
  holdsAny: boolean;
}

/**
 * Appends exactly once, over calls that may leave open whether they did: who does not know looks, and only then
 * sends the same events again, at the same revision. So nothing is written twice, by whichever way it got there.
 */
export class Appender {
  /** The highest position acknowledged here: a new event stands behind it. */
  #highest: Position = START;

  constructor(
    private readonly calls: AppendCalls,
    private readonly reading: EventReading,
    private readonly standing: StandingIds,
    private readonly timing: Timing,
    private readonly metrics: EventStoreDbMetrics,
  ) {}

  /**
   * @throws RevisionConflict when the stream is not at `expected`, or holds some of these events but not all
   * @throws StoreUnavailable when it stays open whether they were written
   * @throws RefusedByServer, StreamDeleted when it is no use to try again
   */
  async append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly EventData[],
  ): Promise<AppendResult> {
    const until = Date.now() + this.timing.patience;
    let doubt: string | undefined;
    let at = expected;
    let looksFirst = this.#mayStandAlready(stream, expected, events);
    for (let attempt = 0; ; attempt++) {
      if (looksFirst) {
        const look = await this.#look(stream, expected, events, until).catch((error: unknown) => {
          throw doubt && error instanceof StoreUnavailable ? unresolved(stream, doubt) : error;
        });
        if (look.result) return look.result;
        if (look.holdsAny || !isAt(expected, look.last)) {
          this.metrics.conflicts++;
          throw new RevisionConflict(stream, expected, look.last);
        }
        // “Any” is tried again at what was seen: if the first attempt gets there after all, the second does not.
        if (attempt > 0 && typeof expected !== 'number') at = look.last ?? 'none';
      }
      looksFirst = true;
      const highest = this.#highest;
      const answer = await this.calls.send(stream, at, events);
      if (answer.kind === 'refused') throw answer.error;
      if (answer.kind === 'written' && answer.position !== undefined && answer.position > highest) {
        return this.#acknowledge(stream, events, { revision: answer.revision, position: answer.position });
      }
      if (answer.kind === 'written') {
        // Not behind all others, so written before: what the server says of its place is not what it said then.
        const old = await this.#standingAt(stream, Math.max(0, answer.revision - events.length + 1), events);
        if (old) return old;
      }
      if (answer.kind === 'unresolved') {
        doubt = answer.reason;
        this.metrics.unresolvedAppends++;
      }
      if (Date.now() > until) throw unresolved(stream, doubt ?? 'the stream moves too fast');
      if (answer.kind === 'unresolved' || attempt > 2) await backOff(attempt);
    }
  }

  #acknowledge(stream: string, events: readonly EventData[], result: AppendResult): AppendResult {
    this.metrics.appends++;
    if (result.position > this.#highest) this.#highest = result.position;
    const first = result.revision - events.length + 1;
    this.standing.learn(
      stream,
      events.map(({ id }, index) => ({ id, revision: first + index })),
    );
    return result;
  }

  /** A stream that does not exist holds none of them; of others it must be known. */
  #mayStandAlready(stream: string, expected: ExpectedRevision, events: readonly EventData[]): boolean {
    if (expected === 'none') return false;
    const last = this.standing.lastOf(stream);
    if (last === undefined || this.standing.holdsAny(stream, events)) return true;
    return typeof expected === 'number' && last < expected;
  }

  /** At the end of the stream; and where they would stand if this append had been made long ago. */
  async #look(
    stream: string,
    expected: ExpectedRevision,
    events: readonly EventData[],
    until: number,
  ): Promise<Look> {
    const request = streamRequest(stream, { direction: 'backwards', from: undefined, max: LOOK_BACK });
    const tail = (await this.reading.read(request, `to read ${stream}`, until)).reverse();
    this.metrics.eventsLookedThrough += tail.length;
    if (tail.length === 0) this.standing.learnAbsence(stream);
    else this.standing.learn(stream, tail);
    const found = new Map(tail.map((event) => [event.id, event]));
    const places = events.flatMap(({ id }) => found.get(id) ?? []);
    const place = expected === 'none' ? 0 : typeof expected === 'number' ? expected + 1 : Infinity;
    const isOutOfSight = places.length === 0 && place < (tail[0]?.revision ?? 0);
    return {
      last: tail.at(-1)?.revision,
      result: isOutOfSight ? await this.#standingAt(stream, place, events) : resultOf(places, events),
      holdsAny: places.length > 0,
    };
  }

  /** What appending these events answered, when they stand from this revision on. */
  async #standingAt(
    stream: string,
    from: number,
    events: readonly EventData[],
  ): Promise<AppendResult | undefined> {
    const request = streamRequest(stream, { direction: 'forwards', from, max: events.length });
    const there = await this.reading.read(request, `to read ${stream}`);
    this.metrics.eventsLookedThrough += there.length;
    return there.every(({ id }, index) => id === events[index]?.id) ? resultOf(there, events) : undefined;
  }
}

/** What these events were answered with, if they stand as appending them once left them. */
function resultOf(places: readonly StoredEvent[], events: readonly EventData[]): AppendResult | undefined {
  const [first, last] = [places[0], places.at(-1)];
  const isOneAppend =
    places.length === events.length &&
    places.every(({ revision }, index) => revision === (first?.revision ?? 0) + index);
  return isOneAppend && last ? { revision: last.revision, position: last.position } : undefined;
}

function isAt(expected: ExpectedRevision, last: number | undefined): boolean {
  if (expected === 'any') return true;
  if (expected === 'none') return last === undefined;
  if (expected === 'exists') return last !== undefined;
  return expected === last;
}

function unresolved(stream: string, reason: string): StoreUnavailable {
  return new StoreUnavailable(
    `EventStoreDB does not say what became of an append to ${stream}: ${reason}. ` +
      'Send the same again when it is back: it is written once.',
  );
}
