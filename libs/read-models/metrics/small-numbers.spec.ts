import fc from 'fast-check';
import type { Figure } from './metrics.query';
import { FEWEST_PUBLISHED, ROUNDED_TO, withoutSmallNumbers } from './small-numbers';

const suppressed = { value: null, suppressed: true };

/** One figure of a group of so many cases, as it is published. */
function published(measure: string, figure: Figure, cases = 100): Figure | undefined {
  return withoutSmallNumbers([{ figures: { cases: { value: cases }, [measure]: figure } }])[0]?.figures[
    measure
  ];
}
const share = (numerator: number, denominator: number): Figure => ({ value: 50, numerator, denominator });

describe('small numbers', () => {
  it.each([
    [0, 0],
    [1, null],
    [4, null],
    [5, 5],
    [7, 5],
    [8, 10],
    [1_233, 1_235],
  ])('of %j cases are published as %j', (count, value) =>
    expect(published('open', { value: count })?.value).toBe(value),
  );

  it('of a share are rounded, and the share is worked out from what was rounded', () => {
    expect(published('reopened', share(13, 41))).toEqual({ value: 37.5, numerator: 15, denominator: 40 });
    expect(published('hand-offs', share(61, 41))).toEqual({ value: 1.5, numerator: 60, denominator: 40 });
  });

  it('are not told by the ends of an interval, which is that of the rounded share', () =>
    expect(published('satisfied-overall', share(33, 41))).toEqual({
      value: 87.5,
      numerator: 35,
      denominator: 40,
      interval: { low: 73.89, high: 94.54 },
    }));

  it.each([
    ['its numerator', share(4, 50)],
    ['what is left of its denominator', share(46, 50)],
    ['its denominator', share(0, 4)],
  ])('hide a share where they are %s', (_, figure) =>
    expect(published('reopened', figure)).toEqual(suppressed),
  );

  it('are not none or all: nothing is nobody', () => {
    expect(published('reopened', share(0, 21))).toEqual({ value: 0, numerator: 0, denominator: 20 });
    expect(published('reopened', share(21, 21))).toEqual({ value: 100, numerator: 20, denominator: 20 });
    expect(published('reopened', { value: null, numerator: 0, denominator: 0 })).toEqual({
      value: null,
      numerator: 0,
      denominator: 0,
    });
  });

  it('hide a median that rests on them; another stays, with as many cases as are rounded', () => {
    const median = (denominator: number) => ({ value: 8, medianHours: 8, p90Hours: 16, denominator });
    expect(published('time-to-resolve', median(4))).toEqual(suppressed);
    expect(published('time-to-resolve', median(8))).toEqual(median(10));
  });

  it('of cases leave nothing of their group, which would tell them', () =>
    expect(published('reopened', share(0, 0), 3)).toEqual(suppressed));

  it('are the same whatever else is asked: a group is published alike alone and among others', () => {
    const groups = [3, 6, 20].map((cases) => ({ group: `${cases}`, figures: { cases: { value: cases } } }));
    expect(withoutSmallNumbers(groups)).toEqual(groups.flatMap((group) => withoutSmallNumbers([group])));
  });
});

/*
 * What somebody makes of published counts who subtracts them from one another: each part of a whole is at least what is
 * left of the least that the whole can be when all others are as many as they can be, and the other way round. Every
 * whole and its parts are looked at again and again, until nothing more comes out.
 */
describe('whoever subtracts published counts', () => {
  interface Bounds {
    low: number;
    high: number;
  }
  const asPublished = (count: number): Bounds => {
    const value = published('open', { value: count })?.value ?? null;
    if (value === null) return { low: 1, high: FEWEST_PUBLISHED - 1 };
    if (value === 0) return { low: 0, high: 0 };
    const spread = Math.floor(ROUNDED_TO / 2);
    return { low: Math.max(FEWEST_PUBLISHED, value - spread), high: value + spread };
  };
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

  /** Services by periods, with the total of each service, of each period, and of all. */
  function attacked(table: readonly (readonly number[])[]): { count: number; bounds: Bounds }[] {
    const cells = table.map((row) => row.map((count) => ({ count, bounds: asPublished(count) })));
    const columns = (table[0] ?? []).map((_, place) => cells.flatMap((row) => row[place] ?? []));
    const whole = (parts: readonly { count: number }[]) => {
      const count = sum(parts.map((part) => part.count));
      return { count, bounds: asPublished(count) };
    };
    const ofServices = cells.map((row) => ({ whole: whole(row), parts: row }));
    const ofPeriods = columns.map((column) => ({ whole: whole(column), parts: column }));
    const all = whole(cells.flat());
    const equations = [
      ...ofServices,
      ...ofPeriods,
      { whole: all, parts: ofServices.map((one) => one.whole) },
      { whole: all, parts: ofPeriods.map((one) => one.whole) },
    ];
    for (let isNew = true; isNew;) {
      isNew = false;
      const narrow = (bounds: Bounds, low: number, high: number) => {
        if (low <= bounds.low && high >= bounds.high) return;
        bounds.low = Math.max(bounds.low, low);
        bounds.high = Math.min(bounds.high, high);
        isNew = true;
      };
      for (const { whole: total, parts } of equations) {
        const low = sum(parts.map((part) => part.bounds.low));
        const high = sum(parts.map((part) => part.bounds.high));
        narrow(total.bounds, low, high);
        for (const { bounds } of parts) {
          narrow(bounds, total.bounds.low - (high - bounds.high), total.bounds.high - (low - bounds.low));
        }
      }
    }
    return [...cells.flat(), ...ofServices.map((one) => one.whole), ...ofPeriods.map((one) => one.whole)];
  }

  it.each([
    [
      'two services, a month and all their cases',
      [
        [3, 20],
        [40, 31],
      ],
    ],
    [
      'a service that is small in one month of many',
      [
        [2, 17, 26, 9],
        [51, 48, 44, 60],
      ],
    ],
    [
      'one that is small in each month and not in the year',
      [
        [3, 4, 2, 1],
        [51, 48, 44, 60],
      ],
    ],
    [
      'one that is small whenever it is looked at',
      [
        [1, 0, 2],
        [51, 48, 44],
      ],
    ],
  ])('learns no hidden count of %s', (_, table) => {
    const hidden = attacked(table).filter(({ count }) => count > 0 && count < FEWEST_PUBLISHED);
    expect(hidden.length).toBeGreaterThan(0);
    expect(hidden.filter(({ bounds: { low, high } }) => low === high)).toEqual([]);
  });

  it('learns one only where every other number lies at the end of what it may be: 7, 7 and 4 are 18', () => {
    expect(attacked([[7, 7, 4]]).find(({ count }) => count === 4)?.bounds).toEqual({ low: 4, high: 4 });
    expect(attacked([[7, 6, 4]]).find(({ count }) => count === 4)?.bounds).toEqual({ low: 1, high: 4 });
  });

  it('learns one hidden count of a hundred at most, of however many tables', () => {
    const size = fc.integer({ min: 2, max: 8 });
    const tables = fc.tuple(size, size, fc.constantFrom(12, 60, 200)).chain(([services, periods, most]) =>
      fc.array(fc.array(fc.nat(most), { minLength: periods, maxLength: periods }), {
        minLength: services,
        maxLength: services,
      }),
    );
    const hidden = fc
      .sample(tables, { numRuns: 2_000, seed: 1 })
      .flatMap(attacked)
      .filter(({ count }) => count > 0 && count < FEWEST_PUBLISHED);
    const learnt = hidden.filter(({ bounds: { low, high } }) => low === high);
    expect(hidden.length).toBeGreaterThan(1_000);
    expect(learnt.length / hidden.length).toBeLessThan(0.01);
  });
});
