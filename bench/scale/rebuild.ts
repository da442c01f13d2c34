import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { timeBareUpserts } from '../bare-upserts';
import type { BenchResult } from '../bench-result';
import type { Rebuilding } from './rebuild-process';
import { started } from './started';

/** What a process that builds the read models may take, in MB. */
const LIMIT_MB = 300;
/** Up to which of its cases memory is told apart, of all. */
const STRETCHES = [0.1, 0.25, 0.5, 1];

/** What it took to build every read model. */
export interface Rebuilt {
  milliseconds: number;
  events: number;
  /** The most memory in each of the stretches, in MB. */
  peaks: readonly number[];
}

/**
 * Every read model from the start of a log, in a process of its own that holds nothing but the projector: how long, and
 * how much memory up to each part of the history.
 */
export async function rebuild(folder: string, events: number): Promise<Rebuilt> {
  rmSync(join(folder, 'read-models'), { recursive: true, force: true });
  const peaks = STRETCHES.map(() => 0);
  let elapsed = 0;
  const { child } = await started('rebuild-process', folder);
  child.on('message', ({ done, memory, milliseconds }: Rebuilding) => {
    const stretch = STRETCHES.findIndex((upTo) => done <= upTo);
    peaks[stretch] = Math.max(peaks[stretch] ?? 0, memory / 1e6);
    elapsed = milliseconds;
  });
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`The rebuild has ended with ${code}`)),
    );
  });
  return { milliseconds: elapsed, events, peaks };
}

/** What it took beside bare upserts of the rows that are there by now, from so many events. */
export async function besideBareUpserts(
  folder: string,
  cases: number,
  { milliseconds, events, peaks }: Rebuilt,
  eventsByNow: number,
): Promise<BenchResult[]> {
  const bare = await timeBareUpserts(join(folder, 'read-models'));
  const whole = cases.toLocaleString('en-GB');
  const ours = (events * 1_000) / milliseconds;
  const ceiling = (eventsByNow * 1_000) / bare;
  return [
    ...STRETCHES.flatMap((upTo, stretch): BenchResult[] => {
      const memory = peaks[stretch] ?? 0;
      if (memory === 0) return []; // It was passed between two looks.
      const what = `memory while rebuilding, the most up to case ${Math.round(upTo * cases).toLocaleString('en-GB')}`;
      return [{ what, ours: memory, ceiling: LIMIT_MB, unit: 'MB', ratio: memory / LIMIT_MB }];
    }),
    {
      what: `events through every read model, ${whole} cases in the order in which they happened: ${Math.round(milliseconds / 1_000)} s`,
      ours,
      ceiling,
      unit: 'events/s',
      ratio: ours / ceiling,
    },
  ];
}
