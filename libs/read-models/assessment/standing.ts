import type { AccreditationStandard } from '../../domain/assessment/accreditation-standard';
import type { Year } from '../../domain/assessment/assessment-events';
import { type CriterionStanding, standingOf } from '../../domain/assessment/award';
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
  | 'lapsed';

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
  const isOpen = latest !== undefined && !latest.concluded;
  const given = (element: string) => view.scores[element]?.at(-1);
  const { criteria, passed } = standingOf(
    standard,
    Object.fromEntries(Object.keys(view.scores).map((element) => [element, given(element)?.score])),
  );
  const toScore = new Set(isOpen ? unscoredIn(stateOf(view, year), standard) : []);
  const elementStanding = ({ number, title }: { number: string; title: string }): ElementStanding => {
    const score = given(number);
    const isOfThisYear = score?.year === year;
    return {
      number,
      title,
      score: score?.score ?? null,
      standing: toScore.has(number) ? 'to-score' : isOfThisYear ? 'scored' : 'carried-over',
      scoredInYear: score?.year ?? null,
      attached: evidenceOf(view, number).length,
    };
  };
  const award = view.years.findLast(({ concluded }) => concluded)?.concluded;
  return {
    status: statusOn(today, isOpen, award),
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
    passes: passed && toScore.size === 0,
    stillMissing: [...criteria.flatMap(whatIsMissing), ...whatIsToBeScored([...toScore])],
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

/** What decides which elements wait for their score. */
function stateOf(view: AssessmentView, year: Year): Parameters<typeof unscoredIn>[0] {
  const scores = Object.entries(view.scores).flatMap(([element, all]) => {
    const last = all.at(-1);
    return last ? [[element, { score: last.score, year: last.year }] as const] : [];
  });
  return { year, covered: view.years.at(-1)?.covered ?? [], scores: Object.fromEntries(scores) };
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
