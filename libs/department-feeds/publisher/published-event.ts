import canonicalize from 'canonicalize';
import { z } from 'zod';
import { type FeedEvent, parseDepartmentEvent } from '../../contracts/department-event';
import type { ToldEvent } from '../../contracts/department-events';
import { enveloped } from '../../contracts/enveloped';
import type { Recorded } from '../../event-sourcing/recorded-event';
import type { EventData, EventReader, Position, StoredEvent } from '../../event-store/event-store';
import { type Cause, positionOf } from './cause';

/** What a department is to be told of a case, and the event that led to it. */
export interface Due {
  department: string;
  reference: string;
  told: ToldEvent;
  cause: Recorded;
  /** The department has not been told of this case before, that is certain. */
  isFirst: boolean;
}

/**
 * Where in the log something follows from. One publication of bank holidays moves many cases: they come in the order
 * of their references.
 */
export interface Place {
  position: Position;
  reference: string;
}

export const placeOf = ({ cause, reference }: Due): Place => ({
  position: cause.position as Position,
  reference,
});

export function isAfter(one: Place, other: Place): boolean {
  return one.position === other.position ? one.reference > other.reference : one.position > other.position;
}

/** As it is stored: the CloudEvent, and beside it what only the publisher needs. */
export function stored(due: Due, sequence: number): EventData {
  const { cause } = due;
  const event = enveloped(due.told, { ...due, sequence });
  const { stream, revision } = cause;
  const metadata = {
    $correlationId: cause.metadata.$correlationId,
    $causationId: cause.id,
    cause: { revision, stream } satisfies Cause,
  };
  return { id: event.id, type: event.type, data: canonical(event), metadata: canonical(metadata) };
}

/** What is read back of an event that was published. */
export interface Published extends Place {
  revision: number;
  sequence: number;
}

const metadataSchema = z.object({ cause: z.object({ stream: z.string(), revision: z.int() }) });

/** The last event of a feed that was published up to this revision; undefined when there is none. */
export async function lastPublished(
  log: EventReader,
  stream: string,
  upTo: number,
): Promise<Published | undefined> {
  for (let from = upTo; from >= 0; from--) {
    const [event] = await log.readStream(stream, { direction: 'backwards', from, max: 1 });
    if (!event) return undefined;
    const published = readPublished(event);
    if (!published) continue;
    const { subject, sequence } = published.event;
    const position = await positionOf(log, published.cause);
    return { revision: from, position, reference: subject, sequence: Number(sequence) };
  }
  return undefined;
}

/** Undefined for what others have written into the stream, as clients of the store can: it is passed over. */
export function readPublished({
  data,
  metadata,
}: StoredEvent): { event: FeedEvent; cause: Cause } | undefined {
  const ours = metadataSchema.safeParse(json(metadata));
  return ours.success ? { event: parseDepartmentEvent(data), cause: ours.data.cause } : undefined;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Other clients need not write JSON.
  }
}

function canonical(value: object): string {
  return canonicalize(value) ?? '';
}
