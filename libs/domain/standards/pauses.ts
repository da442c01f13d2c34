/** An interval in which the clock stands still, in UTC milliseconds. Without an end it still does. */
export interface Pause {
  readonly from: number;
  readonly to?: number | undefined;
  /** Why, as a code: what a standard knows it by. */
  readonly reason?: string | undefined;
}

/** A pause made ready for counting: one that is still open ends at infinity. */
export interface MergedPause {
  readonly from: number;
  readonly to: number;
  /** Of pauses made one, the first one's. */
  readonly reason?: string | undefined;
}

const none: readonly MergedPause[] = [];

/**
 * Pauses in order, those that overlap or touch made one, so that no time is given back twice. A pause that ends as or
 * before it begins gives nothing back and is left out.
 */
export function mergedPauses(pauses: readonly Pause[]): readonly MergedPause[] {
  if (pauses.length === 0) return none;
  const closed = pauses
    .map(({ from, to = Infinity, reason }) => ({ from, to, reason }))
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from);
  const merged: { from: number; to: number; reason: string | undefined }[] = [];
  for (const pause of closed) {
    const last = merged.at(-1);
    if (last && pause.from <= last.to) last.to = Math.max(last.to, pause.to);
    else merged.push(pause);
  }
  return merged;
}

/** Whether the clock stands still at an instant. It runs again from the very instant a pause ends. */
export function isPausedAt(pauses: readonly MergedPause[], instant: number): boolean {
  return pauses.some(({ from, to }) => from <= instant && instant < to);
}
