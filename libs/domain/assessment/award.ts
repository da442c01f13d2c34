import { type AccreditationStandard, elementsIn } from './accreditation-standard';
import { isCompliant, type Score } from './score';

/** How one criterion stands. */
export interface CriterionStanding {
  criterion: string;
  elements: number;
  /** So many have to be compliant or better. */
  needed: number;
  compliant: number;
  passed: boolean;
  /** How many more have to become compliant. */
  missing: number;
  /** Scored, and short of compliant. */
  below: readonly string[];
  unscored: readonly string[];
}

/** How an assessment stands against the award: every criterion has to pass. */
export interface AwardStanding {
  criteria: readonly CriterionStanding[];
  passed: boolean;
}

/** How the scores so far stand against the award. An element that is not scored does not count as compliant. */
export function standingOf(
  standard: AccreditationStandard,
  scores: Readonly<Record<string, Score | undefined>>,
): AwardStanding {
  const criteria = standard.criteria.map((criterion): CriterionStanding => {
    const numbers = elementsIn(criterion).map(({ number }) => number);
    const scored = numbers.flatMap((number) => {
      const score = scores[number];
      return score ? [{ number, score }] : [];
    });
    const compliant = scored.filter(({ score }) => isCompliant(score)).length;
    const needed = Math.ceil((numbers.length * standard.award.compliantShare) / 100);
    return {
      criterion: criterion.number,
      elements: numbers.length,
      needed,
      compliant,
      passed: compliant >= needed,
      missing: Math.max(0, needed - compliant),
      below: scored.filter(({ score }) => !isCompliant(score)).map(({ number }) => number),
      unscored: numbers.filter((number) => !scores[number]),
    };
  });
  return { criteria, passed: criteria.every(({ passed }) => passed) };
}
