import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadModelReport, ReportedProgress } from '@guildhall/read-models/builds/read-model-operations';
import type { Watched } from './keeper';

/** Milliseconds between two looks, and between two signs of life on a terminal and in a log. */
const LOOK_EVERY = 250;
const SHOW_EVERY = { terminal: 250, log: 5_000 };

/**
 * Shows how far some read models are until all are done.
 * @param progressIn what is under way in one, undefined when nothing is
 * @returns how they stand then; undefined when the signal came first
 * @throws Error that the keeper cannot go on for
 */
export async function watch(
  keeper: Watched,
  names: readonly string[],
  progressIn: (report: ReadModelReport) => ReportedProgress | undefined,
  signal: AbortSignal,
): Promise<ReadModelReport[] | undefined> {
  const out = process.stderr;
  let shownAt = 0;
  while (!signal.aborted) {
    const fault = keeper.fault();
    if (fault) throw fault;
    const reports = (await keeper.all()).filter(({ name }) => names.includes(name));
    const underWay = reports.flatMap((report) => {
      const progress = progressIn(report);
      return progress ? [`${report.name} ${inWords(progress)}`] : [];
    });
    if (underWay.length === 0) {
      if (out.isTTY) out.write('\r\x1b[K');
      return reports;
    }
    if (Date.now() - shownAt >= (out.isTTY ? SHOW_EVERY.terminal : SHOW_EVERY.log)) {
      shownAt = Date.now();
      out.write(out.isTTY ? `\r\x1b[K${underWay.join(' · ')}` : `${underWay.join('; ')}\n`);
    }
    await sleep(LOOK_EVERY, undefined, { signal }).catch(() => undefined);
  }
  if (out.isTTY) out.write('\r\x1b[K');
  return undefined;
}

function inWords({ percent, events, of, secondsLeft }: ReportedProgress): string {
  const counted =
    events === null || of === null
      ? ''
      : `, ${events.toLocaleString('en-GB')} of ${of.toLocaleString('en-GB')} events`;
  return `${percent} %${counted}${secondsLeft === null ? '' : `, ${secondsLeft} s left`}`;
}
