import type { Clock } from '../jobs/clock';

/** A clock that stands still until it is moved, so that a year is over in a moment. */
export class FakeClock implements Clock {
  readonly #alarms = new Set<{ at: number; wake: () => void }>();
  #now: number;

  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  wakeAt(at: number, wake: () => void): () => void {
    const alarm = { at, wake };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  /**
   * Moves on to this instant, and stops on the way at each one for which somebody is to be woken.
   * @param settled resolves when all that was woken has done what it had to
   */
  async advanceTo(instant: number, settled: () => Promise<void>): Promise<void> {
    await settled();
    for (let next = this.#next(); next && next.at <= instant; next = this.#next()) {
      this.#alarms.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.wake();
      await settled();
    }
    this.#now = instant;
  }

  #next() {
    return [...this.#alarms].reduce<{ at: number; wake: () => void } | undefined>(
      (least, alarm) => (least && least.at <= alarm.at ? least : alarm),
      undefined,
    );
  }
}
