/** Says of each of several things when it is time for it again. */
export class Every<Thing> {
  private readonly lastAt = new Map<Thing, number>();

  /** @param milliseconds from one time to the next, at least */
  constructor(private readonly milliseconds: number) {}

  /** Whether it is time; if so, this was it. */
  isTimeFor(thing: Thing): boolean {
    const now = performance.now();
    if (now - (this.lastAt.get(thing) ?? -Infinity) < this.milliseconds) return false;
    this.lastAt.set(thing, now);
    return true;
  }
}
