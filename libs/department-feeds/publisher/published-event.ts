import canonicalize from 'canonicalize';
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
  sequence: number;
}

export async function readPublished(log: EventReader, event: StoredEvent): Promise<Published> {
  const { cause } = JSON.parse(event.metadata) as { cause: Cause };
  const { subject, sequence } = feedEventOf(event);
  return { position: await positionOf(log, cause), reference: subject, sequence: Number(sequence) };
}

export const feedEventOf = ({ data }: StoredEvent): FeedEvent => parseDepartmentEvent(data);

function canonical(value: object): string {
  return canonicalize(value) ?? '';
}
