import type { EventReader } from '../event-store/event-store';
import type { Databases } from '../platform/database/databases';
import { allProjections } from './all-projections';
import { OpenProjection } from './open-projection';
import type { Projection } from './projection';
import { Projector, type ProjectorOptions } from './projector';

/** A projector over the log, with a database for each projection and version. */
export async function openProjector(
  log: EventReader,
  databases: Databases,
  options: ProjectorOptions = {},
  projections: readonly Projection[] = allProjections,
): Promise<Projector> {
  const open: OpenProjection[] = [];
  for (const projection of projections)
    open.push(await OpenProjection.open(projection, databases, options.recomputedAtOnce));
  return new Projector(log, open, options);
}
