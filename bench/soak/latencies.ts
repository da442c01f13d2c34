/** Each bucket ends a tenth above the one before: percentiles are right to within that. */
const STEP = 1.1;
/** Where the first ends, in milliseconds. */
const FIRST = 0.1;

/** How long something took, however often it happened, in a few hundred numbers. */
export class Latencies {
  private readonly buckets: number[] = [];
  count = 0;
  longest = 0;

  /** In milliseconds. */
  add(milliseconds: number): void {
    const bucket = Math.max(0, Math.ceil(Math.log(milliseconds / FIRST) / Math.log(STEP)));
    this.buckets[bucket] = (this.buckets[bucket] ?? 0) + 1;
    this.count++;
    this.longest = Math.max(this.longest, milliseconds);
  }

  /** In milliseconds; `part`: 0.99 for what 99 of 100 stayed below. */
  percentile(part: number): number {
    let left = this.count * part;
    for (const [bucket, count = 0] of this.buckets.entries()) {
      left -= count;
      if (left <= 0) return Math.min(FIRST * STEP ** bucket, this.longest);
    }
    return this.longest;
  }
}
