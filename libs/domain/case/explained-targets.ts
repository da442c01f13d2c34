import type { Catalogue } from '../catalogue/catalogue';
import { type Explanation, explainTarget } from '../standards/explain-target';
import { standing, type Standing, type Target, targetFactsOf } from '../standards/targets-of-case';
import { type TimeLeft, timeLeft } from '../standards/time-left';
import { type CaseClock, caseFactsOf, targetsOf } from './case-clock';

/** A target of a case at a moment, with the days that make its date; one carried from the source has none to show. */
export interface ExplainedTarget {
  readonly target: Target;
  readonly standing: Standing;
  readonly left: TimeLeft | undefined;
  readonly explanation: Explanation | undefined;
}

/** The case's targets as they stand at a moment (UTC milliseconds), each with its why. */
export function explainedTargetsOf(clock: CaseClock, catalogue: Catalogue, now: number): ExplainedTarget[] {
  const facts = caseFactsOf(clock, catalogue);
  const { standard, calendar } = facts;
  return targetsOf(clock, catalogue).map((target) => {
    const stands = { target, standing: standing(target, now) };
    const policy = standard?.targets.find((one) => one.target === target.target);
    if (!standard || !calendar || !policy || target.basis === 'source') {
      return { ...stands, left: undefined, explanation: undefined };
    }
    const explanation = explainTarget(policy, standard, calendar, targetFactsOf(policy, facts));
    // A date that was settled before a later holiday was proclaimed is no longer what these days add up to.
    const isStillSo = explanation.result.state !== 'due' || explanation.result.due === target.due;
    const isOwed = target.reachedAt === undefined;
    return {
      ...stands,
      left: isOwed ? timeLeft(policy, standard, calendar, explanation, clock.pauses, now) : undefined,
      explanation: isStillSo ? explanation : undefined,
    };
  });
}
