import type { Recorded } from '../../event-sourcing/recorded-event';
import type { EventReader, Position, StoredEvent } from '../../event-store/event-store';
import { domainCodec } from '../../domain/events';

/**
 * The domain event that something was published for. Named by stream and revision, which stay when a log is moved to
 * another store; positions do not.
 */
export interface Cause {
  stream: string;
  revision: number;
}

/** An event of the log that nothing can be published for: whatever follows has to wait for it. */
export class UnpublishableEvent extends Error {
  override readonly name = 'UnpublishableEvent';
  constructor({ type, stream, revision, position }: StoredEvent | Recorded, cause: unknown) {
    super(
      `The department feeds stopped at ${type}, ${stream}@${revision} (position ${position}): ${String(cause)}`,
      { cause },
    );
  }
}

/** @throws UnpublishableEvent when the work on the event throws */
export function blaming<Result>(event: StoredEvent | Recorded, work: () => Result): Result {
  try {
    return work();
  } catch (fault) {
    throw new UnpublishableEvent(event, fault);
  }
}

/** @throws UnpublishableEvent when this program cannot read it */
export function decoded<Event extends Recorded>(event: StoredEvent): Event {
  return blaming(event, () => domainCodec.decode(event)) as Event;
}

/** @throws Error when the log does not hold it: whoever named it followed another log */
export async function positionOf(log: EventReader, { stream, revision }: Cause): Promise<Position> {
  const [event] = await log.readStream(stream, { from: revision, max: 1 });
  if (event?.revision === revision) return event.position;
  throw new Error(
    `The log does not hold ${stream}@${revision}, for which something was published. Is it the whole log?`,
  );
}
