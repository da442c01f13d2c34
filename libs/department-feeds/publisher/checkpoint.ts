import { v5 as uuidv5 } from 'uuid';
import { type EventStore, type Position, START } from '../../event-store/event-store';
import { type Cause, positionOf } from './cause';

/** Not `department-…`: it is no department's. */
const STREAM = 'publisher-department-feeds';

/** The namespace of the ids of checkpoints, drawn once. */
const CHECKPOINT_IDS = '5b1f2f3e-60a7-4c39-8f0a-1d8b0a8c9e44';

/**
 * From where to go on: everything for events up to here has been published. It may be older than what has been, never
 * newer; the end of each department's stream is what tells exactly.
 */
export async function readCheckpoint(store: EventStore): Promise<Position> {
  const [last] = await store.readStream(STREAM, { direction: 'backwards', max: 1 });
  return last ? positionOf(store, (JSON.parse(last.data) as { upTo: Cause }).upTo) : START;
}

/** Two publishers may write it in turn: each says what it has made sure of itself. */
export async function writeCheckpoint(store: EventStore, { stream, revision }: Cause): Promise<void> {
  const id = uuidv5(`${stream}@${revision}`, CHECKPOINT_IDS);
  const data = JSON.stringify({ upTo: { revision, stream } });
  await store.append(STREAM, 'any', [{ id, type: 'DepartmentFeedsPublished', data, metadata: '{}' }]);
}
