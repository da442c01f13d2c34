import type { EventReader, Position } from '@guildhall/event-store/event-store';
import type { Databases } from '@guildhall/platform/database/databases';
import { isDamage } from '@guildhall/platform/database/damage';
import { whileReading } from '@guildhall/platform/database/while-reading';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { allProjections } from '@guildhall/read-models/all-projections';
import { databaseOfBuild } from '@guildhall/read-models/builds/build';
import { Builds } from '@guildhall/read-models/builds/builds';
import { readCheckpoint } from '@guildhall/read-models/checkpoint';
import { databaseOf } from '@guildhall/read-models/projection';

/**
 * A read model never knows more than the log, which is on disk first. One that does tells that the log has lost its end:
 * it was cut, or its write-ahead log was deleted, or an older one was put in its place. New events would be given the
 * positions of those that are gone, and nobody would ever see them. So this comes before anything is appended.
 * @throws RefusalToStart naming the read model, both positions, and what to do
 */
export async function refuseCutLog(log: EventReader, readModels: Databases): Promise<void> {
  const [furthest, head] = [await furthestRead(readModels), await log.head()];
  if (furthest && furthest.position > head) {
    throw new RefusalToStart(
      `The log ends at ${head || 'its beginning'}, but the read model ${furthest.readModel} has read it up to ${furthest.position}: what was acknowledged in between is missing. ` +
        'Keep a copy of the data folder, look for the write-ahead log of events.db (events.db-wal), or restore the last backup. ' +
        'Where an older log was put back on purpose, delete the folder read-models: it is built again.',
    );
  }
}

/** The live read model that has read the log the furthest: at least that much was in it. Undefined where none is there. */
export async function furthestRead(
  readModels: Databases,
): Promise<{ readModel: string; position: Position } | undefined> {
  let furthest: { readModel: string; position: Position } | undefined;
  for (const readModel of await liveDatabases(readModels)) {
    const checkpoint = await unlessDamaged(whileReading(readModels, readModel, readCheckpoint));
    if (checkpoint && checkpoint.position > (furthest?.position ?? '')) {
      furthest = { readModel, position: checkpoint.position };
    }
  }
  return furthest;
}

/** Those that are live; where no account of that is kept, the first builds. */
async function liveDatabases(readModels: Databases): Promise<string[]> {
  const builds = (await unlessDamaged(new Builds(readModels).all())) ?? [];
  const live = builds.filter(({ state }) => state === 'live');
  return live.length > 0 ? live.map(databaseOfBuild) : allProjections.map(databaseOf);
}

/** What is damaged is found again by whoever projects, who mends it: here it says nothing. */
async function unlessDamaged<Answer>(asking: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asking;
  } catch (fault) {
    if (isDamage(fault)) return undefined;
    throw fault;
  }
}
