import { setTimeout as sleep } from 'node:timers/promises';
import { mayPass } from '../platform/database/database-fault';

/** Milliseconds between tries while the database cannot be written. */
const FIRST_WAIT = 50;
const LONGEST_WAIT = 5_000;

export interface Patience {
  /** Ends the waiting; without it nothing is waited for. */
  signal?: AbortSignal | undefined;
  /** It has to wait, and why. */
  waiting?: (fault: Error) => void;
}

/** Does work on a database once it can be done: one that is busy or full is waited for, longer each time. */
export async function patiently(work: () => Promise<void>, { signal, waiting }: Patience): Promise<void> {
  for (let wait = FIRST_WAIT; !signal?.aborted; wait = Math.min(2 * wait, LONGEST_WAIT)) {
    try {
      await work();
      return;
    } catch (fault) {
      if (!signal || !mayPass(fault)) throw fault;
      waiting?.(fault as Error);
      await sleep(wait, undefined, { signal }).catch(() => undefined);
    }
  }
}
