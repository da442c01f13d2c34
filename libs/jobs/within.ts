import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until this has ended, however it ends, but no longer than so many milliseconds. */
export async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const patience = new AbortController();
  const late = sleep(ms, undefined, { signal: patience.signal });
  await Promise.race([work, late]).catch(() => undefined);
  patience.abort();
  await late.catch(() => undefined);
}
