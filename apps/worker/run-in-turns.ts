import { setTimeout as sleep } from 'node:timers/promises';
import type { Lease } from '@guildhall/platform/postgres/lease';

/** Milliseconds before another try when the lease cannot be asked for. */
const PAUSE = 1_000;

/**
 * Runs while it is this program's turn, until the signal. Without a lease it is always: should two run at once, what
 * they ask of the log is done once all the same.
 */
export async function runInTurns(
  lease: Lease | undefined,
  run: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
  waiting: (fault: Error) => void,
): Promise<void> {
  if (!lease) return run(signal);
  while (!signal.aborted) {
    try {
      const turn = await lease.take(signal);
      if (!turn) return;
      await run(AbortSignal.any([signal, turn.lost])).finally(() => turn.end());
    } catch (fault) {
      waiting(fault as Error);
      await sleep(PAUSE, undefined, { signal }).catch(() => undefined);
    }
  }
}
