import '@guildhall/platform/require-node-24';
import '@guildhall/platform/keep-compiled';
import { parentPort, workerData } from 'node:worker_threads';
import { allProjections } from '@guildhall/read-models/all-projections';
import { type DatabasesPlace, type LogPlace, openDatabases, openLogToRead } from '../installation/places';
import type { ProjectorNews } from './projector-news';
import { runProjector } from './run-projector';

/*
 * The projector beside the rest: on a thread of its own, because `node:sqlite` blocks while it writes. It is told to
 * look when something was appended, and tells what it has done.
 */

/** What the thread is started with. */
export interface ProjectorThreadData {
  log: LogPlace;
  readModels: DatabasesPlace;
}

/** Each projection writes on one, the turn is renewed on another, and another tells what is to be built. */
const CONNECTIONS = allProjections.length + 3;

export type ToProjector = 'wake' | 'stop';

async function main(): Promise<void> {
  const places = workerData as ProjectorThreadData;
  const tell = (news: ProjectorNews): void => parentPort?.postMessage(news);
  const log = await openLogToRead(places.log);
  const ending = new AbortController();
  parentPort?.on('message', (message: ToProjector) => {
    if (message === 'wake') log.wake?.();
    else ending.abort();
  });
  const databases = await openDatabases(places.readModels, { connections: CONNECTIONS });
  // What is in a data folder belongs to the program that owns the folder.
  const isAlone = 'file' in places.log || 'folder' in places.readModels;
  await runProjector(log, databases, places, isAlone, ending.signal, tell);
  // Where it has ended by itself, nobody has to wait for it.
  tell({ kind: 'settled' });
  await databases.close();
  await log.close();
  parentPort?.close();
}

void main();
