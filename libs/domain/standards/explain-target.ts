import { type Calendar } from './calendar';
import { type Verdict } from './count';
import { dateOf, type DayNumber, weekdayOf } from './day-number';
import { londonDay } from './london-time';
import { openingWeek } from './opening-hours';
import { type MergedPause, mergedPauses } from './pauses';
import { isInHours, type StandardDefinition, type TargetPolicy, type Unit } from './standard';
import { amountOf, type DueAt, dueAt, type TargetFacts } from './target';
import { countInWords, dateInWords, durationInWords, timeInWords, weekdayInWords } from './time-in-words';

const MINUTE = 60_000;

/** What was made of one day, in words that a member of the public can follow. */
export interface ExplainedDay {
  /** 'YYYY-MM-DD'. */
  readonly date: string;
  readonly counted: boolean;
  /** The counted day's place in the count, from 1, for a target in days. */
  readonly number?: number;
  /** What the day added to the count, for a target in hours. Rounded so that the days add up to the whole. */
  readonly minutes?: number;
  readonly why: string;
}

/** Why a target is due on its day. */
export interface Explanation {
  readonly result: DueAt;
  /** Every day from the one on which the clock started to the due day, or as far as the count has come. */
  readonly days: readonly ExplainedDay[];
  /** The result in words, to follow "Your answer is". */
  readonly conclusion: string;
}

/** Explains {@link dueAt}, as the witness of its walk: what counts is decided there, and only worded here. */
export function explainTarget(
  policy: TargetPolicy,
  standard: StandardDefinition,
  calendar: Calendar,
  facts: TargetFacts,
): Explanation {
  const days: ExplainedDay[] = [];
  const inHours = isInHours(policy.within.unit);
  let minutesBefore = 0;
  const result = dueAt(policy, standard, calendar, facts, (day, verdict, total) => {
    const counted = verdict === 'counted';
    const date = dateOf(day);
    if (inHours) {
      const minutesNow = Math.round(total / MINUTE);
      const minutes = minutesNow - minutesBefore;
      minutesBefore = minutesNow;
      days.push({
        date,
        counted,
        minutes,
        why: why(day, verdict, () => timeCounted(day, minutes, minutesNow)),
      });
    } else {
      const number = counted ? { number: total } : {};
      days.push({ date, counted, ...number, why: why(day, verdict, () => dayCounted(day, total)) });
    }
  });
  return { result, days, conclusion: conclusion(policy, result) };

  function why(day: DayNumber, verdict: Verdict, whyCounted: () => string): string {
    switch (verdict) {
      case 'start':
        return whyStart(policy);
      case 'closed':
        return whyClosed(day, standard, calendar);
      case 'paused':
        return whyPaused(pauseOn(day, facts));
      case 'paused-at-the-end':
        return 'paused: the clock stood still when the last day ended, so the day is given back';
      case 'counted':
        return whyCounted();
    }
  }

  function dayCounted(day: DayNumber, number: number): string {
    const { amount, unit } = policy.within;
    const extended = number > amount ? ', in the extension' : '';
    return `${unitNames[unit]} ${number} of ${amountOf(policy, facts.extension)}${extended}${unpublished(day)}`;
  }

  function timeCounted(day: DayNumber, minutes: number, minutesNow: number): string {
    const whole = countInWords(amountOf(policy, facts.extension), unitNames[policy.within.unit]);
    const less = pauseOn(day, facts) ? ', less the time the clock stood still' : '';
    return `${durationInWords(minutes)}${less}: ${durationInWords(minutesNow)} of ${whole}${unpublished(day)}`;
  }

  function unpublished(day: DayNumber): string {
    const unknown = policy.within.unit.startsWith('working-') ? calendar.unpublishedOn(day) : undefined;
    return unknown ? ` (${unknown})` : '';
  }
}

const unitNames: Record<Unit, string> = {
  'working-days': 'working day',
  'calendar-days': 'day',
  'working-hours': 'working hour',
  hours: 'hour',
};

function whyStart({ from, within }: TargetPolicy): string {
  const started = from === 'raised' ? 'your query arrived' : 'your query was acknowledged';
  return isInHours(within.unit) ? `${started} after closing time` : `the day ${started}`;
}

function whyClosed(day: DayNumber, { openingHours }: StandardDefinition, calendar: Calendar): string {
  const weekday = weekdayOf(day);
  if (openingWeek(openingHours)[weekday]) return calendar.holidayOn(day) ?? 'closed';
  const weekend = weekday === 0 || weekday === 6;
  return weekend ? weekdayInWords(day) : `${weekdayInWords(day)}, when we are closed`;
}

function whyPaused(pause: MergedPause | undefined): string {
  if (!pause) return 'paused';
  return `paused: the clock stopped on ${dateInWords(londonDay(pause.from))} and started again on ${dateInWords(londonDay(pause.to))}`;
}

/** The first pause that touches a day. */
function pauseOn(day: DayNumber, { pauses }: TargetFacts): MergedPause | undefined {
  return mergedPauses(pauses).find(({ from, to }) => londonDay(from) <= day && day <= londonDay(to));
}

function conclusion({ from, within, ends }: TargetPolicy, result: DueAt): string {
  if (result.state === 'not-started') {
    return `not due yet: the clock starts when your query is ${from === 'raised' ? 'raised' : 'acknowledged'}`;
  }
  if (result.state === 'paused') {
    const { remaining } = result;
    const left =
      'days' in remaining
        ? countInWords(remaining.days, unitNames[within.unit])
        : durationInWords(Math.round(remaining.milliseconds / MINUTE));
    return `paused since ${dateInWords(londonDay(result.since))}, with ${left} left when the clock starts again`;
  }
  const day = londonDay(result.due);
  const date = `${weekdayInWords(day)} ${dateInWords(day)}`;
  const atATime = isInHours(within.unit) || ends === 'close-of-business';
  return atATime ? `due by ${timeInWords(result.due)} on ${date}` : `due by the end of ${date}`;
}
