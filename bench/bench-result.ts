/** A figure of ours beside what the machine allows: the same work with nothing of ours around it, in the same run. */
export interface BenchResult {
  what: string;
  ours: number;
  ceiling: number;
  unit: string;
  /** ours / ceiling; of times ceiling / ours, so that 1 is always as good as can be */
  ratio: number;
}

/** The middle one: a busy moment does not move it. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
