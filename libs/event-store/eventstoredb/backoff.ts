import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds. */
const FIRST = 100;
const LONGEST = 3_000;

/** Waits longer each time, by chance: so that the many who lost the same server do not come back in the same moment. */
export async function backOff(attempt: number, signal?: AbortSignal): Promise<void> {
  const longest = Math.min(LONGEST, FIRST * 2 ** attempt);
  await sleep(longest * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
}
