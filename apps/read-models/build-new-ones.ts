import type { Config } from '@guildhall/platform/config';
import { allProjections } from '@guildhall/read-models/all-projections';
import { ReadModelOperations } from '@guildhall/read-models/builds/read-model-operations';
import { openProjector } from '@guildhall/read-models/open-projector';
import { openDatabases, openLogToRead } from '../installation/places';
import { INTERRUPTED } from '../program/run-command';
import { buildOnAThread } from '../projector/replay-on-a-thread';
import { placesOf } from './places-of-read-models';
import { watch } from './watch';

/**
 * Builds the read models that this version of Guildhall has and the one before had not, also while that one runs: they
 * are in databases of their own, of which it knows nothing, and the log is only read. What happens from then on is taken
 * in when the new version starts.
 * @returns what the program ends with
 */
export async function buildNewOnes(config: Config, signal: AbortSignal): Promise<number> {
  const places = placesOf(config);
  const log = await openLogToRead(places.log);
  const databases = await openDatabases(places.readModels);
  const operations = new ReadModelOperations(databases, log);
  try {
    const standing = await operations.all();
    const missing = allProjections.filter(({ name }) => !standing.find((one) => one.name === name)?.live);
    if (missing.length === 0) {
      process.stdout.write('Nothing is new: every read model of this version is there.\n');
      return 0;
    }
    const names = missing.map(({ name }) => name);
    process.stderr.write(`Building ${names.join(', ')}.\n`);
    const stopped = new Map<string, string>();
    const projector = await openProjector(
      log,
      databases,
      { build: buildOnAThread(places), stopped: (name, fault) => stopped.set(name, fault.message) },
      missing,
    );
    const over = new AbortController();
    const watched = { all: () => operations.all(), fault: () => undefined };
    const until = AbortSignal.any([over.signal, signal]);
    const watching = watch(watched, names, ({ building }) => building ?? undefined, until);
    const closing = new Promise<void>((resolve) =>
      signal.addEventListener('abort', () => resolve(projector.close())),
    );
    await Promise.race([projector.catchUp(), closing]);
    over.abort();
    await watching;
    await projector.close();
    for (const [name, reason] of stopped) process.stdout.write(`${name} cannot be built: ${reason}\n`);
    if (signal.aborted) {
      process.stdout.write('Stopped. What is built is kept, and the same command goes on from here.\n');
      return INTERRUPTED;
    }
    return stopped.size === 0 ? 0 : 1;
  } finally {
    await databases.close();
    await log.close();
  }
}
