import { type Count, type Witness } from './count';
import { type DayNumber } from './day-number';
import { fromLondonDay, londonDay } from './london-time';
import { type Opening } from './opening-hours';
import { type MergedPause } from './pauses';

/** What there is to count, in milliseconds. */
export interface TimeToCount {
  /** UTC milliseconds. Outside opening time counting begins when the doors next open. */
  readonly startedAt: number;
  readonly amount: number;
  readonly pauses: readonly MergedPause[];
  openingOn(day: DayNumber): Opening | undefined;
}

/** Counts open time in which the clock runs, to the millisecond. A day that opens through a clock change is as long as it is. */
export function countTime(time: TimeToCount, witness?: Witness): Count {
  const { startedAt, amount, pauses } = time;
  let counted = 0;
  let next = 0;
  for (let day = londonDay(startedAt); ; day++) {
    const opening = time.openingOn(day);
    if (!opening) {
      witness?.(day, 'closed', counted);
      continue;
    }
    const closes = fromLondonDay(day, opening.closes);
    const countedBefore = counted;
    let now = Math.max(startedAt, fromLondonDay(day, opening.opens));
    const startedTooLate = now >= closes;
    while (now < closes) {
      let pause = pauses[next];
      while (pause && pause.to <= now) pause = pauses[++next];
      if (pause && pause.from <= now) {
        if (pause.to === Infinity) {
          if (counted > countedBefore) witness?.(day, 'counted', counted);
          return { state: 'paused', since: pause.from, remaining: { milliseconds: amount - counted } };
        }
        now = pause.to;
        continue;
      }
      const stops = Math.min(closes, pause?.from ?? Infinity);
      if (counted + stops - now >= amount) {
        witness?.(day, 'counted', amount);
        return { state: 'due', due: now + amount - counted };
      }
      counted += stops - now;
      now = stops;
    }
    witness?.(day, startedTooLate ? 'start' : counted > countedBefore ? 'counted' : 'paused', counted);
  }
}
