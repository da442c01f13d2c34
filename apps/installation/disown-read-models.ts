import { numberOf, positionOf } from '@guildhall/event-store/embedded/log-position';
import { type EventReader, type Position, START } from '@guildhall/event-store/event-store';
import { LogCorrupted } from '@guildhall/event-store/log-corrupted';
import { isDamage } from '@guildhall/platform/database/damage';
import type { Databases } from '@guildhall/platform/database/databases';
import { whileReading } from '@guildhall/platform/database/while-reading';
import { type Build, databaseOfBuild } from '@guildhall/read-models/builds/build';
import { Builds } from '@guildhall/read-models/builds/builds';
import { readCheckpoint } from '@guildhall/read-models/checkpoint';
import { decode, readModelFilter } from '@guildhall/read-models/replay';

const REASON =
  'It was built from another log than this one: at its checkpoint it knows an event that this log does not hold.';

/**
 * A read model keeps beside its position when the last event that it has read was recorded. Where the log says otherwise of
 * that position, the read model follows another log: a file of another installation, or of this one before an older log was
 * put back and went on. It counts as damaged, so it is set aside and built again.
 * @param log in a file
 */
export async function disownReadModels(log: EventReader, readModels: Databases): Promise<void> {
  const builds = new Builds(readModels);
  try {
    for (const build of (await builds.all()).filter(({ state }) => state === 'live')) {
      if (!(await isOfThisLog(build, log, readModels))) await builds.noteDamage(build, REASON);
    }
  } catch (fault) {
    // Whoever projects meets it again, and mends it where it can be mended.
    if (!isDamage(fault) && !(fault instanceof LogCorrupted)) throw fault;
  }
}

async function isOfThisLog(build: Build, log: EventReader, readModels: Databases): Promise<boolean> {
  const checkpoint = await whileReading(readModels, databaseOfBuild(build), readCheckpoint);
  if (!checkpoint || checkpoint.position === START) return true;
  const number = numberIn(checkpoint.position);
  if (number === undefined) return false;
  const recordedAt = await lastRecordedAt(log, number);
  return recordedAt === undefined || recordedAt === checkpoint.eventAt;
}

/** When the last event up to a position was recorded that read models are built from; undefined when that cannot be told. */
async function lastRecordedAt(log: EventReader, number: number): Promise<number | undefined> {
  for (let from = positionOf(number + 1); ;) {
    const { events, next, atEnd } = await log.readAll({
      direction: 'backwards',
      from,
      max: 1,
      filter: readModelFilter,
    });
    const [last] = events.map(decode);
    if (last) return 'metadata' in last ? Date.parse(last.metadata.recordedAt) : undefined;
    if (atEnd) return 0;
    from = next;
  }
}

/** Undefined when no log in a file ever gave out such a position: another kind of log did. */
function numberIn(position: Position): number | undefined {
  try {
    return numberOf(position);
  } catch {
    return undefined;
  }
}
