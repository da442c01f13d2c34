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

/**
 * Brings projections, each from where it is, to exactly this position, or to the end of the log where that comes first:
 * a page at a time, so memory is that of a page.
 * @param passed is told after each page; answers whether to go on
 * @throws PoisonousEvent and what the database says
 */
export async function replayTo(
  position: Position,
  log: EventReader,
  projections: readonly OpenProjection[],
  pageSize: number,
  passed: (at: Position) => Promise<boolean> = () => Promise.resolve(true),
): Promise<void> {
  for (;;) {
    const from = projections.map((one) => one.position).reduce((a, b) => (a < b ? a : b));
    if (from >= position) return;
    const page = await log.readAll({ from, max: pageSize, filter: readModelFilter });
    const to = page.next < position ? page.next : position;
    const events = page.events.filter((event) => event.position <= to).map(decode);
    for (const projection of projections) if (projection.position < to) await projection.apply(events, to);
    if (page.atEnd || !(await passed(to))) return;
  }
}
