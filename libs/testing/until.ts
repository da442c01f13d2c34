import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';

/** All in milliseconds. */
export interface Patience {
  /** How long it may take to come to it: less than the test may take, so that what was seen last is told. */
  within?: number;
  /** How long to rest between two looks. */
  every?: number;
}

/**
 * Looks again and again until it is so, and answers what it then saw.
 * @param isSo whether that is what was waited for; whatever is true, unless said otherwise
 * @throws when it has not come to that in time, with what was seen last; and whatever a look throws
 */
export async function until<Seen>(
  look: () => Seen | Promise<Seen>,
  isSo: (seen: Seen) => boolean = Boolean,
  { within = 25_000, every = 10 }: Patience = {},
): Promise<Seen> {
  const deadline = performance.now() + within;
  for (;;) {
    const seen = await look();
    if (isSo(seen)) return seen;
    if (performance.now() > deadline) {
      throw new Error(`In ${within} ms it did not come to that. What was seen last: ${inspect(seen)}`);
    }
    await sleep(every);
  }
}
