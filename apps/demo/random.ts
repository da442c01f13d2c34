/**
 * Chance that can be repeated: the same seed is the same council. Chris Doty-Humphrey's small fast counting generator
 * (sfc32, PractRand), which has no pattern that figures could show.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(seed: string) {
    [this.a, this.b, this.c] = [fnv(`a${seed}`), fnv(`b${seed}`), fnv(`c${seed}`)];
    for (let i = 0; i < 12; i++) this.next();
  }

  /** From 0 to, but not including, 1. */
  next(): number {
    const sum = (this.a + this.b + this.counter++) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  }

  between(least: number, most: number): number {
    return least + (most - least) * this.next();
  }

  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number {
    return Math.floor(this.between(least, most + 1));
  }

  /** True so often, from 0 (never) to 1 (always). */
  chance(often: number): boolean {
    return this.next() < often;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.next() * items.length)];
    if (item === undefined) throw new RangeError('There is nothing to pick from');
    return item;
  }

  /** A key, as often as its weight says beside the others. */
  weighted<Key extends string>(weights: Readonly<Partial<Record<Key, number>>>): Key {
    const entries = Object.entries(weights) as [Key, number][];
    let left = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [key, weight] of entries) {
      left -= weight;
      if (left < 0) return key;
    }
    throw new RangeError('There is nothing to choose from');
  }

  /** Around 0, two thirds of the time within 1 of it (Box and Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** Half of the time below the median; now and then far above it, as waiting times are. */
  waiting(median: number, spread: number): number {
    return median * Math.exp(spread * this.normal());
  }

  /** How often something happens that happens `mean` times on average (Knuth). */
  times(mean: number): number {
    let happened = -1;
    for (let left = 1; left > Math.exp(-mean); happened++) left *= this.next();
    return Math.max(0, happened);
  }
}

/** A text as a number of 32 bits (Fowler, Noll and Vo). */
function fnv(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash | 0;
}
