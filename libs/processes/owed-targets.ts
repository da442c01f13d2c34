import { caseFactsOf, targetsOf } from '../domain/case/case-clock';
import type { Catalogue } from '../domain/catalogue/catalogue';
import { isInHours, type TargetName } from '../domain/standards/standard';
import type { WorkingDays } from './office-time';
import type { RunningCase } from './running-case';

/** A target that the case still owes. */
export interface OwedTarget {
  target: TargetName;
  /** UTC milliseconds. */
  due: number;
  /** It falls due at a time, rather than with a day. */
  inHours: boolean;
  /** When its office works; unknown where the date came with the case. */
  office: WorkingDays | undefined;
}

/** The targets of an open case that are yet to be reached and have a date: while the clock stands still there is none. */
export function owedTargets({ state, clock }: RunningCase, catalogue: Catalogue): OwedTarget[] {
  if (state.status !== 'open' || state.duplicateOf) return [];
  const { standard, calendar } = caseFactsOf(clock, catalogue);
  const office = standard && calendar && { openingHours: standard.openingHours, calendar };
  return targetsOf(clock, catalogue).flatMap(({ target, due, reachedAt }) => {
    if (due === undefined || reachedAt !== undefined) return [];
    const policy = standard?.targets.find((one) => one.target === target);
    return [{ target, due, inHours: policy !== undefined && isInHours(policy.within.unit), office }];
  });
}
