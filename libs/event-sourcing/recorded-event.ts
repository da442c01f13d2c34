import type { Message } from './decider';
import type { EventMetadata } from './metadata';

/** An event of whatever type, as the log gives it back. */
export type AnyStored = Message & { data: Record<string, unknown> };

/** An event together with where it stands and what is known of its making. */
export type Recorded<Event extends Message = AnyStored> = Event & {
  /** UUID, unique in its stream. */
  id: string;
  stream: string;
  revision: number;
  /** Opaque; compares within one store. */
  position: string;
  metadata: EventMetadata;
};
