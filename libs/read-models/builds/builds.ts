import { isDamage } from '../../platform/database/damage';
import type { Database, Databases } from '../../platform/database/databases';
import { createTable, type Row, type Table, upsert } from '../../platform/database/table';
import { whileReading } from '../../platform/database/while-reading';
import { Fenced } from '../checkpoint';
import { databaseOf, parseKept, type Projection } from '../projection';
import {
  type Build,
  buildingOf,
  type BuildProgress,
  type BuildState,
  currentOf,
  databaseOfBuild,
  isOf,
  nameSetAside,
} from './build';

/** The database that says which build of each read model is live. */
const BUILDS = 'builds';

const table: Table = {
  name: 'builds',
  columns: {
    projection: 'text',
    version: 'integer',
    number: 'integer',
    state: 'text',
    since: 'integer',
    begun: 'integer',
    reason: 'text',
    progress: 'text',
  },
  key: ['projection', 'version', 'number'],
};

const GONE_LIVE = 'Another build has gone live meanwhile: another projector is at work on this read model.';

/**
 * Which build of each read model is live, which are being built and which are kept, in a database of its own. What is
 * asked for here is durable, and done by whichever projector is at work. The database is opened for each look and each
 * word: nobody holds on to a file that was damaged and replaced.
 */
export class Builds {
  private seen: { at: number; builds: Promise<Build[]> } | undefined;

  constructor(private readonly databases: Databases) {}

  /** Every build of every version, as it is now. None where no projector has worked yet. */
  all(): Promise<Build[]> {
    const at = performance.now();
    const builds = whileReading(this.databases, BUILDS, inOrder).then((rows) => rows?.map(buildOf) ?? []);
    this.seen = { at, builds };
    builds.catch(() => (this.seen = undefined));
    return builds;
  }

  /** The same, as it was so many milliseconds ago at most: for queries, of which there are many. */
  seenWithin(milliseconds: number): Promise<Build[]> {
    const { seen } = this;
    return seen && performance.now() - seen.at < milliseconds ? seen.builds : this.all();
  }

  /**
   * Begins a build of each of these that has none: a new installation, or a new version. What is there under its name
   * was written before anybody kept this account, so it is caught up and not thrown away.
   */
  async adopt(projections: readonly Projection[]): Promise<void> {
    const isMissing = (builds: readonly Build[]) => (projection: Projection) =>
      !currentOf(builds, projection) && !buildingOf(builds, projection);
    if (!projections.some(isMissing(await this.all()))) return;
    await this.change(async (builds, write) => {
      for (const projection of projections.filter(isMissing(builds))) {
        const number = nextNumber(builds, projection);
        await write(beginning(projection, number, number === 1));
      }
    });
  }

  /** Asks for a build beside the live one. One that is under way is the one that is asked for, unless it has stopped. */
  async ask(projection: Projection): Promise<Build> {
    return this.change(async (builds, write, remove) => {
      const building = buildingOf(builds, projection);
      if (building && building.reason === null) return building;
      if (building) await remove(building);
      const build = beginning(projection, nextNumber(builds, projection), false);
      await write(build);
      return build;
    });
  }

  /** Asks for a build that is kept to be caught up and be live again; undefined when none is kept, or one is being built. */
  async askBack(projection: Projection): Promise<Build | undefined> {
    return this.change(async (builds, write) => {
      const kept = builds.filter(isOf(projection)).filter(({ state }) => state === 'kept');
      const last = kept.sort((a, b) => a.since - b.since).at(-1);
      if (!last || buildingOf(builds, projection)) return undefined;
      const build = { ...beginning(projection, last.number, true), progress: last.progress };
      await write(build);
      return build;
    });
  }

  /** Its database has been made afresh, and from now on is gone on with. */
  begin(build: Build): Promise<void> {
    return this.alter(build, 'building', { begun: true });
  }

  /** How far it has come, and why it cannot go on if it cannot. */
  report(build: Build, progress: BuildProgress | null, reason: string | null = null): Promise<void> {
    return this.alter(build, 'building', { progress, reason });
  }

  /**
   * Puts a build in the place of the live one, in one step. The other is kept, and what was kept before it is thrown away:
   * each takes as much disk as the live one.
   * @throws Fenced when it is not being built any more, or another one has gone live meanwhile
   */
  async goLive(build: Build, insteadOf: Build | undefined): Promise<void> {
    const keptBefore = (await this.all()).filter(isSameModel(build)).filter(({ state }) => state === 'kept');
    for (const old of keptBefore) await this.databases.drop(databaseOfBuild(old));
    await this.change(async (builds, write, remove) => {
      const current = builds.filter(({ state }) => state === 'live').find(isSameModel(build));
      const building = builds.filter(({ state }) => state === 'building').find(isSame(build));
      if (!building || current?.number !== insteadOf?.number) throw new Fenced(GONE_LIVE);
      for (const old of keptBefore) await remove(old);
      if (current) await write({ ...current, state: 'kept', since: Date.now() });
      await write({ ...building, state: 'live', since: Date.now(), progress: null, reason: null });
    });
  }

  /** Says that the live build cannot be read: whoever projects sets it aside and builds another. */
  noteDamage(build: Build, reason: string): Promise<void> {
    this.seen = undefined;
    return this.alter(build, 'live', { state: 'damaged', since: Date.now(), reason });
  }

  /**
   * Sets a damaged build aside and begins another in its place. Of those that were set aside before, none is kept.
   * @throws Error of the file system or the database
   */
  async replaceDamaged(build: Build): Promise<void> {
    const databases = this.databases;
    await databases.setAside(databaseOfBuild(build), nameSetAside(build));
    await this.change(async (builds, write, remove) => {
      const ours = builds.filter(isSameModel(build));
      for (const old of ours.filter(({ state }) => state === 'set-aside')) {
        if (nameSetAside(old) !== nameSetAside(build)) await databases.drop(nameSetAside(old));
        await remove(old);
      }
      await write({ ...build, state: 'set-aside', since: Date.now() });
      const projection = { name: build.projection, version: build.version };
      if (!ours.some(({ state, number }) => state === 'building' && number !== build.number)) {
        await write(beginning(projection, nextNumber(builds, projection), false));
      }
    });
  }

  /** Throws away what is kept and what was set aside, of this version and of those before it. Answers how many there were. */
  async discard(projection: Projection): Promise<number> {
    const isOver = ({ state, version }: Build): boolean =>
      version < projection.version || state === 'kept' || state === 'set-aside';
    const over = (await this.all()).filter(
      (build) => build.projection === projection.name && build.version <= projection.version && isOver(build),
    );
    for (const build of over) {
      await this.databases.drop(databaseOfBuild(build));
      await this.databases.drop(nameSetAside(build));
    }
    const before = await this.dropUnaccountedFor(projection);
    if (over.length > 0) {
      await this.change(async (_, __, remove) => {
        for (const build of over) await remove(build);
      });
    }
    return over.length + before;
  }

  /**
   * Makes the account anew where it is damaged, and puts down what is known to be live.
   * @throws what the database says when it is something else than damaged
   */
  async repair(fault: unknown, live: readonly Build[]): Promise<void> {
    if (!isDamage(fault)) throw fault;
    await this.databases.setAside(BUILDS, `${BUILDS}.damaged`);
    await this.change(async (_, write) => {
      for (const build of live) await write(build);
    });
  }

  /** Versions that were built before this account was kept: there was one build of each. */
  private async dropUnaccountedFor({ name, version }: Projection): Promise<number> {
    let dropped = 0;
    for (let older = 1; older < version; older++) {
      const database = databaseOf({ name, version: older });
      if (!(await this.databases.exists(database))) continue;
      await this.databases.drop(database);
      dropped++;
    }
    return dropped;
  }

  private alter(build: Build, from: BuildState, change: Partial<Build>): Promise<void> {
    return this.change(async (builds, write) => {
      const same = builds.filter(({ state }) => state === from).find(isSame(build));
      if (same) await write({ ...same, ...change });
    });
  }

  private async change<Answer>(
    work: (
      builds: readonly Build[],
      write: (build: Build) => Promise<void>,
      remove: (build: Build) => Promise<void>,
    ) => Promise<Answer>,
  ): Promise<Answer> {
    const answer = await this.databases.exclusively(BUILDS, async (db) => {
      await createTable(db, table);
      return work(
        (await inOrder(db)).map(buildOf),
        (build) => upsert(db, table, [rowOf(build)]),
        (build) => remove(db, build),
      );
    });
    this.seen = undefined;
    return answer;
  }
}

const inOrder = (db: Database): Promise<Row[]> =>
  db.selectFrom(table.name).selectAll().orderBy('projection').orderBy('version').orderBy('number').execute();

async function remove(db: Database, { projection, version, number }: Build): Promise<void> {
  await db
    .deleteFrom(table.name)
    .where('projection', '=', projection)
    .where('version', '=', version)
    .where('number', '=', number)
    .execute();
}

const rowOf = ({ begun, progress, ...build }: Build): Row => ({
  ...build,
  begun: begun ? 1 : 0,
  progress: progress && JSON.stringify(progress),
});

const buildOf = (row: Row): Build => ({
  projection: String(row['projection']),
  version: Number(row['version']),
  number: Number(row['number']),
  state: String(row['state']) as BuildState,
  since: Number(row['since']),
  begun: row['begun'] === 1,
  reason: row['reason'] as string | null,
  progress: parseKept(row['progress']) as BuildProgress | null,
});

const beginning = ({ name, version }: Named, number: number, begun: boolean): Build => ({
  projection: name,
  version,
  number,
  state: 'building',
  since: Date.now(),
  begun,
  reason: null,
  progress: null,
});

type Named = Pick<Projection, 'name' | 'version'>;

const nextNumber = (builds: readonly Build[], { name, version }: Named): number =>
  1 +
  Math.max(
    0,
    ...builds.filter((b) => b.projection === name && b.version === version).map(({ number }) => number),
  );

const isSameModel = (a: Build) => (b: Build) => a.projection === b.projection && a.version === b.version;
const isSame = (a: Build) => (b: Build) => isSameModel(a)(b) && a.number === b.number;
