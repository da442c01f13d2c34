import '@guildhall/platform/require-node-24';
import { parentPort, workerData } from 'node:worker_threads';
import { EmbeddedEventReader } from '@guildhall/event-store/embedded/embedded-event-reader';
import { PostgresDatabases } from '@guildhall/platform/postgres/postgres-databases';
import { SqliteDatabases } from '@guildhall/platform/sqlite/sqlite-databases';
import { runProjector } from './run-projector';

/*
 * The projector beside an embedded log: on a thread of its own, because `node:sqlite` blocks while it writes. It is
 * told to look when something was appended, and tells what it has done.
 */

/** What the thread is started with. */
export interface ProjectorThreadData {
  logFile: string;
  folder: string;
  /** A PostgreSQL for the read models, in place of the folder. */
  databaseUrl: string | undefined;
}

/** One writes at a time. */
const CONNECTIONS = 2;

export type ToProjector = 'wake' | 'stop';

export type FromProjector =
  | { kind: 'ready' }
  | { kind: 'stepped-back'; reason: string }
  | { kind: 'waiting'; projection: string; reason: string }
  | { kind: 'stopped'; projection: string; reason: string };

async function main(): Promise<void> {
  const { logFile, folder, databaseUrl } = workerData as ProjectorThreadData;
  const tell = (message: FromProjector): void => parentPort?.postMessage(message);
  const log = EmbeddedEventReader.open({ file: logFile });
  const ending = new AbortController();
  parentPort?.on('message', (message: ToProjector) => {
    if (message === 'wake') log.wake();
    else ending.abort();
  });
  const databases = databaseUrl
    ? await PostgresDatabases.open(databaseUrl, { connections: CONNECTIONS })
    : new SqliteDatabases(folder);
  // An embedded log belongs to the program that owns its folder.
  await runProjector(log, databases, true, ending.signal, {
    ready: () => tell({ kind: 'ready' }),
    steppedBack: ({ message: reason }) => tell({ kind: 'stepped-back', reason }),
    waiting: (projection, fault) => tell({ kind: 'waiting', projection, reason: fault.message }),
    stopped: (projection, fault) => tell({ kind: 'stopped', projection, reason: fault.message }),
  });
  await databases.close();
  await log.close();
  parentPort?.close();
}

void main();
