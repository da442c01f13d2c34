import type { EventReader } from '@guildhall/event-store/event-store';
import type { Databases } from '@guildhall/platform/database/databases';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { allProjections } from '@guildhall/read-models/all-projections';
import { readCheckpoint } from '@guildhall/read-models/checkpoint';
import { databaseOf } from '@guildhall/read-models/projection';

/**
 * A read model never knows more than the log, which is on disk first. One that does tells that the log has lost its end:
 * it was cut, or its write-ahead log was deleted, or an older one was put in its place. New events would be given the
 * positions of those that are gone, and nobody would ever see them. So this comes before anything is appended.
 * @throws RefusalToStart naming the read model, both positions, and what to do
 */
export async function refuseCutLog(log: EventReader, readModels: Databases): Promise<void> {
  const head = await log.head();
  for (const projection of allProjections) {
    const name = databaseOf(projection);
    if (!(await readModels.exists(name))) continue;
    const db = await readModels.open(name, { readOnly: true });
    try {
      const { position } = await readCheckpoint(db);
      if (position <= head) continue;
      throw new RefusalToStart(
        `The log ends at ${head || 'its beginning'}, but the read model ${name} has read it up to ${position}: what was acknowledged in between is missing. ` +
          'Keep a copy of the data folder, look for the write-ahead log of events.db (events.db-wal), or restore the last backup. ' +
          'Where an older log was put back on purpose, delete the folder read-models: it is built again.',
      );
    } finally {
      await db.destroy();
    }
  }
}
