import type { EventData, StoredEvent } from '../event-store';

/** How far back a stream is looked through for an id: older than so many events, an append is not repeated. */
export const LOOK_BACK = 1_000;
/** Ids that are remembered, of all streams together: some 15 MB. */
const REMEMBERED = 100_000;

/** The end of a stream: the ids of its last events, the oldest first. */
interface Tail {
  /** Revision of the oldest of them. */
  first: number;
  /** Revision of the last event; -1 when the stream does not exist. */
  last: number;
  ids: Set<string>;
}

/**
 * Which ids stand at the end of the streams in use. A server looks for an id in its own memory, which it may have
 * lost; so an append is only sent when it is known here that it does not stand yet. Least recently used streams are
 * forgotten, and read again when they are needed.
 */
export class StandingIds {
  readonly #tails = new Map<string, Tail>();
  #size = 0;

  /** The stream's last revision, as far as is known here, when all ids up to it and back to {@link LOOK_BACK} are. */
  lastOf(stream: string): number | undefined {
    return this.#tails.get(stream)?.last;
  }

  holdsAny(stream: string, events: readonly EventData[]): boolean {
    const tail = this.#tails.get(stream);
    return tail !== undefined && events.some(({ id }) => tail.ids.has(id));
  }

  /** These events of the stream were read or appended, oldest first. */
  learn(stream: string, events: readonly Pick<StoredEvent, 'id' | 'revision'>[]): void {
    const [first] = events;
    if (!first) return;
    const known = this.#forget(stream);
    const follows = known && first.revision <= known.last + 1 && first.revision >= known.first;
    const reachesBack = first.revision === 0 || events.length >= LOOK_BACK;
    if (!follows && !reachesBack) return;
    const tail = follows
      ? known
      : { first: first.revision, last: first.revision - 1, ids: new Set<string>() };
    for (const { id, revision } of events) {
      if (revision <= tail.last) continue;
      tail.ids.add(id);
      tail.last = revision;
    }
    this.#remember(stream, tail);
  }

  /** The stream was looked for and does not exist. */
  learnAbsence(stream: string): void {
    this.#forget(stream);
    this.#remember(stream, { first: 0, last: -1, ids: new Set() });
  }

  #remember(stream: string, tail: Tail): void {
    for (const id of tail.ids) {
      if (tail.ids.size <= LOOK_BACK) break;
      tail.ids.delete(id);
      tail.first++;
    }
    this.#tails.set(stream, tail);
    // A stream without events takes room too.
    this.#size += 1 + tail.ids.size;
    for (const oldest of this.#tails.keys()) {
      if (this.#size <= REMEMBERED) break;
      this.#forget(oldest);
    }
  }

  #forget(stream: string): Tail | undefined {
    const tail = this.#tails.get(stream);
    if (!tail) return undefined;
    this.#tails.delete(stream);
    this.#size -= 1 + tail.ids.size;
    return tail;
  }
}
