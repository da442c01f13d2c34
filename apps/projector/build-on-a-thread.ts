import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Damage } from '@guildhall/platform/database/damage';
import type { Build } from '@guildhall/read-models/builds/build';
import type { BuildingOptions, BuildReadModels } from '@guildhall/read-models/builds/build-read-models';
import { Fenced } from '@guildhall/read-models/checkpoint';
import type { DatabasesPlace, LogPlace } from '../installation/places';
import type { BuildThreadData, FromBuildThread, ToBuildThread } from './build-thread';

/**
 * Most that the thread may keep, in MiB of its own heap: a page of the log is a fraction of it, and what it has no more
 * use for goes sooner.
 */
const HEAP = 96;

/** Builds read models on a thread that is started for it and ends with it. */
export function buildOnAThread(places: { log: LogPlace; readModels: DatabasesPlace }): BuildReadModels {
  return (builds, options, signal) => {
    const data: BuildThreadData = {
      ...places,
      builds: builds.map(({ build }) => build),
      batch: options.batch,
    };
    const worker = new Worker(join(__dirname, 'build-thread.js'), {
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: HEAP },
    });
    const same = ({ projection }: Build): Build | undefined =>
      builds.find(({ build }) => build.projection === projection)?.build;
    const stop = (): void => worker.postMessage('stop' satisfies ToBuildThread);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    return new Promise<void>((resolve, reject) => {
      let fault: Error | undefined = new Error('The thread that builds read models ended before it was done');
      worker.on('message', (message: FromBuildThread) => {
        if (message.kind === 'done') fault = undefined;
        else if (message.kind !== 'failed') pass(message, same(message.build), options);
        else fault = message.isFenced ? new Fenced(message.reason) : new Error(message.reason);
      });
      worker.once('error', reject);
      worker.once('exit', () => {
        signal.removeEventListener('abort', stop);
        if (fault && !signal.aborted) reject(fault);
        else resolve();
      });
    });
  };
}

/** Tells it of the build as it is known here. */
function pass(
  message: Extract<FromBuildThread, { build: Build }>,
  build: Build | undefined,
  options: BuildingOptions,
): void {
  if (!build) return;
  if (message.kind === 'progress') options.progress?.(build, message.progress);
  else if (message.kind === 'waiting') options.waiting?.(build, new Error(message.reason));
  else options.stopped?.(build, message.isDamage ? new Damage(message.reason) : new Error(message.reason));
}
