import { z } from 'zod';
import type { Pause } from './pauses';
import type { TargetPolicy } from './standard';

/** What waiting does to a count: stops it and gives the time back, has it start again, or nothing. */
export const pauseEffectSchema = z.enum(['stops', 'starts-again', 'runs-on']);
export type PauseEffect = z.infer<typeof pauseEffectSchema>;

/** What a pause for a reason does to a target. A reason that its policy does not name gives its time back. */
function effectOf(policy: TargetPolicy, reason: string | undefined): PauseEffect {
  if (reason === undefined) return 'stops';
  if (policy.startsAgainAfter?.includes(reason)) return 'starts-again';
  return policy.runsThrough?.includes(reason) ? 'runs-on' : 'stops';
}

/**
 * What waiting for a reason does to a case as a whole: to the target that it moves most. Without targets there is
 * nothing to move, and the wait is recorded as a pause all the same.
 */
export function effectOn(policies: readonly TargetPolicy[], reason: string): PauseEffect {
  const effects = policies.map((policy) => effectOf(policy, reason));
  if (effects.includes('starts-again')) return 'starts-again';
  return effects.length === 0 || effects.includes('stops') ? 'stops' : 'runs-on';
}

/** The pauses that a target takes notice of. */
export function pausesOf(policy: TargetPolicy, pauses: readonly Pause[]): readonly Pause[] {
  if (pauses.length === 0 || !policy.runsThrough) return pauses;
  return pauses.filter(({ reason }) => effectOf(policy, reason) !== 'runs-on');
}

/** Those after which it is counted again, in order of when they began. */
export function restartsOf(policy: TargetPolicy, pauses: readonly Pause[]): readonly Pause[] {
  if (pauses.length === 0 || !policy.startsAgainAfter) return noRestarts;
  return pauses
    .filter(({ reason }) => effectOf(policy, reason) === 'starts-again')
    .sort((one, other) => one.from - other.from);
}

const noRestarts: readonly Pause[] = [];
