import type { AssessmentStatus, ElementStanding } from '@guildhall/read-models/assessment/standing';
import type { PresentedFinding } from '../presented-assessment';

const scores = {
  'compliance-plus': 'Compliance plus',
  compliant: 'Compliant',
  'partially-compliant': 'Partially compliant',
  'not-compliant': 'Not compliant',
} as const;

export const scoreInWords = (score: ElementStanding['score']): string =>
  score ? scores[score] : 'Not scored';

export const verdictInWords = (verdict: PresentedFinding['verdict']): string =>
  ({ ...scores, 'not-measured': 'Not measured', 'yours-to-judge': 'Yours to judge' })[verdict];

export const statusInWords: Readonly<Record<AssessmentStatus, string>> = {
  'being-assessed': 'Being assessed for the first time',
  accredited: 'Accredited',
  'in-review': 'Accredited, and under review',
  'not-accredited': 'Not accredited',
  lapsed: 'Accreditation has lapsed',
  abandoned: 'Abandoned: it was begun by mistake',
};

export function standingInWords({
  standing,
  scoredInYear,
}: Pick<ElementStanding, 'standing' | 'scoredInYear'>): string {
  if (standing === 'scored') return `Scored in year ${scoredInYear ?? ''}`;
  if (standing === 'carried-over') return `Carried over from year ${scoredInYear ?? ''}`;
  return scoredInYear === null ? 'To be scored' : `To be scored again; year ${scoredInYear}`;
}
