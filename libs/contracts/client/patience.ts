import { setTimeout as sleep } from 'node:timers/promises';
import { InvalidDepartmentEvent } from '../department-event';
import { FeedProblem } from './feed-api';

/** Milliseconds between tries while Guildhall cannot be reached. */
const FIRST_WAIT = 100;
const LONGEST_WAIT = 10_000;

/** Waits longer each time that nothing has gone well in between, with some chance in it, so that a crowd spreads out. */
export class Patience {
  private wait = FIRST_WAIT;

  /**
   * @throws the fault itself when no wait would mend it
   */
  async after(fault: unknown, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    if (fault instanceof InvalidDepartmentEvent || (fault instanceof FeedProblem && fault.isFinal))
      throw fault;
    await sleep(this.wait * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    this.wait = Math.min(2 * this.wait, LONGEST_WAIT);
  }

  itWentWell(): void {
    this.wait = FIRST_WAIT;
  }
}
