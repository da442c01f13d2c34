import { domainCodec, domainStreams } from '../domain/events';
import type { EventReader, Position, StoredEvent } from '../event-store/event-store';
import type { Decoded, OpenProjection } from './open-projection';

/** What read models are built from: the streams of the domain. */
export const readModelFilter = { streamPrefixes: domainStreams };

/** An event as read models are told of it, with what is wrong with it where it cannot be read. */
export function decode(event: StoredEvent): Decoded {
  try {
    return domainCodec.decode(event);
  } catch (fault) {
    const { type, stream, revision, position } = event;
    return { type, stream, revision, position, fault: fault as Error };
  }
}

/** Events read at a time: few enough that they are no burden, even where each is as long as one may be. */
const PAGE = 250;
/** Characters of a batch, at which it is long enough: decoded they take some times as many bytes. */
const HEAVY = 12_000_000;

/** Some events of the log, decoded, and where to read on. */
export interface Batch {
  events: Decoded[];
  next: Position;
  atEnd: boolean;
}

/** As many events as there are, up to `max`, or fewer where they are heavy: so that memory is that of a batch, always. */
export async function readBatch(log: EventReader, from: Position, max: number): Promise<Batch> {
  const batch: Batch = { events: [], next: from, atEnd: false };
  for (let weight = 0; !batch.atEnd && batch.events.length < max && weight < HEAVY;) {
    const atMost = Math.min(PAGE, max - batch.events.length);
    const page = await log.readAll({ from: batch.next, max: atMost, filter: readModelFilter });
    for (const event of page.events) {
      weight += event.data.length + event.metadata.length;
      batch.events.push(decode(event));
    }
    batch.next = page.next;
    batch.atEnd = page.atEnd;
  }
  return batch;
}

/**
 * Brings projections, each from where it is, to exactly this position, or to the end of the log where that comes first:
 * a batch at a time, so memory is that of a batch.
 * @param passed is told after each batch; answers whether to go on
 * @throws PoisonousEvent and what the database says
 */
export async function replayTo(
  position: Position,
  log: EventReader,
  projections: readonly OpenProjection[],
  size: number,
  passed: (at: Position) => Promise<boolean> = () => Promise.resolve(true),
): Promise<void> {
  for (;;) {
    const from = projections.map((one) => one.position).reduce((a, b) => (a < b ? a : b));
    if (from >= position) return;
    const batch = await readBatch(log, from, size);
    const to = batch.next < position ? batch.next : position;
    const events = batch.events.filter((event) => event.position <= to);
    for (const projection of projections) if (projection.position < to) await projection.apply(events, to);
    if (batch.atEnd || !(await passed(to))) return;
  }
}
