import { nextOnCron } from './cron';

/** When a repeating job is due: every so many milliseconds, the first time at once, or as a cron pattern says. */
export type Recurrence = { readonly everyMs: number } | { readonly cron: string };

/** Anything shorter is a loop, not a job. */
const SHORTEST = 10;

/** @throws TypeError naming the field and what it must be */
export function checkRecurrence(recurrence: Recurrence): void {
  if ('cron' in recurrence) {
    nextOnCron(recurrence.cron, 0);
  } else if (!Number.isSafeInteger(recurrence.everyMs) || recurrence.everyMs < SHORTEST) {
    throw new TypeError(
      `everyMs must be a whole number of milliseconds from ${SHORTEST}, not ${recurrence.everyMs}`,
    );
  }
}

/**
 * The instant (UTC milliseconds) that follows one of its instants, and is later than `now`: however many were missed
 * meanwhile, the job that was late stands for them all.
 */
export function instantAfter(recurrence: Recurrence, last: number, now: number): number {
  if ('cron' in recurrence) return nextOnCron(recurrence.cron, Math.max(last, now));
  const { everyMs } = recurrence;
  return last + everyMs * Math.max(1, Math.floor((now - last) / everyMs) + 1);
}
