/** Numbers that were taken in ascending order and are not all done with: how far everything is? */
export class Unsettled {
  readonly #open = new Set<number>();
  #reached: number;

  constructor(reached: number) {
    this.#reached = reached;
  }

  /** Everything up to here is settled. */
  get settledUpTo(): number {
    for (const lowest of this.#open) return lowest - 1;
    return this.#reached;
  }

  /** The last number taken, or passed over. */
  get reached(): number {
    return this.#reached;
  }

  take(number: number): void {
    this.#open.add(number);
    this.#reached = number;
  }

  /** There is nothing to settle up to here but what was taken. */
  pass(number: number): void {
    this.#reached = Math.max(this.#reached, number);
  }

  settle(number: number): void {
    this.#open.delete(number);
  }
}
