import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Damage } from '@guildhall/platform/database/damage';
import type { BuildOf, BuildReadModels } from '@guildhall/read-models/builds/build-read-models';
import { Fenced } from '@guildhall/read-models/checkpoint';
import type { VerifyReadModels } from '@guildhall/read-models/verification/verify-read-models';
import type { DatabasesPlace, LogPlace } from '../installation/places';
import type { FromReplayThread, ReplayThreadData, ToReplayThread } from './replay-thread';

/**
 * Most that the thread may keep, in MiB of its own heap: it ends when it needs more. To build every read model it
 * needed 70 with 20,000 events in a batch, and has fewer now; what it has no more use for goes sooner.
 */
const HEAP = 160;
/** Most of it for what was made just now, in MiB. */
const YOUNG_HEAP = 8;

interface Places {
  log: LogPlace;
  readModels: DatabasesPlace;
}

/** Builds read models on a thread that is started for it and ends with it. */
export function buildOnAThread(places: Places): BuildReadModels {
  return (builds, options, signal) =>
    replay(places, 'build', builds, signal, (message) => {
      const { build } = named(builds, message) ?? {};
      if (!build) return;
      if (message.kind === 'progress') options.progress?.(build, message.progress);
      if (message.kind === 'waiting') options.waiting?.(build, new Error(message.reason));
      if (message.kind === 'stopped') options.stopped?.(build, faultIn(message));
    });
}

/** Verifies read models in the same way. */
export function verifyOnAThread(places: Places): VerifyReadModels {
  return (live, options, signal) =>
    replay(places, 'verify', live, signal, (message) => {
      if (message.kind === 'progress') options.progress?.(message.projection, message.progress);
      if (message.kind === 'verified') options.verified?.(message.projection, message.verdict);
      if (message.kind === 'stopped') options.failed?.(message.projection, faultIn(message));
    });
}

/** @throws Fenced when another builds the same, and any other error that the thread ended with */
function replay(
  places: Places,
  task: ReplayThreadData['task'],
  order: readonly BuildOf[],
  signal: AbortSignal,
  hear: (message: FromReplayThread) => void,
): Promise<void> {
  const data: ReplayThreadData = { ...places, task, builds: order.map(({ build }) => build) };
  const worker = new Worker(join(__dirname, 'replay-thread.js'), {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: HEAP, maxYoungGenerationSizeMb: YOUNG_HEAP },
  });
  const stop = (): void => worker.postMessage('stop' satisfies ToReplayThread);
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  return new Promise<void>((resolve, reject) => {
    let fault: Error | undefined = new Error('The thread that replays the log ended before it was done');
    worker.on('message', (message: FromReplayThread) => {
      if (message.kind === 'done') fault = undefined;
      else if (message.kind !== 'failed') hear(message);
      else fault = message.isFenced ? new Fenced(message.reason) : new Error(message.reason);
    });
    worker.once('error', reject);
    worker.once('exit', () => {
      signal.removeEventListener('abort', stop);
      if (fault && !signal.aborted) reject(fault);
      else resolve();
    });
  });
}

const named = (builds: readonly BuildOf[], message: FromReplayThread): BuildOf | undefined =>
  builds.find(({ projection: { name } }) => 'projection' in message && name === message.projection);

const faultIn = ({ reason, isDamage }: Extract<FromReplayThread, { kind: 'stopped' }>): Error =>
  isDamage ? new Damage(reason) : new Error(reason);
