import { type Calendar } from './calendar';
import { type Verdict } from './count';
import { dateOf, type DayNumber, weekdayOf } from './day-number';
import { londonDay } from './london-time';
import { endOfMonthsInWords } from './month-in-words';
import { monthsLater } from './months';
import { openingWeek } from './opening-hours';
import { pausesOf, restartsOf } from './pause-effect';
import { awaitedFor, pausedInWords, setAsideInWords, startsAgainInWords } from './pause-in-words';
import { type MergedPause, mergedPauses, type Pause } from './pauses';
import { isInHours, type StandardDefinition, type TargetPolicy, type Unit } from './standard';
import { amountOf, type DueAt, dueAt, type TargetFacts } from './target';
import { countInWords, dateInWords, durationInWords, timeInWords, weekdayInWords } from './time-in-words';

const MINUTE = 60_000;

/** What was made of one day, in words that a member of the public can follow. */
export interface ExplainedDay {
  /** 'YYYY-MM-DD'. */
  readonly date: string;
  readonly counted: boolean;
  /** The counted day's place in the count, from 1, for a target in days or months. */
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
  const words = isInHours(policy.within.unit)
    ? new WordsForHours(policy, standard, calendar, facts)
    : new WordsForDays(policy, standard, calendar, facts);
  const days: ExplainedDay[] = [];
  const result = dueAt(policy, standard, calendar, facts, (day, verdict, counted) => {
    days.push({
      date: dateOf(day),
      counted: verdict === 'counted',
      ...words.explain(day, verdict, counted),
    });
  });
  return { result, days, conclusion: conclusion(policy, facts, result) };
}

const unitNames: Record<Unit, string> = {
  'working-days': 'working day',
  'calendar-days': 'day',
  months: 'month',
  'working-hours': 'working hour',
  hours: 'hour',
};

/** What is said of a day whether days are counted or hours. */
abstract class Words {
  protected readonly pauses: readonly MergedPause[];
  private readonly restarts: readonly Pause[];

  constructor(
    protected readonly policy: TargetPolicy,
    private readonly standard: StandardDefinition,
    private readonly calendar: Calendar,
    protected readonly facts: TargetFacts,
  ) {
    this.pauses = mergedPauses(pausesOf(policy, facts.pauses));
    this.restarts = restartsOf(policy, facts.pauses);
  }

  protected why(day: DayNumber, verdict: Exclude<Verdict, 'counted' | 'rolled'>): string {
    switch (verdict) {
      case 'set-aside':
        return setAsideInWords(this.restarts.find((restart) => dayItEnds(restart) > day) ?? { from: 0 });
      case 'start-again':
        return startsAgainInWords(
          this.restarts.findLast((restart) => dayItEnds(restart) === day) ?? { from: 0 },
        );
      case 'start':
        return whyStart(this.policy, this.facts);
      case 'closed':
        return this.whyClosed(day);
      case 'paused':
        return pausedInWords(this.pauseOn(day) ?? { from: 0 });
      case 'paused-at-the-end':
        return 'paused: the clock stood still when the last day ended, so the day is given back';
    }
  }

  protected whyClosed(day: DayNumber): string {
    const weekday = weekdayOf(day);
    if (openingWeek(this.standard.openingHours)[weekday]) return this.calendar.holidayOn(day) ?? 'closed';
    const isWeekend = weekday === 0 || weekday === 6;
    return isWeekend ? weekdayInWords(day) : `${weekdayInWords(day)}, when we are closed`;
  }

  /** That nobody can know yet whether the day is a holiday. */
  protected unpublished(day: DayNumber): string {
    const unknown = this.calendar.unpublishedOn(day);
    return unknown ? ` (${unknown})` : '';
  }

  /** The first pause that touches a day. */
  protected pauseOn(day: DayNumber): MergedPause | undefined {
    return this.pauses.find(({ from, to }) => londonDay(from) <= day && day <= londonDay(to));
  }
}

class WordsForHours extends Words {
  private minutesBefore = 0;

  explain(day: DayNumber, verdict: Verdict, counted: number): Pick<ExplainedDay, 'minutes' | 'why'> {
    const minutesNow = Math.round(counted / MINUTE);
    const minutes = minutesNow - this.minutesBefore;
    this.minutesBefore = minutesNow;
    const isCounted = verdict === 'counted' || verdict === 'rolled';
    return { minutes, why: isCounted ? this.counted(day, minutes, minutesNow) : this.why(day, verdict) };
  }

  private counted(day: DayNumber, minutes: number, minutesNow: number): string {
    const { unit } = this.policy.within;
    const whole = countInWords(amountOf(this.policy, this.facts.extension), unitNames[unit]);
    const less = this.pauseOn(day) ? ', less the time the clock stood still' : '';
    const unknown = unit === 'working-hours' ? this.unpublished(day) : '';
    return `${durationInWords(minutes)}${less}: ${durationInWords(minutesNow)} of ${whole}${unknown}`;
  }
}

class WordsForDays extends Words {
  private firstDay: DayNumber = 0;
  private hasRolled = false;

  explain(day: DayNumber, verdict: Verdict, counted: number): Pick<ExplainedDay, 'number' | 'why'> {
    if (verdict === 'counted') return { number: counted, why: this.counted(day, counted) };
    if (verdict === 'rolled') return { why: this.rolled(day) };
    if (verdict === 'start' || verdict === 'start-again') this.firstDay = day;
    return { why: this.why(day, verdict) };
  }

  private counted(day: DayNumber, number: number): string {
    const { unit, amount } = this.policy.within;
    const { firstDay } = this;
    const inMonths = unit === 'months';
    const whole = amountOf(this.policy, this.facts.extension);
    const daysOf = (months: number): number => monthsLater(firstDay, months) - firstDay;
    const last = inMonths ? daysOf(whole) : whole;
    const extended = number > (inMonths ? daysOf(amount) : amount) ? ', in the extension' : '';
    const isTheEnd = number === last && (inMonths || this.hasRolled);
    const end = isTheEnd ? `: ${this.hasRolled ? 'the next working day' : this.endOfMonths(day)}` : '';
    const unknown = unit === 'working-days' || isTheEnd ? this.unpublished(day) : '';
    return `${inMonths ? 'day' : unitNames[unit]} ${number} of ${last}${extended}${end}${unknown}`;
  }

  /** The first day on which the time would be up says so; those after it are only not yet working days. */
  private rolled(day: DayNumber): string {
    const closed = this.whyClosed(day);
    if (this.hasRolled) return closed;
    this.hasRolled = true;
    const why = this.policy.within.unit === 'months' ? ` (${this.endOfMonths(day)})` : '';
    return `${closed}: the time is up${why}, but not on a working day, so it runs on to the next`;
  }

  private endOfMonths(day: DayNumber): string {
    const months = amountOf(this.policy, this.facts.extension);
    return endOfMonthsInWords(this.firstDay, months, day - monthsLater(this.firstDay, months));
  }
}

const dayItEnds = ({ to }: Pause): DayNumber => (to === undefined ? Infinity : londonDay(to));

function whyStart({ from, within }: TargetPolicy, { startedUnacknowledged }: TargetFacts): string {
  const acknowledged = startedUnacknowledged
    ? 'the time to acknowledge your query was over'
    : 'your query was acknowledged';
  const started = from === 'raised' ? 'your query arrived' : acknowledged;
  return isInHours(within.unit) ? `${started} after closing time` : `the day ${started}`;
}

function conclusion(policy: TargetPolicy, { pauses }: TargetFacts, result: DueAt): string {
  const { from, within, ends } = policy;
  if (result.state === 'not-started') {
    return `not due yet: the clock starts when your query is ${from === 'raised' ? 'raised' : 'acknowledged'}`;
  }
  if (result.state === 'paused') {
    const { remaining } = result;
    const since = `paused since ${dateInWords(londonDay(result.since))}`;
    if ('whole' in remaining) {
      const restart = restartsOf(policy, pauses).at(-1);
      const whole = countInWords(remaining.whole, unitNames[within.unit]);
      return `${since}: ${whole} will be counted from the day we have ${awaitedFor(restart?.reason)}`;
    }
    const unit = within.unit === 'months' ? 'day' : unitNames[within.unit];
    const left =
      'days' in remaining
        ? countInWords(remaining.days, unit)
        : durationInWords(Math.round(remaining.milliseconds / MINUTE));
    return `${since}, with ${left} left when the clock starts again`;
  }
  const day = londonDay(result.due);
  const date = `${weekdayInWords(day)} ${dateInWords(day)}`;
  const atATime = isInHours(within.unit) || ends === 'close-of-business';
  return atATime ? `due by ${timeInWords(result.due)} on ${date}` : `due by the end of ${date}`;
}
