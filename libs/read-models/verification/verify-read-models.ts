import type { EventReader, Position } from '../../event-store/event-store';
import { mayPass } from '../../platform/database/database-fault';
import type { Database, Databases } from '../../platform/database/databases';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BuildProgress, databaseOfBuild } from '../builds/build';
import type { BuildOf } from '../builds/build-read-models';
import { Measure } from '../builds/measure';
import { readCheckpoint } from '../checkpoint';
import { OpenProjection, tablesOf } from '../open-projection';
import { databaseOf } from '../projection';
import { recomputationIn } from '../recomputation';
import { replayTo } from '../replay';
import { compareTables, type Difference } from './compare-tables';

/** Events applied in one transaction. */
const PAGE = 2_000;
/** Differences told one by one; all of them are counted. */
const TOLD = 200;
/** Milliseconds before another look, when the live one follows a calendar or cannot be asked; and how often. */
const PAUSE = 500;
const TRIES = 240;

/** What came of comparing a read model with what follows from the log. */
export interface Verdict {
  /** The database that was looked at. */
  build: string;
  /** Both were compared as of here. */
  position: string;
  /** Rows that there should be. */
  rows: number;
  missing: number;
  extra: number;
  altered: number;
  /** The first of them. */
  differences: Difference[];
}

export interface VerifyingOptions {
  progress?(name: string, progress: BuildProgress): void;
  verified?(name: string, verdict: Verdict): void;
  /** Why one of them could not be verified. */
  failed?(name: string, fault: Error): void;
}

/** Verifies the live builds of some read models; returns early on the signal. */
export type VerifyReadModels = (
  live: readonly BuildOf[],
  options: VerifyingOptions,
  signal: AbortSignal,
) => Promise<void>;

/**
 * Replays the log into fresh tables and compares every row with the live ones, as of one moment. Nobody is kept waiting:
 * the fresh tables are brought to where the live ones are first, so that what the moment has to be held for is short.
 */
export function verifyHere(log: EventReader, databases: Databases): VerifyReadModels {
  return async (live, options, signal) => {
    for (const { projection } of live) await databases.drop(scratchOf(projection));
    const fresh: OpenProjection[] = [];
    try {
      for (const { projection } of live) {
        fresh.push(await OpenProjection.open(projection, databases, undefined, scratchOf(projection)));
      }
      await replayTogether(log, databases, live, fresh, options, signal);
      for (const [index, one] of live.entries()) {
        if (signal.aborted) return;
        const { name } = one.projection;
        await verify(log, databases, one, fresh[index] as OpenProjection, signal).then(
          (verdict) => verdict && options.verified?.(name, verdict),
          (fault: unknown) => options.failed?.(name, fault as Error),
        );
      }
    } finally {
      for (const projection of fresh) await projection.close();
      for (const { projection } of live) await databases.drop(scratchOf(projection));
    }
  };
}

const scratchOf = (projection: BuildOf['projection']): string => `${databaseOf(projection)}.scratch`;

/** As far as the one that has come least far: none may pass the one that it is compared with. */
async function replayTogether(
  log: EventReader,
  databases: Databases,
  live: readonly BuildOf[],
  fresh: readonly OpenProjection[],
  options: VerifyingOptions,
  signal: AbortSignal,
): Promise<void> {
  const positions: Position[] = [];
  for (const { build } of live) {
    const db = await databases.open(databaseOfBuild(build), { readOnly: true });
    positions.push((await readCheckpoint(db)).position);
    await db.destroy();
  }
  const target = positions.reduce((a, b) => (a < b ? a : b));
  const measure = await Measure.begin(log, fresh);
  const names = fresh.map(({ projection }) => projection.name);
  await replayTo(target, log, fresh, PAGE, async (at) => {
    const come = await measure.of(String(names[0]), at); // They all began at the start of the log.
    for (const name of names) options.progress?.(name, come);
    return !signal.aborted;
  });
}

/** Undefined when the signal came first. */
async function verify(
  log: EventReader,
  databases: Databases,
  { build, projection }: BuildOf,
  fresh: OpenProjection,
  signal: AbortSignal,
): Promise<Verdict | undefined> {
  const [is, should] = [
    await databases.open(databaseOfBuild(build), { readOnly: true }),
    await databases.open(scratchOf(projection), { readOnly: true }),
  ];
  try {
    for (let tries = 0; !signal.aborted; tries++) {
      // So that little is left to do while the moment is held.
      await replayTo((await readCheckpoint(is)).position, log, [fresh], PAGE);
      while (await fresh.recomputeSome());
      try {
        const verdict = await compareAtOneMoment(log, is, should, fresh);
        if (verdict) return { build: databaseOfBuild(build), ...verdict };
        if (tries === TRIES)
          throw new Error('It has been following a calendar for too long. Ask again later.');
      } catch (fault) {
        if (!mayPass(fault) || tries === TRIES) throw fault;
      }
      await sleep(PAUSE, undefined, { signal }).catch(() => undefined);
    }
    return undefined;
  } finally {
    await is.destroy();
    await should.destroy();
  }
}

/** Undefined while rows of the live one have yet to follow a calendar: they are neither as they were nor as they will be. */
async function compareAtOneMoment(
  log: EventReader,
  live: Database,
  should: Database,
  fresh: OpenProjection,
): Promise<Omit<Verdict, 'build'> | undefined> {
  return live
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (moment) => {
      const { position } = await readCheckpoint(moment);
      if (await recomputationIn(moment)) return undefined;
      await replayTo(position, log, [fresh], PAGE);
      while (await fresh.recomputeSome());
      const verdict = {
        position,
        rows: 0,
        missing: 0,
        extra: 0,
        altered: 0,
        differences: [] as Difference[],
      };
      for (const table of tablesOf(fresh.projection)) {
        verdict.rows += await compareTables(table, moment, should, (difference) => {
          verdict[difference.kind]++;
          if (verdict.differences.length < TOLD) verdict.differences.push(difference);
        });
      }
      return verdict;
    });
}
