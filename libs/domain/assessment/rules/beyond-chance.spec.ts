import { mayBeByChance } from './beyond-chance';

/** The end of a Wilson interval for a quantile from a table of the normal distribution. */
function wilsonHigh(counted: number, all: number, z: number): number {
  const share = counted / all;
  const spread = z * Math.sqrt((share * (1 - share)) / all + (z * z) / (4 * all * all));
  return (100 * (share + (z * z) / (2 * all) + spread)) / (1 + (z * z) / all);
}

describe('what may be by chance', () => {
  it.each([
    [2, 2.241403],
    [10, 2.807034],
    [50, 3.290527],
  ])('is more the more groups are compared: of %d, so many standard errors: %d', (groups, z) =>
    expect(mayBeByChance(300, 400, groups)).toBeCloseTo(wilsonHigh(300, 400, z), 4),
  );

  it('raises a false alarm over ten equal wards in no more than one of twenty worlds', () => {
    // Mulberry32, so that every run sees the same worlds.
    let seed = 20_260_601;
    const random = (): number => {
      seed = (seed + 0x6d2b79f5) | 0;
      let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
    const served = (): number => Array.from({ length: 200 }, random).filter((one) => one < 0.8).length;
    const worlds = Array.from({ length: 500 }, () => Array.from({ length: 10 }, served));
    const alarms = worlds.filter((wards) => wards.some((counted) => mayBeByChance(counted, 200, 10) < 80));
    expect(alarms.length).toBeLessThanOrEqual(25);
  });
});
