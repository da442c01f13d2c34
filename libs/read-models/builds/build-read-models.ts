import type { EventReader } from '../../event-store/event-store';
import { isDamage } from '../../platform/database/damage';
import type { Databases } from '../../platform/database/databases';
import { OpenProjection } from '../open-projection';
import type { Projection } from '../projection';
import { Projector } from '../projector';
import { type Build, type BuildProgress, databaseOfBuild } from './build';
import type { Builds } from './builds';
import { Measure } from './measure';

/** A build, and the projection that it is of. */
export interface BuildOf {
  build: Build;
  projection: Projection;
}

export interface BuildingOptions {
  /** Events applied in one transaction. */
  batch?: number;
  recomputedAtOnce?: number;
  /** One of them has come so far. */
  progress?(build: Build, progress: BuildProgress): void;
  /** One of them cannot write for now and tries again. */
  waiting?(build: Build, fault: Error): void;
  /** One of them cannot be built any further; the others go on. */
  stopped?(build: Build, fault: Error): void;
}

/** Builds some read models, each from where it is, as far as the log goes; returns early on the signal. */
export type BuildReadModels = (
  builds: readonly BuildOf[],
  options: BuildingOptions,
  signal: AbortSignal,
) => Promise<void>;

/**
 * Builds in this thread. The log is read once for all of them, a batch at a time, so memory is that of a batch however
 * long the log is. Killed at any point, it goes on from there.
 * @throws Fenced when another builds the same
 */
export function buildHere(log: EventReader, databases: Databases, account: Builds): BuildReadModels {
  return async (builds, options, signal) => {
    const byName = new Map(builds.map((one) => [one.projection.name, one.build]));
    const tellOf =
      (tell: (build: Build, fault: Error) => void) =>
      (name: string, fault: Error): void => {
        const build = byName.get(name);
        if (build) tell(build, fault);
      };
    const open: OpenProjection[] = [];
    const { batch, recomputedAtOnce } = options;
    try {
      for (const one of builds) {
        try {
          open.push(await openBuild(one, databases, account, recomputedAtOnce));
        } catch (fault) {
          if (!isDamage(fault)) throw fault;
          options.stopped?.(one.build, fault as Error);
        }
      }
      const measure = await Measure.begin(log, open);
      const projector = new Projector(log, open, {
        batch,
        recomputedAtOnce,
        waiting: tellOf((build, fault) => options.waiting?.(build, fault)),
        stopped: tellOf((build, fault) => options.stopped?.(build, fault)),
      });
      const catchUp = async (): Promise<void> => {
        for (let hasMore = true; hasMore && !signal.aborted;) {
          hasMore = await projector.catchUpSome(signal);
          for (const { projection, position } of open) {
            const build = byName.get(projection.name);
            if (build) options.progress?.(build, await measure.of(projection.name, position));
          }
        }
      };
      await catchUp();
      await projector.index(signal);
      // What came meanwhile is little: whoever puts the build in its place has to hold up nobody for it.
      await catchUp();
    } finally {
      for (const projection of open) await projection.close();
    }
  };
}

/** What may be there under the name of a build that has not begun is of another time, and is thrown away. */
async function openBuild(
  { build, projection }: BuildOf,
  databases: Databases,
  account: Builds,
  recomputedAtOnce: number | undefined,
): Promise<OpenProjection> {
  const name = databaseOfBuild(build);
  if (!build.begun) {
    await databases.drop(name);
    await account.begin(build);
  }
  return OpenProjection.open(projection, databases, recomputedAtOnce, name);
}
