import { Damage, isDamage } from '../../platform/database/damage';
import { mayPass } from '../../platform/database/database-fault';
import type { Databases } from '../../platform/database/databases';
import { Fenced } from '../checkpoint';
import { Every } from '../every';
import { OpenProjection } from '../open-projection';
import type { Projection } from '../projection';
import type { UpkeepOfVerifications } from '../verification/upkeep-of-verifications';
import type { Projector, Upkeep } from '../projector';
import { type Build, buildingOf, currentOf, databaseOfBuild } from './build';
import type { BuildOf, BuildReadModels } from './build-read-models';
import type { Builds } from './builds';

/** Milliseconds between looks at what is asked for. */
const LOOK_EVERY = 200;
/** Milliseconds between two words on how far a build has come. */
const REPORT_EVERY = 500;

export interface UpkeepOptions {
  recomputedAtOnce?: number;
  /** Nothing is being built any more: every read model is live, or its build cannot go on. Told once. */
  settled?(): void;
  /** A build has taken the place of another, or is the first. */
  wentLive?(projection: string, build: Build): void;
  /** A read model could not be read; it is set aside and built again. */
  damaged?(projection: string, reason: string): void;
  /** A build cannot write for now and tries again. */
  waiting?(projection: string, fault: Error): void;
  /** A build cannot go on; what is live stays live. */
  stopped?(projection: string, fault: Error): void;
}

/** What is being built now. */
interface Work {
  builds: readonly BuildOf[];
  /** Why some of them cannot go on. */
  faults: Map<Build, Error>;
  /** Settles when there is no more to do. */
  ended: Promise<void>;
  isOver: boolean;
  fault?: unknown;
}

/**
 * Sees to it that the projector follows the builds that are live, has others built beside it, and puts them in their
 * place between two batches. What is asked for is read from the account of builds, so it outlives every process; killed
 * at any point, exactly one build of each read model is live, and it is whole.
 */
export class UpkeepOfBuilds implements Upkeep {
  private readonly live = new Map<string, Build>();
  private readonly givenUp = new Set<string>();
  private readonly ending = new AbortController();
  private work: Work | undefined;
  private lookedAt = -Infinity;
  /** What was asked for when it was last looked. */
  private wanted = '';
  private isSettled = false;

  constructor(
    private readonly projections: readonly Projection[],
    private readonly databases: Databases,
    private readonly account: Builds,
    private readonly build: BuildReadModels,
    private readonly verifications: UpkeepOfVerifications,
    private readonly options: UpkeepOptions,
  ) {}

  /** Opens those that are live; begins the account where there is none. */
  async open(): Promise<OpenProjection[]> {
    await this.adopt();
    const builds = await this.account.all();
    const open: OpenProjection[] = [];
    for (const projection of this.projections) {
      const build = currentOf(builds, projection);
      if (build?.state !== 'live') continue;
      try {
        open.push(await this.openLive(projection, build));
        this.live.set(projection.name, build);
      } catch (fault) {
        if (!isDamage(fault)) throw fault;
        await this.account.noteDamage(build, reasonOf(fault));
      }
    }
    return open;
  }

  async attend(projector: Projector): Promise<void> {
    const now = performance.now();
    if (now - this.lookedAt < LOOK_EVERY) return;
    this.lookedAt = now;
    await this.lookAfter(projector);
  }

  async finish(projector: Projector): Promise<void> {
    do {
      await this.work?.ended;
      await this.lookAfter(projector);
      if (!this.work) await this.begin();
    } while (this.work);
    await this.verifications.finish(this.liveOnes());
  }

  async noteDamage(name: string, fault: Error): Promise<void> {
    const build = this.live.get(name);
    if (build) await this.account.noteDamage(build, reasonOf(fault));
    this.lookedAt = -Infinity;
  }

  async close(): Promise<void> {
    this.ending.abort();
    await this.work?.ended;
    await this.verifications.close();
  }

  private openLive(projection: Projection, build: Build): Promise<OpenProjection> {
    const { recomputedAtOnce } = this.options;
    return OpenProjection.openLive(projection, this.databases, recomputedAtOnce, databaseOfBuild(build));
  }

  private async lookAfter(projector: Projector): Promise<void> {
    for (const { projection, build } of await this.builds()) {
      const followed = this.live.get(projection.name);
      if (build?.state === 'damaged') await this.replace(projector, projection, build);
      // Another projector has gone on from here, and this one looks afresh at its next turn.
      else if (build?.number !== followed?.number)
        throw new Fenced('Another build has gone live meanwhile: another projector is at work.');
    }
    if (this.work?.isOver) await this.conclude(projector, this.work);
    if (!this.work) await this.begin();
    if (!this.work) await this.verifications.attend(this.liveOnes());
  }

  private liveOnes(): BuildOf[] {
    return this.projections.flatMap((projection) => {
      const build = this.live.get(projection.name);
      return build ? [{ projection, build }] : [];
    });
  }

  /** Of every projection, the build that is live or was until it was damaged. */
  private async builds(): Promise<{ projection: Projection; build: Build | undefined }[]> {
    let builds: readonly Build[];
    try {
      builds = await this.account.all();
      if (builds.length === 0) throw new Damage('The account of builds is gone.');
    } catch (fault) {
      await this.repair(fault);
      builds = await this.account.all();
    }
    return this.projections.map((projection) => ({ projection, build: currentOf(builds, projection) }));
  }

  private async adopt(): Promise<void> {
    try {
      await this.account.adopt(this.projections);
    } catch (fault) {
      await this.repair(fault);
    }
  }

  private async repair(fault: unknown): Promise<void> {
    await this.account.repair(fault, [...this.live.values()]);
    this.options.damaged?.('builds', reasonOf(fault));
    await this.account.adopt(this.projections);
  }

  private async replace(projector: Projector, { name }: Projection, build: Build): Promise<void> {
    this.options.damaged?.(name, build.reason ?? '');
    await projector.letGo(name);
    this.live.delete(name);
    await this.account.replaceDamaged(build);
  }

  private async begin(): Promise<void> {
    if (this.ending.signal.aborted) return;
    const builds = await this.account.all();
    const wanted = this.projections.flatMap((projection) => {
      const build = buildingOf(builds, projection);
      return build && !this.givenUp.has(databaseOfBuild(build)) ? [{ projection, build }] : [];
    });
    if (wanted.length > 0) {
      if (this.isAllOf(wanted)) this.work = this.start(wanted);
    } else if (!this.isSettled) {
      this.isSettled = true;
      this.options.settled?.();
    }
  }

  /** What is asked for together is built together, in one pass over the log: so it waits until no more is asked for. */
  private isAllOf(wanted: readonly BuildOf[]): boolean {
    const names = wanted.map(({ build }) => databaseOfBuild(build)).join();
    const isSame = names === this.wanted;
    this.wanted = names;
    return isSame || this.live.size === 0;
  }

  private start(builds: readonly BuildOf[]): Work {
    const faults = new Map<Build, Error>();
    const reports = new Every<Build>(REPORT_EVERY);
    const { recomputedAtOnce } = this.options;
    const building = this.build(
      builds,
      {
        recomputedAtOnce,
        waiting: ({ projection }, fault) => this.options.waiting?.(projection, fault),
        stopped: (build, fault) => faults.set(build, fault),
        progress: (build, progress) => {
          if (!reports.isTimeFor(build)) return;
          // That nobody could be told does not hold up the work.
          this.account.report(build, progress).catch(() => undefined);
        },
      },
      this.ending.signal,
    );
    const work: Work = { builds, faults, isOver: false, ended: Promise.resolve() };
    work.ended = building
      .catch((fault: unknown) => (work.fault = fault))
      .then(() => {
        work.isOver = true;
        this.lookedAt = -Infinity;
      });
    return work;
  }

  /** Those that have caught up take over; of the others it is said why they cannot. */
  private async conclude(projector: Projector, { builds, faults, fault }: Work): Promise<void> {
    this.work = undefined;
    if (fault instanceof Fenced || mayPass(fault)) throw fault;
    for (const one of builds) {
      const why = faults.get(one.build) ?? (fault as Error | undefined);
      if (why) await this.giveUp(one, why);
      else if (!this.ending.signal.aborted) await this.takeOver(projector, one);
    }
  }

  private async takeOver(projector: Projector, { projection, build }: BuildOf): Promise<void> {
    const { name } = projection;
    let next: OpenProjection | undefined;
    try {
      next = await this.openLive(projection, build);
      await projector.follow(next, () => this.account.goLive(build, this.live.get(name)));
    } catch (fault) {
      await next?.close();
      if (fault instanceof Fenced || mayPass(fault)) throw fault;
      await this.giveUp({ projection, build }, fault as Error);
      return;
    }
    this.live.set(name, { ...build, state: 'live' });
    this.options.wentLive?.(name, build);
  }

  private async giveUp({ projection: { name }, build }: BuildOf, fault: Error): Promise<void> {
    if (isDamage(fault)) {
      this.options.damaged?.(name, reasonOf(fault));
      await this.account.replaceDamaged({ ...build, reason: reasonOf(fault) });
      return;
    }
    this.givenUp.add(databaseOfBuild(build));
    await this.account.report(build, build.progress, fault.message);
    this.options.stopped?.(name, fault);
  }
}

/** What a database says of itself names tables and files, and never what is in a row. */
const reasonOf = (fault: unknown): string => (fault as Error).message;
