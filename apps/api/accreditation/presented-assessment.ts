import type { AccreditationStandard, Element } from '@guildhall/domain/assessment/accreditation-standard';
import type { Suggestion } from '@guildhall/domain/assessment/suggested-score';
import { toLondon } from '@guildhall/domain/standards/london-time';
import type { KeptAssessment } from '@guildhall/read-models/assessment/assessment.query';
import {
  type AssessedYear,
  type AssessmentView,
  type AttachedEvidence,
  type Done,
  evidenceOf,
  type GivenScore,
} from '@guildhall/read-models/assessment/assessment-view';
import { linksTo } from '@guildhall/read-models/assessment/evidence-figures';
import {
  type AssessmentStanding,
  type ElementStanding,
  standingOn,
} from '@guildhall/read-models/assessment/standing';
import { instantOf } from '../queries/fresh';

/*
 * Assessments as they are answered. What was written by people has been opened by then: the fields that were sealed
 * (title, text, url, reason, assessor) stand beside the others, or `forgotten: true` in their place.
 */

/** An assessment whose boxes have been opened, with the version of the standard that it is pinned to. */
export interface OpenedAssessment extends KeptAssessment {
  view: AssessmentView & { title?: string };
  standard: AccreditationStandard;
  /** The day as of which it stands: today, or that of the conclusion that it is shown as of. */
  on: string;
  /** The conclusion as of which it is shown, in UTC milliseconds. */
  concludedAt?: number;
}

export const todayInLondon = (): string => toLondon(Date.now()).date;

/** One line of the list. */
export function presentedLine({ assessmentId, view, standard, on }: OpenedAssessment): object {
  const { status, heldUntil, year, passes } = standingOn(on, view, standard);
  return {
    assessmentId,
    title: view.title,
    standard: { ...view.standard, name: standard.name },
    scope: view.scope,
    status,
    heldUntil,
    year,
    passes,
    begunAt: instantOf(view.years[0]?.begun.at),
  };
}

export interface PresentedAssessment extends Omit<AssessmentStanding, 'criteria' | 'isOpen'> {
  assessmentId: string;
  revision: number;
  title: string | undefined;
  standard: { code: string; version: number; name: string; about?: string; numbering: string };
  scope: AssessmentView['scope'];
  /** The days whose cases are evidence in the latest year. */
  period: { from: string; to: string };
  /** The conclusion as of which it is shown; left out where it is shown as it is now. */
  asConcludedAt?: string | null;
  criteria: AssessmentStanding['criteria'];
  years: readonly PresentedYear[];
  evidence: readonly PresentedEvidence[];
  /** That it was begun by mistake, and why. */
  abandoned?: Withdrawn;
}

export function presentedAssessment(assessment: OpenedAssessment): PresentedAssessment {
  const { assessmentId, revision, view, standard, on, concludedAt } = assessment;
  const { isOpen: _, ...standing } = standingOn(on, view, standard);
  const { name, about, numbering } = standard;
  return {
    assessmentId,
    revision,
    title: view.title,
    standard: { ...view.standard, name, about, numbering },
    scope: view.scope,
    period: periodOf(view),
    ...(concludedAt !== undefined && { asConcludedAt: instantOf(concludedAt) }),
    ...standing,
    years: view.years.map(presentedYear),
    evidence: view.evidence.map(presentedEvidence),
    ...(view.abandoned && { abandoned: dated(view.abandoned) }),
  };
}

/** The days whose cases are evidence now: those of the latest year. */
export function periodOf({ years }: AssessmentView): { from: string; to: string } {
  const { from, to } = years.at(-1) ?? { from: '', to: '' };
  return { from, to };
}

const dated = <One extends Done>({
  at,
  revision: _,
  ...rest
}: One): Omit<One, 'at' | 'revision'> & { at: string | null } => ({
  ...rest,
  at: instantOf(at),
});

type Dated<One extends Done> = Omit<One, 'at' | 'revision' | 'sealed'> & { at: string | null };

type Withdrawn = Dated<Done> & { reason?: string };

type PresentedConclusion = Dated<NonNullable<AssessedYear['concluded']>> & { assessor?: string };

export interface PresentedYear extends Omit<AssessedYear, 'begun' | 'concluded' | 'withdrawnConclusions'> {
  begun: Dated<Done>;
  concluded: PresentedConclusion | null;
  /** Conclusions that were mistakes; left out where there are none. */
  withdrawnConclusions?: readonly (PresentedConclusion & { withdrawn: Withdrawn })[];
}

const presentedYear = ({ begun, concluded, withdrawnConclusions, ...year }: AssessedYear): PresentedYear => ({
  ...year,
  begun: dated(begun),
  concluded: concluded ? dated(concluded) : null,
  ...(withdrawnConclusions && {
    withdrawnConclusions: withdrawnConclusions.map((one) => ({
      ...dated(one),
      withdrawn: dated(one.withdrawn),
    })),
  }),
});

export interface PresentedEvidence extends Omit<
  AttachedEvidence,
  'at' | 'revision' | 'withdrawn' | 'sealed'
> {
  at: string | null;
  title?: string;
  text?: string;
  url?: string;
  withdrawn?: Withdrawn;
}

const presentedEvidence = ({ withdrawn, ...evidence }: AttachedEvidence): PresentedEvidence => ({
  ...dated(evidence),
  ...(withdrawn && { withdrawn: dated(withdrawn) }),
});

export interface PresentedScore extends Omit<GivenScore, 'at' | 'revision' | 'withdrawn' | 'sealed'> {
  at: string | null;
  reason?: string;
  withdrawn?: Withdrawn;
}

const presentedScore = ({ withdrawn, ...score }: GivenScore): PresentedScore => ({
  ...dated(score),
  ...(withdrawn && { withdrawn: dated(withdrawn) }),
});

/** One element in full. */
export interface PresentedElement extends Pick<
  Element,
  'number' | 'title' | 'evidence' | 'computable' | 'reviews'
> {
  score: ElementStanding['score'];
  standing: ElementStanding['standing'];
  suggested: { score: Suggestion['score'] | null; findings: readonly PresentedFinding[] };
  /** Every score that was given, the latest first. */
  scores: readonly PresentedScore[];
  attached: readonly PresentedEvidence[];
}

export interface PresentedFinding {
  verdict: Suggestion['findings'][number]['verdict'];
  reason: string;
  /** Where the figure can be looked at, and the cases that it counts. */
  figure?: string;
  cases?: string;
}

export function presentedElement(
  { view }: OpenedAssessment,
  { number, title, evidence, computable, reviews }: Element,
  { score, standing }: ElementStanding,
  suggestion: Suggestion,
): PresentedElement {
  return {
    number,
    title,
    evidence,
    computable,
    reviews,
    score,
    standing,
    suggested: {
      score: suggestion.score ?? null,
      findings: suggestion.findings.map(({ verdict, reason, source }) => ({
        verdict,
        reason,
        ...(source === 'catalogue'
          ? { figure: '/catalogue/services' }
          : source && linksTo(source, view.scope, periodOf(view))),
      })),
    },
    scores: (view.scores[number] ?? []).map(presentedScore).reverse(),
    attached: evidenceOf(view, number).map(presentedEvidence),
  };
}
