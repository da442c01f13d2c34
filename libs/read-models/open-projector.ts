import type { EventReader } from '../event-store/event-store';
import type { Databases } from '../platform/database/databases';
import { allProjections } from './all-projections';
import { buildHere, type BuildReadModels } from './builds/build-read-models';
import { Builds } from './builds/builds';
import { UpkeepOfBuilds, type UpkeepOptions } from './builds/upkeep-of-builds';
import type { Projection } from './projection';
import { UpkeepOfVerifications, type VerificationOptions } from './verification/upkeep-of-verifications';
import { Verifications } from './verification/verifications';
import { verifyHere, type VerifyReadModels } from './verification/verify-read-models';
import { Projector, type ProjectorOptions } from './projector';

export interface OpenProjectorOptions extends ProjectorOptions, UpkeepOptions, VerificationOptions {
  /** Builds read models that are not live yet; on this thread when left out. */
  build?: BuildReadModels;
  /** Verifies those that are live; on this thread when left out. */
  verify?: VerifyReadModels;
}

/** A projector over the log, with a database for each build of each projection. */
export async function openProjector(
  log: EventReader,
  databases: Databases,
  options: OpenProjectorOptions = {},
  projections: readonly Projection[] = allProjections,
): Promise<Projector> {
  const account = new Builds(databases);
  const here = buildHere(log, databases, account);
  const { batch } = options;
  const build: BuildReadModels =
    options.build ?? ((builds, building, signal) => here(builds, { ...building, batch }, signal));
  const verifications = new UpkeepOfVerifications(
    new Verifications(databases),
    options.verify ?? verifyHere(log, databases),
    options,
  );
  const upkeep = new UpkeepOfBuilds(projections, databases, account, build, verifications, options);
  return new Projector(log, await upkeep.open(), options, upkeep);
}
