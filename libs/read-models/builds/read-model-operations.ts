import type { EventReader } from '../../event-store/event-store';
import { isDamage } from '../../platform/database/damage';
import type { Databases } from '../../platform/database/databases';
import { whileReading } from '../../platform/database/while-reading';
import { allProjections } from '../all-projections';
import { readCheckpoint } from '../checkpoint';
import { databaseOf, type Projection } from '../projection';
import type { Verdict } from '../verification/verify-read-models';
import { type Verification, Verifications } from '../verification/verifications';
import {
  type Build,
  buildingOf,
  type BuildProgress,
  currentOf,
  databaseOfBuild,
  isOf,
  nameSetAside,
} from './build';
import { Builds } from './builds';

/** How a read model stands, for whoever keeps it. Instants are RFC 3339. */
export interface ReadModelReport {
  name: string;
  version: number;
  /** `live`; `building` where none is live yet; `damaged` where the live one could not be read; `stopped`: it cannot be built. */
  status: 'live' | 'building' | 'damaged' | 'stopped';
  /** What queries are answered from. */
  live: { build: string; since: string; position: string; behind: number | null } | null;
  /** What is being built beside it. */
  building: ({ build: string; since: string; reason: string | null } & ReportedProgress) | null;
  /** What was live before, until it is discarded; older versions with it. */
  kept: { build: string; since: string | null }[];
  /** What was damaged, for whoever wants to look at it. */
  setAside: { build: string; since: string; reason: string | null }[];
  /** The last verification that was asked for. */
  verification: VerificationReport | null;
}

export interface ReportedProgress {
  /** Events that it has passed, of so many; null where the log cannot count them. */
  events: number | null;
  of: number | null;
  percent: number;
  /** Null before that can be told. */
  secondsLeft: number | null;
}

export type VerificationReport = { since: string } & (
  | ({ status: 'asked' } & ReportedProgress)
  | { status: 'failed'; reason: string }
  | ({ status: 'alike' | 'different' } & Verdict)
);

/** There is no read model of this name. */
export class UnknownReadModel extends Error {
  override readonly name = 'UnknownReadModel';
}

/** What whoever keeps read models may ask for, and how they stand. What is asked for is done by whoever projects. */
export class ReadModelOperations {
  private readonly verifications: Verifications;

  /** `builds`: the account of builds, which it shares with those who answer: what is told here they know too. */
  constructor(
    private readonly databases: Databases,
    private readonly log: EventReader,
    private readonly builds = new Builds(databases),
  ) {
    this.verifications = new Verifications(databases);
  }

  async all(): Promise<ReadModelReport[]> {
    const [builds, verifications] = [await this.builds.all(), await this.verifications.all()];
    return Promise.all(allProjections.map((projection) => this.report(projection, builds, verifications)));
  }

  /** @throws UnknownReadModel */
  async one(name: string): Promise<ReadModelReport> {
    return this.report(this.called(name), await this.builds.all(), await this.verifications.all());
  }

  /** Has one built beside the live one, which it then takes the place of. @throws UnknownReadModel */
  async rebuild(name: string): Promise<ReadModelReport> {
    await this.builds.ask(this.called(name));
    return this.one(name);
  }

  /**
   * Goes back to the one that was live before, once it has caught up.
   * @returns undefined when none is kept, or one is being built
   * @throws UnknownReadModel
   */
  async revert(name: string): Promise<ReadModelReport | undefined> {
    return (await this.builds.askBack(this.called(name))) && this.one(name);
  }

  /** Throws away what is kept and what was set aside. @throws UnknownReadModel */
  async discard(name: string): Promise<ReadModelReport> {
    await this.builds.discard(this.called(name));
    return this.one(name);
  }

  /** Has the live one compared with what follows from the log. @throws UnknownReadModel */
  async verify(name: string): Promise<ReadModelReport> {
    await this.verifications.ask(this.called(name));
    return this.one(name);
  }

  private called(name: string): Projection {
    const projection = allProjections.find((one) => one.name === name);
    if (projection) return projection;
    const names = allProjections.map((one) => one.name).join(', ');
    throw new UnknownReadModel(`There is no read model called ${name}. There are ${names}.`);
  }

  private async report(
    projection: Projection,
    builds: readonly Build[],
    verifications: readonly Verification[],
  ): Promise<ReadModelReport> {
    const { name, version } = projection;
    const [current, building] = [currentOf(builds, projection), buildingOf(builds, projection)];
    const live = current?.state === 'live' ? await this.reportLive(current) : null;
    const setAside = builds.filter(isOf(projection)).filter(({ state }) => state === 'set-aside');
    const verification = verifications.find((one) => one.projection === name && one.version === version);
    return {
      name,
      version,
      status: statusOf(live !== null, current, building, setAside.length > 0),
      live,
      building: building
        ? { ...named(building), reason: building.reason, ...progressIn(building.progress) }
        : null,
      kept: [...(await this.olderVersions(projection)), ...keptOf(builds, projection).map(named)],
      setAside: setAside.map((build) => ({
        build: nameSetAside(build),
        since: instant(build.since),
        reason: build.reason,
      })),
      verification: verification ? reportOf(verification) : null,
    };
  }

  /** Null when it cannot be read: whoever projects will find the same. */
  private async reportLive(build: Build): Promise<ReadModelReport['live']> {
    try {
      const checkpoint = await whileReading(this.databases, databaseOfBuild(build), readCheckpoint);
      if (!checkpoint) return null;
      const behind = (await this.log.countAfter(checkpoint.position)) ?? null;
      return { ...named(build), position: checkpoint.position, behind };
    } catch (fault) {
      if (isDamage(fault)) return null;
      throw fault;
    }
  }

  /** Also those that were built before an account of builds was kept. */
  private async olderVersions({ name, version }: Projection): Promise<ReadModelReport['kept']> {
    const kept: ReadModelReport['kept'] = [];
    for (let older = 1; older < version; older++) {
      const build = databaseOf({ name, version: older });
      if (await this.databases.exists(build)) kept.push({ build, since: null });
    }
    return kept;
  }
}

const named = (build: Build): { build: string; since: string } => ({
  build: databaseOfBuild(build),
  since: instant(build.since),
});

const instant = (milliseconds: number): string => new Date(milliseconds).toISOString();

const keptOf = (builds: readonly Build[], projection: Projection): Build[] =>
  builds.filter(isOf(projection)).filter(({ state }) => state === 'kept');

function statusOf(
  isLive: boolean,
  current: Build | undefined,
  building: Build | undefined,
  wasDamaged: boolean,
): ReadModelReport['status'] {
  if (isLive) return 'live';
  if (building?.reason) return 'stopped';
  return current || wasDamaged ? 'damaged' : 'building';
}

function progressIn(progress: BuildProgress | null): ReportedProgress {
  if (!progress) return { events: null, of: null, percent: 0, secondsLeft: null };
  const { events, of, part, doneAt } = progress;
  const secondsLeft = doneAt === null ? null : Math.max(0, Math.ceil((doneAt - Date.now()) / 1_000));
  return { events, of, percent: Math.floor(100 * part), secondsLeft };
}

function reportOf({ state, since, reason, progress, verdict }: Verification): VerificationReport {
  const at = { since: instant(since) };
  if (state === 'failed') return { status: 'failed', reason: reason ?? '', ...at };
  if (state === 'asked' || !verdict) return { status: 'asked', ...progressIn(progress), ...at };
  const isAlike = verdict.missing + verdict.extra + verdict.altered === 0;
  return { status: isAlike ? 'alike' : 'different', ...verdict, ...at };
}
