import type { JobOutcome } from '@guildhall/jobs/jobs';

/** How many jobs of each queue came to each outcome. */
export class Tally {
  private readonly counts = new Map<
    string,
    { queue: string; outcome: JobOutcome['outcome']; jobs: number }
  >();

  count({ queue, outcome }: JobOutcome): void {
    const key = `${queue} ${outcome}`;
    const before = this.counts.get(key)?.jobs ?? 0;
    this.counts.set(key, { queue, outcome, jobs: before + 1 });
  }

  get outcomes() {
    return [...this.counts.values()];
  }
}
