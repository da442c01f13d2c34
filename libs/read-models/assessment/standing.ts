import type { AccreditationStandard } from '../../domain/assessment/accreditation-standard';
import type { Year } from '../../domain/assessment/assessment-events';
import { type CriterionStanding, standingOf } from '../../domain/assessment/award';
import type { StandingScore } from '../../domain/assessment/assessment-state';
import { leftWithoutEvidence } from '../../domain/assessment/evidence-left';
import { unscoredIn } from '../../domain/assessment/review-cover';
import type { Score } from '../../domain/assessment/score';
import { type AssessmentView, evidenceOf } from './assessment-view';

/** How a cycle stands on a day. */
export type AssessmentStatus =
  | 'being-assessed'
  | 'accredited'
  /** Accredited, and a review is open. */
  | 'in-review'
  | 'not-accredited'
  | 'lapsed'
  /** Begun by mistake. */
  | 'abandoned';

export interface ElementStanding {
  number: string;
  title: string;
  score: Score | null;
  /** To be scored in the year that is open, scored in the latest year, or carried over from an earlier one. */
  standing: 'to-score' | 'scored' | 'carried-over';
  scoredInYear: Year | null;
  attached: number;
}

export interface SubCriterionStanding {
  number: string;
  title: string;
  elements: readonly ElementStanding[];
}

export interface AssessmentStanding {
  status: AssessmentStatus;
  /** The last day on which accreditation holds, unless a review is concluded by then. */
  heldUntil: string | null;
  year: Year;
  isOpen: boolean;
  criteria: readonly (CriterionStanding & { title: string; subCriteria: readonly SubCriterionStanding[] })[];
  /** Whether the scores as they are now would pass. */
  passes: boolean;
  /** What stands between these scores and the award, a sentence each; empty when nothing does. */
  stillMissing: readonly string[];
}

/** How an assessment stands on a day in London (`YYYY-MM-DD`), under the version of the standard that it is pinned to. */
export function standingOn(
  today: string,
  view: AssessmentView,
  standard: AccreditationStandard,
): AssessmentStanding {
  const latest = view.years.at(-1);
  const year = latest?.year ?? 1;
  const isOpen = latest !== undefined && !latest.concluded && !view.abandoned;
  const scores = standingScores(view);
  const { criteria, passed } = standingOf(
    standard,
    Object.fromEntries(Object.entries(scores).map(([element, { score }]) => [element, score])),
  );
  const attachedTo = (element: string): number => evidenceOf(view, element).length;
  const covered = latest?.covered ?? [];
  const toScore = new Set(isOpen ? unscoredIn({ year, covered, scores }, standard) : []);
  const bare = isOpen ? leftWithoutEvidence(standard, scores, attachedTo) : [];
  const elementStanding = ({ number, title }: { number: string; title: string }): ElementStanding => {
    const score = scores[number];
    const isOfThisYear = score?.year === year;
    return {
      number,
      title,
      score: score?.score ?? null,
      standing: toScore.has(number) ? 'to-score' : isOfThisYear ? 'scored' : 'carried-over',
      scoredInYear: score?.year ?? null,
      attached: attachedTo(number),
    };
  };
  const award = view.years.findLast(({ concluded }) => concluded)?.concluded;
  return {
    status: view.abandoned ? 'abandoned' : statusOn(today, isOpen, award),
    heldUntil: award?.heldUntil ?? null,
    year,
    isOpen,
    criteria: standard.criteria.map((criterion, index) => ({
      ...(criteria[index] as CriterionStanding),
      title: criterion.title,
      subCriteria: criterion.subCriteria.map((part) => ({
        number: part.number,
        title: part.title,
        elements: part.elements.map(elementStanding),
      })),
    })),
    passes: passed && !view.abandoned && toScore.size === 0 && bare.length === 0,
    stillMissing: view.abandoned
      ? []
      : [...criteria.flatMap(whatIsMissing), ...whatIsToBeScored([...toScore]), ...whatIsBare(bare)],
  };
}

function statusOn(
  today: string,
  isOpen: boolean,
  award: { accredited: boolean; heldUntil?: string } | undefined,
): AssessmentStatus {
  if (!award) return 'being-assessed';
  if (!award.accredited || award.heldUntil === undefined) return 'not-accredited';
  if (today > award.heldUntil) return 'lapsed';
  return isOpen ? 'in-review' : 'accredited';
}

/** The scores that stand, as the decider remembers them. */
function standingScores(view: AssessmentView): Record<string, StandingScore> {
  const scores = Object.entries(view.scores).flatMap(([element, all]) => {
    const last = all.findLast(({ withdrawn }) => !withdrawn);
    if (!last) return [];
    const { score, year, attached, suggested } = last;
    return [[element, { score, year, attached, suggested: suggested.score }] as const];
  });
  return Object.fromEntries(scores);
}

function whatIsMissing({
  criterion,
  missing,
  needed,
  elements,
  compliant,
  below,
}: CriterionStanding): string[] {
  if (missing === 0) return [];
  const short = below.length === 0 ? '' : ` Short of compliant: ${below.join(', ')}.`;
  return [
    `Criterion ${criterion}: ${compliant} of ${elements} elements are compliant, ${needed} have to be: ${missing} more.${short}`,
  ];
}

function whatIsToBeScored(toScore: readonly string[]): string[] {
  if (toScore.length === 0) return [];
  return [`To be scored: ${toScore.join(', ')}.`];
}

function whatIsBare(bare: readonly string[]): string[] {
  if (bare.length === 0) return [];
  return [`The evidence of ${bare.join(', ')} was withdrawn: attach other evidence, or score again.`];
}
