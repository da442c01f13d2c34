import { targetsOf } from '../domain/case/case-clock';
import type { Process, Timer } from './timer';

/**
 * Records that a target was missed, once, at the moment it is: also of a case that was resolved too late before
 * anybody looked. A case that was opened again after its date misses it then.
 */
export const targetMissed: Process = ({ state, clock, boundSince }, catalogue) => {
  const { status, duplicateOf, missed } = state;
  if (duplicateOf || (status !== 'open' && clock.resolvedAt === undefined)) return [];
  return targetsOf(clock, catalogue).flatMap(({ target, due, reachedAt }): Timer[] => {
    const isMet = due === undefined || (reachedAt !== undefined && reachedAt <= due);
    if (isMet || missed.includes(target)) return [];
    const at = Math.max(due + 1, boundSince);
    return [{ name: `missed.${target}`, at, request: { type: 'MissTarget', target } }];
  });
};
