import { type Calendar } from './calendar';
import { dateOf } from './day-number';
import { type Explanation } from './explain-target';
import { londonDay } from './london-time';
import { type Pause } from './pauses';
import { isInHours, type StandardDefinition, type TargetPolicy } from './standard';
import { countInWords, durationInWords } from './time-in-words';
import { workingTimeBetween } from './working-time';

const MINUTE = 60_000;

/** How much time there still is until a target is due. Nothing is left of one that is overdue. */
export interface TimeLeft {
  /** Opening time, whatever the target is counted in; whole minutes, rounded down. */
  readonly workingMinutes: number;
  /** For a target in days or months: those that will count from tomorrow to the due day. */
  readonly days?: number;
  readonly inWords: string;
}

/** The time left at a moment (UTC milliseconds) of a target with a due date; pauses are left out. */
export function timeLeft(
  policy: TargetPolicy,
  standard: StandardDefinition,
  calendar: Calendar,
  { result, days }: Explanation,
  pauses: readonly Pause[],
  now: number,
): TimeLeft | undefined {
  if (result.state !== 'due') return undefined;
  const { due } = result;
  const workingTime = workingTimeBetween(now, due, standard.openingHours, calendar, pauses);
  const workingMinutes = Math.floor(workingTime / MINUTE);
  if (now > due) return { workingMinutes: 0, inWords: 'none: the date has passed' };
  const { unit } = policy.within;
  if (isInHours(unit)) {
    const minutes = unit === 'hours' ? Math.floor((due - now) / MINUTE) : workingMinutes;
    return { workingMinutes, inWords: durationInWords(minutes) };
  }
  const today = dateOf(londonDay(now));
  const ahead = days.filter(({ date, counted }) => counted && date > today).length;
  const unitName = unit === 'working-days' ? 'working day' : 'day';
  const isLastDay = today === dateOf(londonDay(due));
  return {
    workingMinutes,
    days: ahead,
    inWords: isLastDay ? 'today is the last day' : `${countInWords(ahead, unitName)} after today`,
  };
}
