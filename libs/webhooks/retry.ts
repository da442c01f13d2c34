const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

/** Nominal wait after the first failed attempt at an event, in milliseconds; it doubles with each further one. */
const FIRST = 5 * SECOND;
/** The events behind wait too, so a receiver that is well again is not left alone for longer than this. */
const LONGEST = HOUR;
/** How long an event is tried, from its first attempt on. */
export const TRIED_FOR = 24 * HOUR;

/** An attempt that failed. */
export interface Failed {
  /** Attempts at the event so far, from 1. */
  attempts: number;
  /** UTC milliseconds of the first of them. */
  since: number;
  now: number;
  /** What the receiver asked for (`Retry-After`), in milliseconds. */
  retryAfter: number | undefined;
  /** From 0 up to 1, drawn anew each time. */
  random: number;
}

/**
 * When to try again, in UTC milliseconds; undefined when the event has been tried for 24 hours. The wait lies between
 * half and all of the nominal one, so that the receivers of one failed machine do not all come back in the same moment.
 * The last attempt is made when the 24 hours are over, not before.
 */
export function retryAt({ attempts, since, now, retryAfter = 0, random }: Failed): number | undefined {
  const end = since + TRIED_FOR;
  if (now >= end) return undefined;
  const nominal = Math.min(FIRST * 2 ** (attempts - 1), LONGEST);
  const wait = Math.max(nominal * (0.5 + random / 2), Math.min(retryAfter, LONGEST));
  return Math.min(Math.ceil(now + wait), end);
}
