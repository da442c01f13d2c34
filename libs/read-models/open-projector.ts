import { mkdirSync } from 'node:fs';
import type { EventReader } from '@guildhall/event-store/event-store';
import { kyselyOn } from '@guildhall/platform/sqlite/kysely-on-sqlite';
import { openDatabase } from '@guildhall/platform/sqlite/open-database';
import { allProjections } from '@guildhall/read-models/all-projections';
import { OpenProjection } from '@guildhall/read-models/open-projection';
import type { Projection } from '@guildhall/read-models/projection';
import { Projector, type ProjectorEvents } from '@guildhall/read-models/projector';
import { projectionFile } from '@guildhall/read-models/read-model';

/** A projector over the log, with its read models in a folder: a file for each projection and version. */
export async function openProjector(
  log: EventReader,
  folder: string,
  events: ProjectorEvents = {},
  projections: readonly Projection[] = allProjections,
): Promise<Projector> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const open: OpenProjection[] = [];
  for (const projection of projections) {
    const database = openDatabase(projectionFile(folder, projection), { durability: 'rebuildable' });
    open.push(await OpenProjection.open(projection, kyselyOn(database)));
  }
  return new Projector(log, open, events);
}
