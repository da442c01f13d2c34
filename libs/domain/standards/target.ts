import { type Calendar } from './calendar';
import { type Count, type Witness } from './count';
import { countDays } from './count-days';
import { countTime } from './count-time';
import { DAY } from './day-number';
import { fromLondonDay, londonDay } from './london-time';
import { monthsLater } from './months';
import { type Opening, openingOn, openingWeek, type OpeningWeek } from './opening-hours';
import { pausesOf, restartsOf } from './pause-effect';
import { type MergedPause, mergedPauses, type Pause } from './pauses';
import { isInHours, knowsWorkingDays, type StandardDefinition, type TargetPolicy } from './standard';

const HOUR = 3_600_000;
const LAST_INSTANT = DAY - 1;
const allDay: Opening = { opens: 0, closes: DAY };

/** What has happened to a case, as far as one target asks. Instants in UTC milliseconds. */
export interface TargetFacts {
  /** When the clock started; undefined while it has not. */
  readonly startedAt: number | undefined;
  /** It started with the date of the acknowledgement, which had not come by then. */
  readonly startedUnacknowledged?: boolean | undefined;
  readonly pauses: readonly Pause[];
  /** By how much it was extended, in the target's own unit. More than the policy allows is as much as it allows. */
  readonly extension?: number | undefined;
}

/** When a target is due (it is met at or before that instant), or why that cannot be said. */
export type DueAt = Count | { readonly state: 'not-started' };

/**
 * When a target of a standard is due: a pure function of the policy, the opening hours, the calendar and the facts.
 * A `witness` is told of every day on the way; there is no other walk, so an explanation cannot disagree with it.
 *
 * - Days: the day the clock starts is day 0 and counting begins on the next that counts ("the twentieth working day
 *   following the date of receipt", Freedom of Information Act 2000 s.10(1)).
 * - Months: the days to the corresponding date of another month (see `months.ts`).
 * - Hours: time counts from the start, or from the next opening.
 * - A pause gives its time back: exactly for hours, in whole days for days and months. An open one leaves no due date,
 *   unless the target had fallen due before it.
 * - After some pauses it is counted again, as if the query had arrived when the pause ended (see `lastRestart`).
 *
 * @throws RangeError when working time is asked of a standard that never opens, or the start is no instant: there
 *   would be no end to the count.
 */
export function dueAt(
  policy: TargetPolicy,
  standard: StandardDefinition,
  calendar: Calendar,
  facts: TargetFacts,
  witness?: Witness,
): DueAt {
  const { startedAt } = facts;
  if (startedAt === undefined) return { state: 'not-started' };
  if (!Number.isFinite(startedAt)) throw new RangeError(`the clock cannot have started at ${startedAt}`);
  const amount = amountOf(policy, facts.extension);
  const count = counting(policy, amount, standard, calendar, mergedPauses(pausesOf(policy, facts.pauses)));
  const restart = lastRestart(policy, { ...facts, startedAt }, count);
  if (!restart) return count(startedAt, witness);

  const { from, to } = restart;
  const setAsideUntil = to === undefined ? londonDay(from) + 1 : londonDay(to);
  for (let day = londonDay(startedAt); day < setAsideUntil; day++) witness?.(day, 'set-aside', 0);
  if (to === undefined) return { state: 'paused', since: from, remaining: { whole: amount } };
  return count(to, (day, verdict, counted) => {
    witness?.(day, verdict === 'start' ? 'start-again' : verdict, counted);
  });
}

/** The whole amount of a target with the extension that its policy allows, in its own unit. */
export function amountOf({ within, extension }: TargetPolicy, extendedBy = 0): number {
  return within.amount + Math.max(0, Math.min(extendedBy, extension?.atMost ?? 0));
}

/** The count of a target from a moment on. */
type Counting = (startedAt: number, witness?: Witness) => Count;

/**
 * The pause after which the target is counted for the last time; undefined where it is counted once. It may still be
 * open. What was asked for only after the target had fallen due does not start it again: a date that was missed stays
 * missed.
 */
function lastRestart(
  policy: TargetPolicy,
  { startedAt, pauses }: TargetFacts & { readonly startedAt: number },
  count: Counting,
): Pause | undefined {
  let last: Pause | undefined;
  let start = startedAt;
  for (const restart of restartsOf(policy, pauses)) {
    if (restart.to !== undefined && restart.to <= start) continue;
    const soFar = count(start);
    if (soFar.state === 'due' && soFar.due < restart.from) break;
    last = restart;
    if (restart.to === undefined) break;
    start = restart.to;
  }
  return last;
}

function counting(
  policy: TargetPolicy,
  amount: number,
  standard: StandardDefinition,
  calendar: Calendar,
  pauses: readonly MergedPause[],
): Counting {
  const { unit } = policy.within;
  const week = openingWeek(standard.openingHours);
  if (knowsWorkingDays(policy) && isNeverOpen(week)) {
    throw new RangeError(`the standard ${standard.code} counts ${unit} but is never open`);
  }
  const openingThen = (day: number): Opening | undefined => openingOn(week, calendar, day);
  if (isInHours(unit)) {
    const openingOnDay = unit === 'hours' ? () => allDay : openingThen;
    return (startedAt, witness) =>
      countTime({ startedAt, amount: amount * HOUR, pauses, openingOn: openingOnDay }, witness);
  }
  const everyDay = (): boolean => true;
  const isWorkingDay = (day: number): boolean => openingThen(day) !== undefined;
  return (startedAt, witness) =>
    countDays(
      {
        startedAt,
        amount: unit === 'months' ? daysOf(amount, startedAt) : amount,
        pauses,
        pauseExcludesItsFirstDay: policy.pauseExcludes === 'every-day',
        counts: unit === 'working-days' ? isWorkingDay : everyDay,
        mayEndOn: policy.rollsForward ? isWorkingDay : everyDay,
        endOf: (day) => fromLondonDay(day, closingOf(policy, openingThen(day))),
      },
      witness,
    );
}

/** How many days there are to the corresponding date, so many months later. */
function daysOf(months: number, startedAt: number): number {
  const first = londonDay(startedAt);
  return monthsLater(first, months) - first;
}

function isNeverOpen(week: OpeningWeek): boolean {
  return week.every((opening) => opening === undefined);
}

/** Milliseconds since 00:00 at which the last day of a target ends. */
function closingOf({ ends }: TargetPolicy, opening: Opening | undefined): number {
  return ends === 'close-of-business' && opening ? opening.closes : LAST_INSTANT;
}
