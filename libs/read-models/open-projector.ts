import { mkdirSync } from 'node:fs';
import type { EventReader } from '../event-store/event-store';
import { kyselyOn } from '../platform/sqlite/kysely-on-sqlite';
import { openDatabase } from '../platform/sqlite/open-database';
import { allProjections } from './all-projections';
import { OpenProjection } from './open-projection';
import type { Projection } from './projection';
import { Projector, type ProjectorOptions } from './projector';
import { projectionFile } from './read-model';

/** A projector over the log, with its read models in a folder: a file for each projection and version. */
export async function openProjector(
  log: EventReader,
  folder: string,
  options: ProjectorOptions = {},
  projections: readonly Projection[] = allProjections,
): Promise<Projector> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const open: OpenProjection[] = [];
  for (const projection of projections) {
    const database = openDatabase(projectionFile(folder, projection), { durability: 'rebuildable' });
    open.push(await OpenProjection.open(projection, kyselyOn(database)));
  }
  return new Projector(log, open, options);
}
