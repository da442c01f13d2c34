import fc from 'fast-check';
import { type Calendar, calendarFrom } from './calendar';
import { dateOf, dayNumber } from './day-number';
import { explainTarget } from './explain-target';
import { fromLondon, fromLondonDay, londonDay } from './london-time';
import { type OpeningHours, openingOn, openingWeek } from './opening-hours';
import { pausesOf, restartsOf } from './pause-effect';
import { isPausedAt, mergedPauses, type Pause } from './pauses';
import { isInHours, type StandardDefinition, standardSchema, type TargetPolicy } from './standard';
import { dueAt, type TargetFacts } from './target';
import { workingTimeBetween } from './working-time';

/* What holds of every target, whatever the standard, the calendar and the case: half a year of any of them. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const firstDay = dayNumber('2026-02-01');

/** From February to the end of November 2026, both clock changes among them, some on the hour or the change itself. */
const instants = fc.oneof(
  fc.integer({ min: 0, max: 300 * 24 * 60 }).map((minutes) => fromLondonDay(firstDay, minutes * MINUTE)),
  fc.integer({ min: fromLondon('2026-02-01'), max: fromLondon('2026-11-30') }),
  fc
    .tuple(fc.constantFrom('2026-03-29', '2026-10-25'), fc.nat(23))
    .map(([date, hour]) => fromLondon(date, hour * 60)),
);

/** What a policy may have start the count again, what it may run through, and what it knows nothing of. */
const reasons = fc.constantFrom('clarification', 'colleague-asked', 'weather', undefined);

const pauses: fc.Arbitrary<Pause> = fc
  .tuple(instants, fc.option(fc.nat(20 * 24 * 60), { nil: undefined, freq: 8 }), reasons)
  .map(([from, minutes, reason]) =>
    minutes === undefined ? { from, reason } : { from, to: from + minutes * MINUTE, reason },
  );
const closedPauses = pauses.filter(({ to }) => to !== undefined);

const days = fc.nat(330).map((n) => dateOf(firstDay + n));

const hours = fc
  .tuple(fc.nat(96), fc.nat(96))
  .filter(([a, b]) => a !== b)
  .map(([a, b]): [string, string] => [clock(Math.min(a, b)), clock(Math.max(a, b))]);

function clock(quarters: number): string {
  const twoDigits = (n: number): string => String(n).padStart(2, '0');
  return `${twoDigits(Math.floor(quarters / 4))}:${twoDigits((quarters % 4) * 15)}`;
}

const openingHours: fc.Arbitrary<OpeningHours> = fc.record(
  { mon: hours, tue: hours, wed: hours, thu: hours, fri: hours, sat: hours, sun: hours },
  { requiredKeys: ['wed'] },
);

const targetPolicies = fc.oneof(
  fc.record({
    within: fc.record({ amount: fc.integer({ min: 1, max: 25 }), unit: fc.constant('working-days') }),
    ends: fc.constantFrom('end-of-day', 'close-of-business'),
    pauseExcludes: fc.constantFrom('later-days', 'every-day'),
  }),
  fc.record({
    within: fc.record({ amount: fc.integer({ min: 1, max: 40 }), unit: fc.constant('calendar-days') }),
    pauseExcludes: fc.constantFrom('later-days', 'every-day'),
    rollsForward: fc.boolean(),
  }),
  fc.record({
    within: fc.record({ amount: fc.integer({ min: 1, max: 3 }), unit: fc.constant('months') }),
    pauseExcludes: fc.constantFrom('later-days', 'every-day'),
    rollsForward: fc.boolean(),
  }),
  fc.record({
    within: fc.record({
      amount: fc.integer({ min: 1, max: 90 }),
      unit: fc.constantFrom('working-hours', 'hours'),
    }),
  }),
);

const pauseEffects = fc.record(
  {
    startsAgainAfter: fc.constant(['clarification']),
    runsThrough: fc.constant(['colleague-asked']),
  },
  { requiredKeys: [] },
);

interface Situation {
  standard: StandardDefinition;
  policy: TargetPolicy;
  holidays: string[];
  startedAt: number;
  pauses: Pause[];
}

const situations: fc.Arbitrary<Situation> = fc
  .record({
    openingHours,
    policy: targetPolicies,
    effects: pauseEffects,
    holidays: fc.uniqueArray(days, { maxLength: 20 }),
    startedAt: instants,
    pauses: fc.array(pauses, { maxLength: 4 }),
  })
  .map(({ openingHours, policy, effects, ...rest }) => {
    const standard = standardSchema.parse({
      code: 'any',
      name: 'Any',
      calendar: 'scotland',
      openingHours,
      targets: [{ target: 'respond', ...policy, ...effects }],
    });
    return { ...rest, standard, policy: standard.targets[0] as TargetPolicy };
  });

function calendarWith(holidays: string[]): Calendar {
  const listed = [...new Set(holidays)].map((date) => ({ date, title: 'Holiday' }));
  return calendarFrom([{ division: 'scotland', holidays: listed }], 'scotland');
}

function factsOf({ startedAt, pauses }: Situation): TargetFacts {
  return { startedAt, pauses };
}

/** When it is due; never, while the clock stands still. */
function due(situation: Situation): number {
  const { policy, standard, holidays } = situation;
  const result = dueAt(policy, standard, calendarWith(holidays), factsOf(situation));
  return result.state === 'due' ? result.due : Infinity;
}

/**
 * Whether months are counted again when a pause ends. Of them it does not hold that later is later: months from the 31st
 * may end on the 30th, where months from the 29th and the days of another pause reach the 1st.
 */
function countsMonthsAgain({ policy }: Situation, pause: Pause): boolean {
  return policy.within.unit === 'months' && restartsOf(policy, [pause]).length > 0;
}

function longer(situation: Situation, by: number): Situation {
  const { policy } = situation;
  const within = { ...policy.within, amount: policy.within.amount + by };
  return { ...situation, policy: { ...policy, within } };
}

function law(name: string, property: fc.IRawProperty<unknown, false>): void {
  it(name, () => fc.assert(property, { numRuns: 500 }));
}

describe('every target', () => {
  law(
    'is due after its clock started',
    fc.property(situations, (situation) => {
      expect(due(situation)).toBeGreaterThan(situation.startedAt);
    }),
  );

  law(
    'is never due earlier for a holiday more',
    fc.property(situations, days, (situation, date) => {
      const more = { ...situation, holidays: [...situation.holidays, date] };
      expect(due(more)).toBeGreaterThanOrEqual(due(situation));
    }),
  );

  law(
    'is never due earlier for a pause more',
    fc.property(situations, pauses, (situation, pause) => {
      fc.pre(!countsMonthsAgain(situation, pause));
      const more = { ...situation, pauses: [...situation.pauses, pause] };
      expect(due(more)).toBeGreaterThanOrEqual(due(situation));
    }),
  );

  law(
    'is never due earlier for a longer pause',
    fc.property(situations, closedPauses, fc.nat(5 * 24 * 60), (situation, pause, minutes) => {
      fc.pre(!countsMonthsAgain(situation, pause));
      const shorter = { ...situation, pauses: [...situation.pauses, pause] };
      const longer = { ...pause, to: (pause.to ?? 0) + minutes * MINUTE };
      expect(due({ ...situation, pauses: [...situation.pauses, longer] })).toBeGreaterThanOrEqual(
        due(shorter),
      );
    }),
  );

  law(
    'is never due earlier for a later start',
    fc.property(situations, fc.nat(5 * 24 * HOUR), (situation, later) => {
      const startedAt = situation.startedAt + later;
      // A query cannot be paused before it arrives. Of months it matters: 30 and 31 January are due on the same day.
      const pauses = situation.pauses.filter(({ from }) => from > startedAt);
      const before = due({ ...situation, pauses });
      expect(due({ ...situation, pauses, startedAt })).toBeGreaterThanOrEqual(before);
    }),
  );

  law(
    'is due no earlier for a greater amount',
    fc.property(situations, fc.integer({ min: 1, max: 5 }), (situation, by) => {
      const before = due(situation);
      if (before < Infinity) expect(due(longer(situation, by))).toBeGreaterThanOrEqual(before);
      else expect(due(longer(situation, by))).toBe(Infinity);
    }),
  );

  law(
    'is due when the same amount is given as an extension',
    fc.property(situations, fc.integer({ min: 1, max: 5 }), (situation, by) => {
      const { policy, standard, holidays } = situation;
      const extended = dueAt({ ...policy, extension: { atMost: by } }, standard, calendarWith(holidays), {
        ...factsOf(situation),
        extension: by,
      });
      expect(extended.state === 'due' ? extended.due : Infinity).toBe(due(longer(situation, by)));
    }),
  );

  law(
    'does not fall due while its clock stands still',
    fc.property(situations, (situation) => {
      const at = due(situation);
      // A target in hours may be up at the very instant at which a pause begins.
      const running = isInHours(situation.policy.within.unit) ? at - 1 : at;
      const pauses = mergedPauses(pausesOf(situation.policy, situation.pauses));
      if (at < Infinity) expect(isPausedAt(pauses, running)).toBe(false);
    }),
  );

  law(
    'does not care in which order its pauses are told, or how often',
    fc.property(situations, (situation) => {
      const again = { ...situation, pauses: [...situation.pauses.toReversed(), ...situation.pauses] };
      expect(due(again)).toBe(due(situation));
    }),
  );
});

describe('a pause after which the count starts again', () => {
  const reason = 'clarification';

  law(
    'makes the target due as if the query had arrived when it ended',
    fc.property(situations, closedPauses, (situation, { from, to = from }) => {
      const policy = { ...situation.policy, startsAgainAfter: [reason] };
      const others = situation.pauses.filter((pause) => pause.reason !== reason);
      const before = { ...situation, policy, pauses: others };
      fc.pre(situation.startedAt < to && from <= due(before));
      const pauses = [...others, { from, to, reason }];
      expect(due({ ...before, pauses })).toBe(due({ ...before, startedAt: to }));
    }),
  );

  law(
    'does nothing to a target that had fallen due before it',
    fc.property(situations, fc.nat(5 * 24 * 60), (situation, minutes) => {
      const policy = { ...situation.policy, startsAgainAfter: [reason] };
      const missed = due({ ...situation, policy });
      fc.pre(missed < Infinity);
      const from = fromLondonDay(londonDay(missed) + 1, minutes * MINUTE);
      const pauses = [...situation.pauses, { from, reason }];
      expect(due({ ...situation, policy, pauses })).toBe(missed);
    }),
  );
});

describe('a pause that the count runs through', () => {
  law(
    'changes nothing',
    fc.property(situations, pauses, (situation, pause) => {
      const policy = { ...situation.policy, runsThrough: ['colleague-asked'] };
      const more = [...situation.pauses, { ...pause, reason: 'colleague-asked' }];
      expect(due({ ...situation, policy, pauses: more })).toBe(due({ ...situation, policy }));
    }),
  );
});

describe('every target in months', () => {
  law(
    'is due on the corresponding date, or on the last day of a shorter month',
    fc.property(situations, (situation) => {
      const { within } = situation.policy;
      fc.pre(within.unit === 'months');
      const at = due({ ...situation, pauses: [], policy: { ...situation.policy, rollsForward: false } });
      const received = new Date(`${dateOf(londonDay(situation.startedAt))}T00:00:00Z`);
      const answered = new Date(`${dateOf(londonDay(at))}T00:00:00Z`);
      const tomorrow = new Date(answered.getTime() + 24 * HOUR);
      expect((answered.getUTCMonth() - received.getUTCMonth() + 12) % 12).toBe(within.amount);
      if (tomorrow.getUTCDate() === 1)
        expect(answered.getUTCDate()).toBeLessThanOrEqual(received.getUTCDate());
      else expect(answered.getUTCDate()).toBe(received.getUTCDate());
    }),
  );
});

describe('every target in working days, or that rolls forward', () => {
  law(
    'ends on a working day',
    fc.property(situations, (situation) => {
      const { standard, policy, holidays } = situation;
      const at = due(situation);
      if (at === Infinity || !(policy.within.unit === 'working-days' || policy.rollsForward)) return;
      const day = londonDay(policy.ends === 'close-of-business' ? at - 1 : at);
      expect(openingOn(openingWeek(standard.openingHours), calendarWith(holidays), day)).toBeDefined();
    }),
  );
});

describe('every target in hours', () => {
  law(
    'is due when exactly its time has been worked',
    fc.property(situations, (situation) => {
      const { standard, policy, holidays, startedAt } = situation;
      const at = due(situation);
      const pauses = pausesOf(policy, situation.pauses);
      if (at === Infinity || policy.within.unit !== 'working-hours') return;
      if (restartsOf(policy, pauses).length > 0) return;
      expect(workingTimeBetween(startedAt, at, standard.openingHours, calendarWith(holidays), pauses)).toBe(
        policy.within.amount * HOUR,
      );
    }),
  );
});

describe('every explanation', () => {
  law(
    'ends on the day that is due, with the whole amount counted, and skips no day',
    fc.property(situations, (situation) => {
      const { policy, standard, holidays } = situation;
      const { result, days } = explainTarget(policy, standard, calendarWith(holidays), factsOf(situation));
      expect(days.map(({ date }) => date)).toEqual(
        days.map((_, n) => dateOf(londonDay(situation.startedAt) + n)),
      );
      if (result.state !== 'due') return;
      const { amount, unit } = policy.within;
      const last = days.at(-1);
      expect(last?.counted).toBe(true);
      // A day's last hour may end with it, at what the clock calls the next day.
      const closesWithTheDay = isInHours(unit) || policy.ends === 'close-of-business';
      expect(last?.date).toBe(dateOf(londonDay(closesWithTheDay ? result.due - 1 : result.due)));
      if (isInHours(unit)) {
        expect(days.reduce((sum, { minutes = 0 }) => sum + minutes, 0)).toBe(amount * 60);
      } else {
        const numbers = days.flatMap(({ number = [] }) => number);
        const daysToCount = unit === 'months' ? numbers.length : amount;
        expect(numbers).toEqual(Array.from({ length: daysToCount }, (_, n) => n + 1));
      }
    }),
  );

  law(
    'leaves as much to count at an open pause as it has not yet counted',
    fc.property(situations, pauses, (situation, pause) => {
      const { policy, standard, holidays, startedAt } = situation;
      const facts = { startedAt, pauses: [...situation.pauses, { from: pause.from }] };
      const { result, days } = explainTarget(policy, standard, calendarWith(holidays), facts);
      if (result.state !== 'paused' || !('days' in result.remaining)) return;
      if (policy.within.unit === 'months') return;
      expect(days.filter(({ counted }) => counted).length + result.remaining.days).toBe(policy.within.amount);
    }),
  );
});

describe('working time', () => {
  const intervals = fc.tuple(instants, instants, instants).map((three) => three.sort((a, b) => a - b));

  law(
    'adds up: up to a moment and from it on is the whole',
    fc.property(situations, intervals, (situation, [from, middle, to]) => {
      const { standard, holidays, pauses } = situation;
      const between = (a: number, b: number): number =>
        workingTimeBetween(a, b, standard.openingHours, calendarWith(holidays), pauses);
      expect(between(from, middle) + between(middle, to)).toBe(between(from, to));
    }),
  );

  law(
    'of a long interval is that of its days, one by one',
    fc.property(situations, intervals, (situation, [from, , to]) => {
      const { standard, holidays } = situation;
      const calendar = calendarWith(holidays);
      const between = (a: number, b: number): number =>
        workingTimeBetween(a, b, standard.openingHours, calendar);
      let sum = 0;
      for (let day = londonDay(from); day <= londonDay(to); day++) {
        sum += between(Math.max(from, fromLondonDay(day)), Math.min(to, fromLondonDay(day + 1)));
      }
      expect(between(from, to)).toBe(sum);
    }),
  );
});
