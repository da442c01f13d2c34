import { Catalogue } from '@guildhall/domain/catalogue/catalogue';
import { defaultCatalogue } from '@guildhall/domain/catalogue/default-catalogue';
import { type CaseClock, targetsOf, unwoundClock } from '@guildhall/domain/case/case-clock';
import { type BenchResult, median } from './bench-result';

const CASES = 50_000;
const ROUNDS = 9;
const DAY = 86_400_000;
const MINUTE = 60_000;
/** Of the ceiling's table: from 2012 to 2029. */
const FIRST_DAY = Date.UTC(2012, 0, 1) / DAY;
const LAST_DAY = Date.UTC(2029, 11, 31) / DAY;

/**
 * Simple targets (a fault to acknowledge within 1 working day and to mend within 5; nothing paused, nothing reached)
 * worked out one after another on one core. The ceiling knows every working day beforehand, in a table made for this
 * one standard, and does no more than look two of them up and turn them into an instant. The rounds take turns.
 */
export function targetsBench(): Promise<BenchResult> {
  const catalogue = published();
  const clocks = Array.from({ length: CASES }, (_, index) => clockOf(index));
  const table = workingDays(catalogue);
  const [ours, ceiling]: number[][] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    ours?.push(perSecond(() => sum(clocks.map((clock) => oursOf(clock, catalogue)))));
    ceiling?.push(perSecond(() => sum(clocks.map((clock) => lookedUp(clock, table)))));
  }
  const [one, other] = [median(ours ?? []), median(ceiling ?? [])];
  return Promise.resolve({
    what: 'work out a simple target, one core, against looking its day up in a table of working days',
    ours: Math.round(one),
    ceiling: Math.round(other),
    unit: 'targets/s',
    ratio: one / other,
  });
}

function published(): Catalogue {
  const catalogue = new Catalogue();
  const { calendars, standards } = defaultCatalogue();
  for (const definition of calendars)
    catalogue.apply({ type: 'CalendarPublished', data: { version: 1, definition } });
  for (const definition of standards)
    catalogue.apply({ type: 'StandardPublished', data: { version: 1, definition } });
  return catalogue;
}

/** Raised at any minute of ten years. */
function clockOf(index: number): CaseClock {
  const startedAt = Date.UTC(2016, 0, 1) + ((index * 7_919) % (10 * 365 * 24 * 60)) * MINUTE;
  return { ...unwoundClock, startedAt, standard: { code: 'service-request-5-days', version: 1 } };
}

const oursOf = (clock: CaseClock, catalogue: Catalogue): number =>
  sum(targetsOf(clock, catalogue).map(({ due = 0 }) => due));

interface WorkingDays {
  /** The number of each day among the working days: of the next one, where it is none. */
  place: Int32Array;
  days: Int32Array;
}

function workingDays(catalogue: Catalogue): WorkingDays {
  const calendar = catalogue.calendar('england-and-wales');
  const place = new Int32Array(LAST_DAY - FIRST_DAY + 1);
  const days: number[] = [];
  for (let day = FIRST_DAY; day <= LAST_DAY; day++) {
    place[day - FIRST_DAY] = days.length;
    const weekday = new Date(day * DAY).getUTCDay();
    if (weekday > 0 && weekday < 6 && calendar.holidayOn(day) === undefined) days.push(day);
  }
  return { place, days: Int32Array.from(days) };
}

/** In winter time all year round: the ceiling is not asked what the clock in London shows. */
function lookedUp({ startedAt }: CaseClock, { place, days }: WorkingDays): number {
  const next = place[Math.floor(startedAt / DAY) + 1 - FIRST_DAY] ?? 0;
  return ((days[next] ?? 0) + 1) * DAY - 1 + ((days[next + 4] ?? 0) + 1) * DAY - 1;
}

/** Two targets a case. */
function perSecond(work: () => number): number {
  const started = performance.now();
  if (!(work() > 0)) throw new Error('nothing was worked out');
  return (2 * CASES * 1_000) / (performance.now() - started);
}

function sum(numbers: readonly number[]): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
