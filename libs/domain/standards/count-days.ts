import { type Count, type Witness } from './count';
import { type DayNumber } from './day-number';
import { londonDay } from './london-time';
import { isPausedAt, type MergedPause } from './pauses';

/** What there is to count, in days. */
export interface DaysToCount {
  /** UTC milliseconds. The day it falls on is day 0, open or not: counting begins on the next. */
  readonly startedAt: number;
  readonly amount: number;
  readonly pauses: readonly MergedPause[];
  /** Whether a pause takes out the day it began on as well as those after it, to the day it ended. */
  readonly pauseExcludesItsFirstDay: boolean;
  /** Whether a day is one of those that are counted. */
  counts(day: DayNumber): boolean;
  /** Whether the count may end on a day: where it may not, it ends on the next that will do. */
  mayEndOn(day: DayNumber): boolean;
  /** The last instant of a working day, in UTC milliseconds. */
  endOf(day: DayNumber): number;
}

/**
 * Counts days until the last one ends.
 *
 * No target falls due while its clock stands still. A pause that begins on the last day would take nothing back when
 * only the days after count as paused; then the last day is given back by the first working day that ends with the
 * clock running.
 */
export function countDays(days: DaysToCount, witness?: Witness): Count {
  const { startedAt, amount, pauses } = days;
  const lead = days.pauseExcludesItsFirstDay ? 0 : 1;
  let counted = 0;
  let lastDayWasPaused = false;
  let next = 0;
  let day = londonDay(startedAt);
  witness?.(day, 'start', counted);
  for (;;) {
    day++;
    let pause = pauses[next];
    while (pause && lastDayOf(pause) < day) pause = pauses[++next];
    const pausedBy = pause && londonDay(pause.from) + lead <= day ? pause : undefined;
    if (pausedBy?.to === Infinity) {
      return { state: 'paused', since: pausedBy.from, remaining: { days: amount - counted } };
    }
    if (!days.counts(day)) {
      witness?.(day, 'closed', counted);
    } else if (pausedBy && !lastDayWasPaused) {
      witness?.(day, 'paused', counted);
    } else if (counted < amount - 1) {
      counted++;
      witness?.(day, 'counted', counted);
    } else if (!days.mayEndOn(day)) {
      witness?.(day, 'rolled', counted);
    } else if (isPausedAt(pauses, days.endOf(day))) {
      witness?.(day, pausedBy ? 'paused' : 'paused-at-the-end', counted);
      lastDayWasPaused = true;
    } else {
      witness?.(day, 'counted', amount);
      return { state: 'due', due: days.endOf(day) };
    }
  }
}

function lastDayOf({ to }: MergedPause): DayNumber {
  return to === Infinity ? Infinity : londonDay(to);
}
