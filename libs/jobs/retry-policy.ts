/** How a job that fails is tried again. */
export interface RetryPolicy {
  /** How often it is tried before it is given up, the first time included. */
  readonly attempts: number;
  /** Milliseconds before the second attempt. It doubles from each attempt to the next. */
  readonly firstDelayMs: number;
  /** Where the doubling ends. */
  readonly longestDelayMs: number;
}

/**
 * How long to wait after so many failures, in milliseconds: between half of the delay and the whole of it, so that
 * what failed together does not come back together.
 *
 * @param random gives a number from 0 up to 1
 */
export function retryDelay(
  policy: RetryPolicy,
  failures: number,
  random: () => number = Math.random,
): number {
  const whole = Math.min(policy.firstDelayMs * 2 ** (failures - 1), policy.longestDelayMs);
  return Math.round(whole * (0.5 + random() / 2));
}
