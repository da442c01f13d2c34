/** Milliseconds that so many of a hundred stayed within: nearest rank. */
export function percentile(times: readonly number[], percent: number): number {
  const ascending = times.toSorted((a, b) => a - b);
  return ascending[Math.ceil((ascending.length * percent) / 100) - 1] ?? NaN;
}

/** Milliseconds that the work took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
