/** What tells the time and wakes. Tests and simulations have one that they move themselves. */
export interface Clock {
  /** UTC milliseconds. */
  now(): number;
  /** Calls back once it is this instant, or earlier: whoever is woken looks at the time. Answers how to call it off. */
  wakeAt(instant: number, wake: () => void): () => void;
}

/**
 * In milliseconds. A timer counts while the machine's clock may be put right or the machine may sleep, so nobody sleeps
 * longer than this without looking at the time.
 */
const LONGEST_SLEEP = 60_000;

/** The machine's. */
export const systemClock: Clock = {
  now: () => Date.now(),
  wakeAt(instant, wake) {
    const timer = setTimeout(wake, Math.min(Math.max(0, instant - Date.now()), LONGEST_SLEEP));
    return () => clearTimeout(timer);
  },
};
