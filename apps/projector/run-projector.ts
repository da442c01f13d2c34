import type { EventReader } from '@guildhall/event-store/event-store';
import type { Databases } from '@guildhall/platform/database/databases';
import { Lease } from '@guildhall/platform/postgres/lease';
import { buildHere, type BuildReadModels } from '@guildhall/read-models/builds/build-read-models';
import { Builds } from '@guildhall/read-models/builds/builds';
import { openProjector } from '@guildhall/read-models/open-projector';
import { alone, projectInTurns } from '@guildhall/read-models/project-in-turns';
import type { DatabasesPlace, LogPlace } from '../installation/places';
import type { ProjectorNews } from './projector-news';
import { buildOnAThread, verifyOnAThread } from './replay-on-a-thread';

/** Events of a log that is read from the start before a thread has started. */
const SHORT = 2_000;

/**
 * Keeps the read models until the signal.
 * @param places where the two are, for the thread that builds what is not live
 * @param isAlone nobody else keeps them, because nobody else can read the log; else programs take turns in PostgreSQL
 * @param batch events applied to what is live in one transaction; the projector's own number when left out
 */
export async function runProjector(
  log: EventReader,
  readModels: Databases,
  places: { log: LogPlace; readModels: DatabasesPlace },
  isAlone: boolean,
  signal: AbortSignal,
  tell: (news: ProjectorNews) => void,
  batch?: number,
): Promise<void> {
  const lease = isAlone ? undefined : await Lease.open(readModels, 'projector');
  const [here, there] = [buildHere(log, readModels, new Builds(readModels)), buildOnAThread(places)];
  const build: BuildReadModels = async (...order) => {
    const { atEnd } = await log.readAll({ max: SHORT });
    return atEnd ? here(...order) : there(...order);
  };
  const verify = verifyOnAThread(places);
  const open = () =>
    openProjector(log, readModels, {
      build,
      verify,
      batch,
      settled: () => tell({ kind: 'settled' }),
      wentLive: (projection, { number }) => tell({ kind: 'went-live', projection, build: number }),
      damaged: (projection, reason) => tell({ kind: 'damaged', projection, reason }),
      waiting: (projection, { message: reason }) => tell({ kind: 'waiting', projection, reason }),
      stopped: (projection, { message: reason }) => tell({ kind: 'stopped', projection, reason }),
    });
  await projectInTurns(lease ?? alone, open, signal, {
    working: () => tell({ kind: 'working' }),
    standingBy: () => tell({ kind: 'standing-by' }),
    steppedBack: ({ message: reason }) => tell({ kind: 'stepped-back', reason }),
  });
  await lease?.close();
}
