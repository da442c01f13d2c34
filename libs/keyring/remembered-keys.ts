import type { KeyObject } from 'node:crypto';

/** Data keys kept unwrapped in memory. */
const REMEMBERED = 20_000;

/** Keys that were unwrapped a moment ago, by number. */
export class RememberedKeys {
  private readonly keys = new Map<number, KeyObject>();
  private since = performance.now();

  /** `forget`: after so many milliseconds, since another process may destroy a key that this one remembers. */
  constructor(private readonly forget = Infinity) {}

  get(no: number): KeyObject | undefined {
    if (performance.now() - this.since > this.forget) {
      this.keys.clear();
      this.since = performance.now();
    }
    return this.keys.get(no);
  }

  set(no: number, key: KeyObject): void {
    this.keys.set(no, key);
    if (this.keys.size <= REMEMBERED) return;
    for (const oldest of this.keys.keys()) {
      this.keys.delete(oldest);
      if (this.keys.size <= REMEMBERED / 2) return;
    }
  }
}
