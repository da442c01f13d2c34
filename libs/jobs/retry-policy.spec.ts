import fc from 'fast-check';
import { retryDelay } from './retry-policy';

const policy = { attempts: 10, firstDelayMs: 1_000, longestDelayMs: 60_000 };

describe('The wait before another attempt', () => {
  it('doubles from one to the next, up to the longest', () => {
    const whole = [1, 2, 3, 6, 7, 100].map((failures) => retryDelay(policy, failures, () => 1));
    expect(whole).toEqual([1_000, 2_000, 4_000, 32_000, 60_000, 60_000]);
  });

  it('is spread over its second half, so that what failed together does not come back together', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (failures, random) => {
          const whole = retryDelay(policy, failures, () => 1);
          const delay = retryDelay(policy, failures, () => random);
          expect(delay).toBeGreaterThanOrEqual(whole / 2);
          expect(delay).toBeLessThanOrEqual(whole);
        },
      ),
    );
  });
});
