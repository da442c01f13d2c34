import '@guildhall/platform/require-node-24';
import '@guildhall/platform/keep-compiled';
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { isDamage } from '@guildhall/platform/database/damage';
import { allProjections } from '@guildhall/read-models/all-projections';
import type { Build, BuildProgress } from '@guildhall/read-models/builds/build';
import { buildHere } from '@guildhall/read-models/builds/build-read-models';
import { Builds } from '@guildhall/read-models/builds/builds';
import { Fenced } from '@guildhall/read-models/checkpoint';
import { type Verdict, verifyHere } from '@guildhall/read-models/verification/verify-read-models';
import { type DatabasesPlace, type LogPlace, openDatabases, openLogToRead } from '../installation/places';

/*
 * Replays the log beside what is live, on a thread of its own: `node:sqlite` blocks while it writes, and what happens now
 * must be seen at once all the same.
 */

/** What the thread is started with. */
export interface ReplayThreadData {
  log: LogPlace;
  readModels: DatabasesPlace;
  /** Builds what is not live yet, or verifies what is. */
  task: 'build' | 'verify';
  builds: readonly Build[];
}

export type ToReplayThread = 'stop';

export type FromReplayThread =
  | { kind: 'progress'; projection: string; progress: BuildProgress }
  | { kind: 'waiting'; projection: string; reason: string }
  | { kind: 'stopped'; projection: string; reason: string; isDamage: boolean }
  | { kind: 'verified'; projection: string; verdict: Verdict }
  | { kind: 'failed'; reason: string; isFenced: boolean }
  | { kind: 'done' };

/**
 * Events applied in one transaction. A case that is raised, acknowledged and forwarded within it is written once, and a
 * page of its table once for all of its rows: 20,000 at a time were built in a third less time than the projector's 2,500
 * are. Fewer than that keep less in memory.
 */
const BATCH = 8_000;

const { log: logPlace, readModels, task, builds } = workerData as ReplayThreadData;
const tell = (message: FromReplayThread): void => parentPort?.postMessage(message);

async function main(): Promise<void> {
  const ending = new AbortController();
  parentPort?.on('message', () => ending.abort());
  // On Linux this is said of the thread alone; elsewhere it would be said of the whole process.
  if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const log = await openLogToRead(logPlace);
  const databases = await openDatabases(readModels, { connections: 2 * builds.length + 2 });
  const order = builds.flatMap((build) => {
    const projection = allProjections.find(({ name }) => name === build.projection);
    return projection ? [{ build, projection }] : [];
  });
  const progress = (projection: string, come: BuildProgress): void =>
    tell({ kind: 'progress', projection, progress: come });
  const stopped = (projection: string, fault: Error): void =>
    tell({ kind: 'stopped', projection, reason: fault.message, isDamage: isDamage(fault) });
  try {
    if (task === 'build') {
      await buildHere(log, databases, new Builds(databases))(
        order,
        {
          batch: BATCH,
          progress: (build, come) => progress(build.projection, come),
          waiting: ({ projection }, { message: reason }) => tell({ kind: 'waiting', projection, reason }),
          stopped: (build, fault) => stopped(build.projection, fault),
        },
        ending.signal,
      );
    } else {
      await verifyHere(log, databases)(
        order,
        {
          progress,
          verified: (projection, verdict) => tell({ kind: 'verified', projection, verdict }),
          failed: stopped,
        },
        ending.signal,
      );
    }
    tell({ kind: 'done' });
  } catch (fault) {
    tell({ kind: 'failed', reason: (fault as Error).message, isFenced: fault instanceof Fenced });
  } finally {
    await databases.close();
    await log.close();
    parentPort?.close();
  }
}

void main();
