import { v5 as uuidv5 } from 'uuid';
import { type EventStore, type Position, START } from '../event-store/event-store';

/** Not `case-…`: it is about no case. */
const STREAM = 'worker-processes';

/** The namespace of the ids of checkpoints, drawn once. */
const CHECKPOINT_IDS = 'c2a8b1d4-7a55-4f0e-9d6b-3f1e52b7a908';

/** An event by stream and revision, which stay when a log is moved to another store; positions do not. */
export interface Place {
  stream: string;
  revision: number;
}

/**
 * From where to go on: what events up to here led to is in the queues. It may be older than what is, never newer.
 * Undefined before the first.
 */
export async function readCheckpoint(store: EventStore): Promise<Position | undefined> {
  const [last] = await store.readStream(STREAM, { direction: 'backwards', max: 1 });
  if (!last) return undefined;
  const { upTo } = JSON.parse(last.data) as { upTo: Place | null };
  if (!upTo) return START;
  const [event] = await store.readStream(upTo.stream, { from: upTo.revision, max: 1 });
  if (event) return event.position;
  throw new Error(`The log does not hold ${upTo.stream}@${upTo.revision}, up to which it was followed.`);
}

/** @param upTo null for the beginning of the log */
export async function writeCheckpoint(store: EventStore, upTo: Place | null): Promise<void> {
  const place = upTo && { revision: upTo.revision, stream: upTo.stream };
  const id = uuidv5(place ? `${place.stream}@${place.revision}` : 'start', CHECKPOINT_IDS);
  const data = JSON.stringify({ upTo: place });
  await store.append(STREAM, 'any', [{ id, type: 'ProcessesFollowed', data, metadata: '{}' }]);
}
