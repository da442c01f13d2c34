import { type Calendar } from './calendar';
import { type Count, type Witness } from './count';
import { countDays } from './count-days';
import { countTime } from './count-time';
import { DAY } from './day-number';
import { fromLondonDay } from './london-time';
import { type Opening, openingOn, openingWeek } from './opening-hours';
import { mergedPauses, type Pause } from './pauses';
import { isInHours, type StandardDefinition, type TargetPolicy } from './standard';

const HOUR = 3_600_000;
const LAST_INSTANT = DAY - 1;
const allDay: Opening = { opens: 0, closes: DAY };

/** What has happened to a case, as far as one target asks. Instants in UTC milliseconds. */
export interface TargetFacts {
  /** When the clock started; undefined while it has not. */
  readonly startedAt: number | undefined;
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
 * - Hours: time counts from the start, or from the next opening.
 * - A pause gives its time back: exactly for hours, in whole days for days. An open one leaves no due date, unless the
 *   target had fallen due before it.
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
  const { unit } = policy.within;
  const amount = amountOf(policy, facts.extension);
  const pauses = mergedPauses(facts.pauses);
  const week = openingWeek(standard.openingHours);
  if (unit.startsWith('working-') && week.every((opening) => opening === undefined)) {
    throw new RangeError(`the standard ${standard.code} counts ${unit} but is never open`);
  }
  if (isInHours(unit)) {
    return countTime(
      {
        startedAt,
        amount: amount * HOUR,
        pauses,
        openingOn: (day) => (unit === 'hours' ? allDay : openingOn(week, calendar, day)),
      },
      witness,
    );
  }
  return countDays(
    {
      startedAt,
      amount,
      pauses,
      pauseExcludesItsFirstDay: policy.pauseExcludes === 'every-day',
      isWorkingDay: (day) => unit === 'calendar-days' || openingOn(week, calendar, day) !== undefined,
      endOf: (day) => fromLondonDay(day, closingOf(policy, openingOn(week, calendar, day))),
    },
    witness,
  );
}

/** The whole amount of a target with the extension that its policy allows, in its own unit. */
export function amountOf({ within, extension }: TargetPolicy, extendedBy = 0): number {
  return within.amount + Math.max(0, Math.min(extendedBy, extension?.atMost ?? 0));
}

/** Milliseconds since 00:00 at which the last day of a target ends. */
function closingOf({ ends }: TargetPolicy, opening: Opening | undefined): number {
  return ends === 'close-of-business' && opening ? opening.closes : LAST_INSTANT;
}
