import type { KeyObject } from 'node:crypto';
import { readBox } from './sealed-box';

/** Data keys kept unwrapped in memory. */
const REMEMBERED = 20_000;
/** In characters: what is in a longer box is not kept. */
const SHORT = 1_024;

interface Remembered {
  readonly key: KeyObject;
  /** The box that was read last, and what is in it. */
  box?: string;
  inside?: Readonly<Record<string, unknown>>;
}

/**
 * Keys that were unwrapped a moment ago, by number. With each is kept what it opened last: whoever can look into this
 * memory could open it with the key, a queue is looked at all day, and to open its boxes again takes longer than to find
 * its cases. Where a key is forgotten, so is this.
 */
export class RememberedKeys {
  private readonly keys = new Map<number, Remembered>();
  private since = performance.now();

  /** `forget`: after so many milliseconds, since another process may destroy a key that this one remembers. */
  constructor(private readonly forget = Infinity) {}

  get(no: number): KeyObject | undefined {
    if (performance.now() - this.since > this.forget) {
      this.keys.clear();
      this.since = performance.now();
    }
    return this.keys.get(no)?.key;
  }

  set(no: number, key: KeyObject): void {
    this.keys.set(no, { key });
    if (this.keys.size <= REMEMBERED) return;
    for (const oldest of this.keys.keys()) {
      this.keys.delete(oldest);
      if (this.keys.size <= REMEMBERED / 2) return;
    }
  }

  /** What is in a box of a key that was just found. @throws DamagedBox */
  read(box: string, no: number, key: KeyObject): Readonly<Record<string, unknown>> {
    const remembered = this.keys.get(no);
    if (remembered?.inside && remembered.box === box) return remembered.inside;
    const inside = Object.freeze(readBox(box, key));
    if (remembered && box.length <= SHORT) Object.assign(remembered, { box, inside });
    return inside;
  }
}
