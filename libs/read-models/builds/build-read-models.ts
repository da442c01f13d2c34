import { START, type EventReader, type Position } from '../../event-store/event-store';
import type { Databases } from '../../platform/database/databases';
import { OpenProjection } from '../open-projection';
import type { Projection } from '../projection';
import { Projector } from '../projector';
import { type Build, type BuildProgress, databaseOfBuild } from './build';
import type { Builds } from './builds';

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
 * Builds in this thread. The log is read once for all of them, a page at a time, so memory is that of a page however long
 * the log is. Killed at any point, it goes on from there.
 * @throws Fenced when another builds the same
 */
export function buildHere(log: EventReader, databases: Databases, account: Builds): BuildReadModels {
  return async (builds, options, signal) => {
    const byName = new Map(builds.map((one) => [one.projection.name, one.build]));
    const named = <Rest extends unknown[]>(tell: ((build: Build, ...rest: Rest) => void) | undefined) =>
      tell &&
      ((name: string, ...rest: Rest): void => {
        const build = byName.get(name);
        if (build) tell(build, ...rest);
      });
    const open: OpenProjection[] = [];
    const { batch, recomputedAtOnce } = options;
    try {
      for (const one of builds) open.push(await openBuild(one, databases, account, recomputedAtOnce));
      const measure = await Measure.begin(log, open);
      const projector = new Projector(log, open, {
        batch,
        recomputedAtOnce,
        waiting: named(options.waiting),
        stopped: named(options.stopped),
      });
      for (let hasMore = true; hasMore && !signal.aborted;) {
        hasMore = await projector.catchUpSome(signal);
        for (const { projection, position } of open) {
          const build = byName.get(projection.name);
          if (build) options.progress?.(build, await measure.of(projection.name, position));
        }
      }
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

/** How far builds have come, and when they will be done if they go on as they have. */
class Measure {
  private readonly startedAt = Date.now();

  private constructor(
    private readonly log: EventReader,
    private readonly startedFrom: ReadonlyMap<string, number>,
  ) {}

  static async begin(log: EventReader, builds: readonly OpenProjection[]): Promise<Measure> {
    const parts = new Map<string, number>();
    for (const { projection, position } of builds) parts.set(projection.name, await log.partUpTo(position));
    return new Measure(log, parts);
  }

  async of(name: string, position: Position): Promise<BuildProgress> {
    const [of, left] = [await this.log.countAfter(START), await this.log.countAfter(position)];
    const part = await this.log.partUpTo(position);
    const gained = part - (this.startedFrom.get(name) ?? 0);
    const elapsed = Date.now() - this.startedAt;
    const doneAt = gained > 0 ? Date.now() + Math.round((elapsed * (1 - part)) / gained) : null;
    return {
      events: of === undefined || left === undefined ? null : of - left,
      of: of ?? null,
      part,
      doneAt,
    };
  }
}
