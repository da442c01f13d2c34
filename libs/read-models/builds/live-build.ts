import { Damage, isDamage } from '../../platform/database/damage';
import { mayPass } from '../../platform/database/database-fault';
import type { Database, Databases } from '../../platform/database/databases';
import type { Projection } from '../projection';
import { type Build, type BuildProgress, buildingOf, currentOf, databaseOfBuild, isOf } from './build';
import type { Builds } from './builds';

/** How long a build that was seen live may be answered from, in milliseconds: it stays whole for longer. */
const LIVE_FOR = 100;
/** How long it stands that none is, in milliseconds: to look opens a file, and many may ask meanwhile. */
const NOT_LIVE_FOR = 10;

/** There is no build to answer from: the first of them is under way, or one in the place of one that was damaged. */
export class NotBuilt extends Error {
  override readonly name = 'NotBuilt';
  constructor(
    readonly readModel: string,
    /** Undefined before it has begun. */
    readonly progress: BuildProgress | undefined,
    /** It was there, and was damaged. */
    readonly wasDamaged: boolean,
    /** Why it cannot be built any further. */
    readonly stopped: string | undefined,
  ) {
    super(
      `The read model ${readModel} ${wasDamaged ? 'was damaged and is being built again' : 'is being built'}.`,
    );
  }
}

/** A build that is open for reading. */
interface Opened {
  build: Build;
  db: Database;
  /** Questions that are being answered from it. */
  asked: number;
  isOver: boolean;
}

/**
 * The build of a read model that is live, whichever that is at the moment. When another takes its place, questions in
 * hand are answered from the one they began with, and the next from the other.
 */
export class LiveBuild {
  private opened: Opened | undefined;

  constructor(
    private readonly projection: Projection,
    private readonly databases: Databases,
    private readonly account: Builds,
  ) {}

  /**
   * Answers from the live build. A build that is found to be damaged is reported, and whoever projects builds another.
   * @throws NotBuilt when none is live
   */
  async answer<Answer>(question: (db: Database) => Promise<Answer>): Promise<Answer> {
    const lately = await this.seenWithin(LIVE_FOR);
    const seen = lately?.state === 'live' ? lately : await this.seenWithin(NOT_LIVE_FOR);
    try {
      return await this.answerFrom(seen, question);
    } catch (fault) {
      if (!isDamage(fault)) throw fault;
      // It may have been thrown away, because another has taken its place since we looked.
      const now = await this.seenWithin(0);
      if (now?.number === seen?.number && now?.state === 'live') return this.report(now, fault);
      return this.answerFrom(now, question).catch((second: unknown) =>
        now && isDamage(second) ? this.report(now, second) : Promise.reject(second as Error),
      );
    }
  }

  async close(): Promise<void> {
    const { opened } = this;
    this.opened = undefined;
    if (opened) await letGo(opened);
  }

  private async seenWithin(milliseconds: number): Promise<Build | undefined> {
    return currentOf(await this.account.seenWithin(milliseconds), this.projection);
  }

  private async answerFrom<Answer>(
    build: Build | undefined,
    question: (db: Database) => Promise<Answer>,
  ): Promise<Answer> {
    if (build?.state !== 'live') throw await this.notBuilt();
    const opened = await this.open(build);
    opened.asked++;
    try {
      return await question(opened.db);
    } finally {
      opened.asked--;
      if (opened.isOver) await letGo(opened);
    }
  }

  private async open(build: Build): Promise<Opened> {
    if (this.opened?.build.number === build.number) return this.opened;
    const db = await this.openDatabase(databaseOfBuild(build));
    // Another question may have opened it meanwhile.
    if (this.opened?.build.number === build.number) await db.destroy();
    else {
      const before = this.opened;
      this.opened = { build, db, asked: 0, isOver: false };
      if (before) await letGo(before);
    }
    return this.opened;
  }

  private async openDatabase(name: string): Promise<Database> {
    if (!(await this.databases.exists(name))) throw new Damage(`${name} is missing.`);
    try {
      return await this.databases.open(name, { readOnly: true });
    } catch (cause) {
      throw mayPass(cause) ? cause : new Damage(`${name} cannot be opened.`, { cause });
    }
  }

  private async report(build: Build, fault: unknown): Promise<never> {
    await this.account.noteDamage(build, (fault as Error).message);
    throw await this.notBuilt();
  }

  private async notBuilt(): Promise<NotBuilt> {
    const builds = await this.account.seenWithin(NOT_LIVE_FOR);
    const building = buildingOf(builds, this.projection);
    const wasDamaged = builds
      .filter(isOf(this.projection))
      .some(({ state }) => state === 'damaged' || state === 'set-aside');
    const { progress, reason } = building ?? {};
    return new NotBuilt(this.projection.name, progress ?? undefined, wasDamaged, reason ?? undefined);
  }
}

async function letGo(opened: Opened): Promise<void> {
  opened.isOver = true;
  if (opened.asked === 0) await opened.db.destroy();
}
