import { type AccreditationStandard, elementsOf, type ReviewYear } from './accreditation-standard';
import type { AssessmentState } from './assessment-state';
import { isCompliant } from './score';

/**
 * What a review has to score again, in the standard's order: what its rota has due in that year, whatever fell short of
 * compliant, and what somebody asked for. All other scores are carried over.
 */
export function coveredBy(
  year: ReviewYear,
  standard: AccreditationStandard,
  scores: AssessmentState['scores'],
  also: readonly string[],
): string[] {
  const fellShort = (number: string): boolean => {
    const score = scores[number]?.score;
    return score === undefined || !isCompliant(score);
  };
  return elementsOf(standard)
    .filter(({ number, reviews }) => reviews.includes(year) || fellShort(number) || also.includes(number))
    .map(({ number }) => number);
}

/** The elements that still wait for their score in the latest year. */
export function unscoredIn(
  { year, covered, scores }: Pick<AssessmentState, 'year' | 'covered' | 'scores'>,
  standard: AccreditationStandard,
): string[] {
  return elementsOf(standard)
    .map(({ number }) => number)
    .filter((number) =>
      year === 1 ? !scores[number] : covered.includes(number) && scores[number]?.year !== year,
    );
}
