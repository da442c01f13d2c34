import { setTimeout as sleep } from 'node:timers/promises';
import type { Position } from '../event-store/event-store';

/** Milliseconds between looks while somebody waits: soon at first, for most wait for what was written just now. */
const FIRST_LOOK = 4;
const LATER_LOOKS = 16;

interface Waiting {
  position: string;
  deadline: number;
  resolve: (arrived: boolean) => void;
  reject: (error: unknown) => void;
}

/** Waits until a read model has come to a position; one look answers all who wait. */
export class Arrivals {
  private readonly waiting = new Set<Waiting>();

  /** `look`: how far it has come. */
  constructor(private readonly look: () => Promise<Position>) {}

  /** Whether it has come to the position within so many milliseconds. */
  async reached(position: string, within: number): Promise<boolean> {
    const deadline = Date.now() + within;
    if ((await this.look()) >= position) return true;
    return new Promise((resolve, reject) => {
      this.waiting.add({ position, deadline, resolve, reject });
      if (this.waiting.size === 1) void this.watch();
    });
  }

  private async watch(): Promise<void> {
    for (let wait = FIRST_LOOK; this.waiting.size > 0; wait = Math.min(2 * wait, LATER_LOOKS)) {
      await sleep(wait);
      await this.look().then(
        (position) => this.tellAllAt(position),
        (error: unknown) => this.giveUp(error),
      );
    }
  }

  private tellAllAt(position: string): void {
    for (const one of this.waiting) {
      const arrived = position >= one.position;
      if (!arrived && Date.now() < one.deadline) continue;
      this.waiting.delete(one);
      one.resolve(arrived);
    }
  }

  private giveUp(error: unknown): void {
    for (const { reject } of this.waiting) reject(error);
    this.waiting.clear();
  }
}
