import '@guildhall/platform/keep-compiled';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { copyBack } from '@guildhall/platform/sqlite/copy-back';
import { SqliteDatabases } from '@guildhall/platform/sqlite/sqlite-databases';
import { databaseOfBuild } from '@guildhall/read-models/builds/build';
import { Builds } from '@guildhall/read-models/builds/builds';

/** `readModels`: left out where they are in no folder. */
export interface CopyBackData {
  folder: string;
  readModels: string | undefined;
}

/** Milliseconds between two looks. */
const EVERY = 200;

/*
 * Copies write-ahead logs back while the program runs, so that neither the log nor the projector has to: their commits
 * then wait for the disk no longer than their own pages take. What is still being built is left alone: it comes to that
 * by itself, more rarely, and nobody waits for it.
 */
async function run({ folder, readModels }: CopyBackData): Promise<void> {
  const ending = new AbortController();
  parentPort?.once('message', () => ending.abort());
  const look = filesOf(folder, readModels);
  while (!ending.signal.aborted) {
    for (const file of await look()) {
      try {
        copyBack(file);
      } catch {
        // Gone, damaged, or no room on the disk: whoever writes it is told so, and says it to somebody.
      }
    }
    await sleep(EVERY, undefined, ending).catch(() => undefined);
  }
  parentPort?.close();
}

/** What is in the data folder itself, and those of its read models that are live. */
function filesOf(folder: string, readModels: string | undefined): () => Promise<string[]> {
  const own = (): string[] =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.db'))
      .map((name) => join(folder, name));
  if (readModels === undefined) return () => Promise.resolve(own());
  const databases = new SqliteDatabases(readModels);
  const builds = new Builds(databases);
  return async () => {
    const live = (await builds.all().catch(() => [])).filter(({ state }) => state === 'live');
    return [...own(), ...live.map((build) => databases.file(databaseOfBuild(build)))];
  };
}

void run(workerData as CopyBackData);
