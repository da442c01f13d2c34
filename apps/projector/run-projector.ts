import type { EventReader } from '@guildhall/event-store/event-store';
import type { Databases } from '@guildhall/platform/database/databases';
import { Lease } from '@guildhall/platform/postgres/lease';
import { openProjector } from '@guildhall/read-models/open-projector';
import { alone, projectInTurns } from '@guildhall/read-models/project-in-turns';
import type { ProjectorOptions } from '@guildhall/read-models/projector';

export interface RunningProjectorOptions extends ProjectorOptions {
  /** It builds the read models, which are there to be asked. */
  working(): void;
  /** Another builds them, and this one takes over when that ends, dies or hangs. */
  standingBy(): void;
  /** It works no longer, for now, and why: another does, or the database cannot be asked. */
  steppedBack(reason: Error): void;
}

/**
 * Builds the read models until the signal.
 * @param isAlone nobody else builds them, because nobody else can read the log; else programs take turns in PostgreSQL
 */
export async function runProjector(
  log: EventReader,
  readModels: Databases,
  isAlone: boolean,
  signal: AbortSignal,
  options: RunningProjectorOptions,
): Promise<void> {
  const lease = isAlone ? undefined : await Lease.open(readModels, 'projector');
  await projectInTurns(lease ?? alone, () => openProjector(log, readModels, options), signal, {
    working: () => options.working(),
    standingBy: () => options.standingBy(),
    steppedBack: (reason) => options.steppedBack(reason),
  });
  await lease?.close();
}
