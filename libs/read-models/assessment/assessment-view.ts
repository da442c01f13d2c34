import type {
  EvidenceKind,
  EvidencePeriod,
  Scope,
  RecordedAssessmentEvent,
  StoredAssessmentEvent,
  Year,
} from '../../domain/assessment/assessment-events';
import type { Score } from '../../domain/assessment/score';
import type { Versioned } from '../../domain/case/vocabulary';
import type { EvolveTable } from '../../event-sourcing/decider';

/** Who did something, and when: UTC milliseconds, the id of an account, and where in its stream it stands. */
export interface Done {
  at: number;
  by: string;
  revision: number;
}

/** A full assessment or a review. */
export interface AssessedYear extends EvidencePeriod {
  year: Year;
  begun: Done;
  /** What a review has to score again; in year 1, everything. */
  covered?: readonly string[];
  concluded?: Conclusion;
  /** Conclusions that were mistakes. */
  withdrawnConclusions?: readonly WithdrawnConclusion[];
}

type WithdrawnConclusion = Conclusion & { withdrawn: Done & { sealed?: string } };

interface Conclusion extends Done {
  criteria: readonly { criterion: string; elements: number; compliant: number; passed: boolean }[];
  accredited: boolean;
  awardedOn?: string;
  heldUntil?: string;
  /** The assessor. */
  sealed?: string;
}

export interface GivenScore extends Done {
  year: Year;
  score: Score;
  suggested: { score?: Score; reasons: readonly string[] };
  /** Pieces of evidence that were attached to the element then. */
  attached: number;
  /** The reason. */
  sealed?: string;
  withdrawn?: Done & { sealed?: string };
}

export interface AttachedEvidence extends Done {
  evidenceId: string;
  kind: EvidenceKind;
  /** The year that it belongs to: after a conclusion the next one, and null where no review follows. */
  year: Year | null;
  elements: readonly string[];
  document?: { mediaType: string; size: number; sha256: string };
  /** Title, text and address. */
  sealed?: string;
  withdrawn?: Done & { sealed?: string };
}

/** A cycle of accreditation in full. What was written by people is sealed. */
export interface AssessmentView {
  standard: Versioned;
  scope: Scope;
  /** The title. */
  sealed?: string;
  /** The latest last. */
  years: readonly AssessedYear[];
  /** Every score that an element was given, the latest last. */
  scores: Readonly<Record<string, readonly GivenScore[]>>;
  evidence: readonly AttachedEvidence[];
  /** That it was begun by mistake, and why. */
  abandoned?: Done & { sealed?: string };
}

export const noAssessment: AssessmentView = {
  standard: { code: '', version: 1 },
  scope: {},
  years: [],
  scores: {},
  evidence: [],
};

const evolveTable: EvolveTable<AssessmentView, StoredAssessmentEvent, [Done]> = {
  AssessmentBegun: (view, { data: { standard, scope, from, to, sealed } }, begun) => ({
    ...view,
    standard,
    scope,
    sealed,
    years: [{ year: 1, from, to, begun }],
  }),
  ReviewBegun: (view, { data: { year, from, to, elements: covered } }, begun) => ({
    ...view,
    years: [...view.years, { year, from, to, begun, covered }],
  }),
  EvidenceAttached: (view, { data }, done) => ({
    ...view,
    evidence: [
      ...view.evidence,
      { ...data, elements: [...new Set(data.elements)], year: yearToCome(view), ...done },
    ],
  }),
  EvidenceWithdrawn: (view, { data: { evidenceId, sealed } }, done) => ({
    ...view,
    evidence: view.evidence.map((one) =>
      one.evidenceId === evidenceId ? { ...one, withdrawn: { ...done, sealed } } : one,
    ),
  }),
  ElementScored: (view, { data: { element, ...given } }, done) => {
    const score = { ...given, attached: evidenceOf(view, element).length, ...done };
    return { ...view, scores: { ...view.scores, [element]: [...(view.scores[element] ?? []), score] } };
  },
  ScoreWithdrawn: (view, { data: { element, year, sealed } }, done) => {
    const scores = (view.scores[element] ?? []).map((one) =>
      one.year === year && !one.withdrawn ? { ...one, withdrawn: { ...done, sealed } } : one,
    );
    return { ...view, scores: { ...view.scores, [element]: scores } };
  },
  AssessmentAbandoned: (view, { data: { sealed } }, done) => ({ ...view, abandoned: { ...done, sealed } }),
  AssessmentConcluded: (view, { data: { year: _, ...found } }, done) =>
    inLatestYear(view, (year) => ({ ...year, concluded: { ...found, ...done } })),
  ConclusionWithdrawn: (view, { data: { year: reopened, sealed } }, done) => ({
    ...inLatestYear(view, ({ concluded, withdrawnConclusions = [], ...year }) => ({
      ...year,
      withdrawnConclusions: concluded
        ? [...withdrawnConclusions, { ...concluded, withdrawn: { ...done, sealed } }]
        : withdrawnConclusions,
    })),
    // What was attached since is evidence of the year that goes on.
    evidence: view.evidence.map((one) =>
      one.revision > (view.years.at(-1)?.concluded?.revision ?? Infinity) ? { ...one, year: reopened } : one,
    ),
  }),
};

/** The year that is worked towards: the one that is open, or the review that may follow. */
function yearToCome({ years }: AssessmentView): Year | null {
  const { year, concluded } = years.at(-1) ?? { year: 1 };
  if (!concluded) return year;
  if (!concluded.accredited || year === 3) return null;
  return year === 1 ? 2 : 3;
}

function inLatestYear(view: AssessmentView, change: (year: AssessedYear) => AssessedYear): AssessmentView {
  const latest = view.years.at(-1);
  return latest ? { ...view, years: [...view.years.slice(0, -1), change(latest)] } : view;
}

export function evolveAssessment(view: AssessmentView, event: RecordedAssessmentEvent): AssessmentView {
  const { occurredAt, actor } = event.metadata;
  const done = { at: Date.parse(occurredAt), by: actor.id, revision: event.revision };
  return evolveTable[event.type](view, event as never, done);
}

/** Evidence that stands for an element. */
export const evidenceOf = ({ evidence }: AssessmentView, element: string): readonly AttachedEvidence[] =>
  evidence.filter(({ elements, withdrawn }) => !withdrawn && elements.includes(element));
