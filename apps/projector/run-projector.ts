import type { EventReader } from '@guildhall/event-store/event-store';
import type { Databases } from '@guildhall/platform/database/databases';
import { Lease } from '@guildhall/platform/postgres/lease';
import { buildHere, type BuildReadModels } from '@guildhall/read-models/builds/build-read-models';
import { Builds } from '@guildhall/read-models/builds/builds';
import { openProjector, type OpenProjectorOptions } from '@guildhall/read-models/open-projector';
import { alone, projectInTurns } from '@guildhall/read-models/project-in-turns';
import type { DatabasesPlace, LogPlace } from '../installation/places';
import { buildOnAThread, verifyOnAThread } from './replay-on-a-thread';

/** Events of a log that is read from the start before a thread has started. */
const SHORT = 2_000;

export interface RunningProjectorOptions extends OpenProjectorOptions {
  /** It follows the log. */
  working(): void;
  /** Another does, and this one takes over when that ends, dies or hangs. */
  standingBy(): void;
  /** It works no longer, for now, and why: another does, or the database cannot be asked. */
  steppedBack(reason: Error): void;
}

/**
 * Keeps the read models until the signal.
 * @param places where the two are, for the thread that builds what is not live
 * @param isAlone nobody else keeps them, because nobody else can read the log; else programs take turns in PostgreSQL
 */
export async function runProjector(
  log: EventReader,
  readModels: Databases,
  places: { log: LogPlace; readModels: DatabasesPlace },
  isAlone: boolean,
  signal: AbortSignal,
  options: RunningProjectorOptions,
): Promise<void> {
  const lease = isAlone ? undefined : await Lease.open(readModels, 'projector');
  const [here, there] = [buildHere(log, readModels, new Builds(readModels)), buildOnAThread(places)];
  const build: BuildReadModels = async (...order) => {
    const { atEnd } = await log.readAll({ max: SHORT });
    return atEnd ? here(...order) : there(...order);
  };
  const verify = verifyOnAThread(places);
  const open = () => openProjector(log, readModels, { build, verify, ...options });
  await projectInTurns(lease ?? alone, open, signal, {
    working: () => options.working(),
    standingBy: () => options.standingBy(),
    steppedBack: (reason) => options.steppedBack(reason),
  });
  await lease?.close();
}
