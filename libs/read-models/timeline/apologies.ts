import { type Target, standing } from '../../domain/standards/targets-of-case';
import type { TimelineEntry } from './with-original';

/**
 * A timeline without apologies for what turned out to be done in time: that a date had passed is noted at once, and what
 * had been done before it may be typed afterwards. What a complaint missed at its first stage stays missed.
 */
export function withoutUndueApologies(
  entries: readonly TimelineEntry[],
  targets: readonly Target[],
): TimelineEntry[] {
  const met = new Set(
    targets.filter((target) => standing(target, Infinity) === 'met').map(({ target }) => target as string),
  );
  const secondStage = entries.findLastIndex(({ type }) => type === 'ComplaintEscalated');
  return entries.filter(
    ({ type, data }, index) =>
      type !== 'TargetMissed' || index < secondStage || !met.has(String(data['target'])),
  );
}
