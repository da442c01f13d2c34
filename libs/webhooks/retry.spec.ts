import { assert, double, integer, property, record } from 'fast-check';
import { retryAt, TRIED_FOR } from './retry';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const random = double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** The moments of all attempts at an event that never succeeds, each taking some time. */
function attemptsUntilGivenUp(draw: () => number, taking = 0): number[] {
  const moments: number[] = [];
  let at: number | undefined = 0;
  while (at !== undefined) {
    moments.push(at);
    const now: number = at + taking;
    at = retryAt({ attempts: moments.length, since: 0, now, retryAfter: undefined, random: draw() });
  }
  return moments;
}

describe('trying again', () => {
  it('begins after some seconds, waits twice as long each time, and an hour at most', () => {
    const moments = attemptsUntilGivenUp(() => 0.999999999);
    const waits = moments.slice(1).map((at, index) => Math.round((at - (moments[index] ?? 0)) / SECOND));
    expect(waits.slice(0, 12)).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]);
    expect(moments).toHaveLength(34);
  });

  it('waits at least half and at most all of that, whatever is drawn', () => {
    assert(
      property(record({ attempts: integer({ min: 1, max: 500 }), random }), ({ attempts, random: drawn }) => {
        const nominal = Math.min(5 * SECOND * 2 ** (attempts - 1), HOUR);
        const wait = retryAt({ attempts, since: 0, now: 0, retryAfter: undefined, random: drawn }) ?? NaN;
        expect(wait).toBeGreaterThanOrEqual(nominal / 2);
        expect(wait).toBeLessThanOrEqual(nominal);
      }),
    );
  });

  it('makes its last attempt when 24 hours are over, and never one after that', () => {
    assert(
      property(integer({ min: 1, max: 2 ** 31 }), integer({ min: 0, max: 20 * SECOND }), (seed, taking) => {
        let state = seed;
        const draw = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
        const moments = attemptsUntilGivenUp(draw, taking);
        const last = moments.at(-1) ?? NaN;
        expect(last + taking).toBeGreaterThanOrEqual(TRIED_FOR);
        expect(last).toBeLessThanOrEqual(TRIED_FOR);
        expect(moments.length).toBeLessThan(70);
        expect(moments).toEqual(moments.toSorted((a, b) => a - b));
      }),
    );
  });

  it('leaves a receiver alone for as long as it asks, but for no longer than an hour', () => {
    const asked = (retryAfter: number) => retryAt({ attempts: 1, since: 0, now: 0, retryAfter, random: 0 });
    expect(asked(120 * SECOND)).toBe(120 * SECOND);
    expect(asked(1)).toBe(2.5 * SECOND);
    expect(asked(48 * HOUR)).toBe(HOUR);
  });
});
