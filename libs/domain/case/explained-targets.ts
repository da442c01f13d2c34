import type { Catalogue } from '../catalogue/catalogue';
import { type Explanation, explainTarget } from '../standards/explain-target';
import type { Target } from '../standards/targets-of-case';
import { type CaseClock, targetsOf } from './case-clock';

/** The case's targets, each with the days that make its date; one carried from the source has no days to show. */
export function explainedTargetsOf(
  clock: CaseClock,
  catalogue: Catalogue,
): { target: Target; explanation: Explanation | undefined }[] {
  const standard =
    clock.standard && catalogue.standard(clock.standard.code, clock.standard.version)?.definition;
  return targetsOf(clock, catalogue).map((target) => {
    const policy = standard?.targets.find((one) => one.target === target.target);
    if (!standard || !policy || target.basis === 'source') return { target, explanation: undefined };
    const startedAt =
      policy.from === 'acknowledged' ? (clock.acknowledgedAt ?? clock.resolvedAt) : clock.startedAt;
    const explanation = explainTarget(policy, standard, catalogue.calendar(standard.calendar), {
      startedAt,
      pauses: clock.pauses,
      extension: clock.extensions[target.target],
    });
    // A date that was settled before a later holiday was proclaimed is no longer what these days add up to.
    const stillSo = explanation.result.state !== 'due' || explanation.result.due === target.due;
    return { target, explanation: stillSo ? explanation : undefined };
  });
}
