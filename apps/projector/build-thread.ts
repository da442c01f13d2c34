import '@guildhall/platform/require-node-24';
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { isDamage } from '@guildhall/platform/database/damage';
import { allProjections } from '@guildhall/read-models/all-projections';
import type { Build, BuildProgress } from '@guildhall/read-models/builds/build';
import { buildHere } from '@guildhall/read-models/builds/build-read-models';
import { Builds } from '@guildhall/read-models/builds/builds';
import { Fenced } from '@guildhall/read-models/checkpoint';
import { type DatabasesPlace, type LogPlace, openDatabases, openLogToRead } from '../installation/places';

/*
 * Builds read models beside those that are live, on a thread of its own: `node:sqlite` blocks while it writes, and what
 * happens now must be seen at once all the same.
 */

/** What the thread is started with. */
export interface BuildThreadData {
  log: LogPlace;
  readModels: DatabasesPlace;
  builds: readonly Build[];
  batch: number | undefined;
}

export type ToBuildThread = 'stop';

export type FromBuildThread =
  | { kind: 'progress'; build: Build; progress: BuildProgress }
  | { kind: 'waiting'; build: Build; reason: string }
  | { kind: 'stopped'; build: Build; reason: string; isDamage: boolean }
  | { kind: 'failed'; reason: string; isFenced: boolean }
  | { kind: 'done' };

/** Events applied in one transaction: so many that they are written fast, and so few that a page of them is small. */
const BATCH = 4_000;

async function main(): Promise<void> {
  const { log: logPlace, readModels, builds, batch = BATCH } = workerData as BuildThreadData;
  const tell = (message: FromBuildThread): void => parentPort?.postMessage(message);
  const ending = new AbortController();
  parentPort?.on('message', () => ending.abort());
  // On Linux this is said of the thread alone; elsewhere it would be said of the whole process.
  if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);
  const log = openLogToRead(logPlace);
  const databases = await openDatabases(readModels, { connections: builds.length + 2 });
  const build = buildHere(log, databases, new Builds(databases));
  const ofEach = builds.flatMap((one) => {
    const projection = allProjections.find(({ name }) => name === one.projection);
    return projection ? [{ build: one, projection }] : [];
  });
  try {
    await build(
      ofEach,
      {
        batch,
        progress: (one, progress) => tell({ kind: 'progress', build: one, progress }),
        waiting: (one, { message: reason }) => tell({ kind: 'waiting', build: one, reason }),
        stopped: (one, fault) =>
          tell({ kind: 'stopped', build: one, reason: fault.message, isDamage: isDamage(fault) }),
      },
      ending.signal,
    );
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
