import {
  type EventReader,
  type EventStore,
  type Position,
  RevisionConflict,
  START,
  type StoredEvent,
} from '@guildhall/event-store/event-store';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { runsOf } from './append-runs';
import { eventsOfLog } from './events-of-log';
import type { Progress } from './progress';

/**
 * Copies one log into another, and goes on where an earlier copy was broken off. One append after the other: side by
 * side they might land in another order, and the order of the log is what everything is derived from. How far it has
 * come is read from the target itself, so there is nothing that a crash could leave wrong.
 * @returns whether it came to the end, rather than to the signal
 * @throws RefusalToStart when the target holds anything else
 */
export async function copyLog(
  source: EventReader,
  target: EventStore,
  progress: Progress,
  signal: AbortSignal,
): Promise<boolean> {
  const from = await copiedUntil(source, target);
  if (from !== undefined)
    progress.say('A copy has been begun here before: going on where it was broken off.');
  progress.begin('Copying', await source.countAfter(from ?? START));
  for await (const run of runsOf(eventsOfLog(source, from))) {
    if (signal.aborted) return false;
    await appendRun(target, run);
    progress.advance(run.length);
  }
  return true;
}

async function appendRun(target: EventStore, run: [StoredEvent, ...StoredEvent[]]): Promise<void> {
  const [{ stream, revision }] = run;
  try {
    await target.append(stream, revision === 0 ? 'none' : revision - 1, run);
  } catch (error) {
    if (error instanceof RevisionConflict) throw isOther(`stream ${stream} is at ${error.actual ?? 'none'}`);
    if (!(error instanceof TypeError)) throw error;
    throw new RefusalToStart(
      `Event ${stream}@${revision} cannot be copied, for it is not one of Guildhall's: ${error.message}.`,
    );
  }
}

/** Up to where the target holds this log already; undefined when it is empty. */
async function copiedUntil(source: EventReader, target: EventReader): Promise<Position | undefined> {
  const [first] = (await target.readAll({ max: 1 })).events;
  const [last] = (await target.readAll({ max: 1, direction: 'backwards' })).events;
  if (!first || !last) return undefined;
  const [begin] = (await source.readAll({ max: 1 })).events;
  const [end] = await source.readStream(last.stream, { from: last.revision, max: 1 });
  if (begin?.id !== first.id || begin.stream !== first.stream)
    throw isOther(`it begins with ${place(first)}`);
  if (end?.id !== last.id) throw isOther(`it ends with ${place(last)}`);
  return end.position;
}

function isOther(how: string): RefusalToStart {
  return new RefusalToStart(
    `The server holds events that are not a copy of this log: ${how}. ` +
      'Nothing was added. Name an empty server, or the folder that the copy was begun from.',
  );
}

const place = ({ stream, revision, type }: StoredEvent): string => `${type} at ${stream}@${revision}`;
