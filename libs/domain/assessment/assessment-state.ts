import type { EvolveTable } from '../../event-sourcing/decider';
import type { Versioned } from '../case/vocabulary';
import type { EvidencePeriod, Scope, StoredAssessmentEvent, Year } from './assessment-events';
import type { ScoredOn } from './evidence-left';

/** What an assessment remembers of itself, without what was written about it. */
export interface AssessmentState {
  begun?: EvidencePeriod & { standard: Versioned; scope: Scope; begunAt: string };
  /** The latest, whether it is still open or concluded. */
  year: Year;
  open: boolean;
  /** The evidence of the latest year. */
  period?: EvidencePeriod;
  /** What has to be scored in a review; in year 1, everything. */
  covered: readonly string[];
  /** By element, with the year in which it was given: an older one is carried over. */
  scores: Readonly<Record<string, StandingScore>>;
  /** The scores with which the latest review began. */
  carriedOver: Readonly<Record<string, StandingScore>>;
  /** Elements whose score of this year was withdrawn, and that have no other yet. */
  scoreWithdrawn: readonly string[];
  evidence: Readonly<Record<string, AttachedEvidence>>;
  /** While accreditation stands: the day of the award, and the last day that it holds unless a review is concluded. */
  award?: Award;
  /** What stood before the latest conclusion, for when that is withdrawn. */
  awardBefore?: Award;
  /** The latest conclusion was withdrawn, and there is no other yet. */
  isReopened: boolean;
  isAbandoned: boolean;
}

interface Award {
  on: string;
  heldUntil: string;
}

/** A score and what it stood on when it was given. */
export interface StandingScore extends ScoredOn {
  year: Year;
}

interface AttachedEvidence {
  kind: string;
  elements: readonly string[];
  document?: { mediaType: string; size: number; sha256: string };
  withdrawn: boolean;
}

export const notBegun: AssessmentState = {
  year: 1,
  open: false,
  covered: [],
  scores: {},
  carriedOver: {},
  scoreWithdrawn: [],
  evidence: {},
  isReopened: false,
  isAbandoned: false,
};

export const evolveTable: EvolveTable<AssessmentState, StoredAssessmentEvent> = {
  AssessmentBegun: (state, { data: { standard, scope, from, to, begunAt } }) => ({
    ...state,
    begun: { standard, scope, from, to, begunAt },
    open: true,
    period: { from, to },
  }),
  ReviewBegun: (state, { data: { year, from, to, elements } }) => ({
    ...state,
    year,
    open: true,
    period: { from, to },
    covered: elements,
    carriedOver: state.scores,
    scoreWithdrawn: [],
    isReopened: false,
  }),
  EvidenceAttached: (state, { data: { evidenceId, kind, elements, document } }) => ({
    ...state,
    evidence: {
      ...state.evidence,
      [evidenceId]: { kind, elements: [...new Set(elements)], document, withdrawn: false },
    },
  }),
  EvidenceWithdrawn: (state, { data: { evidenceId } }) => {
    const known = evidenceCalled(state, evidenceId);
    return known
      ? { ...state, evidence: { ...state.evidence, [evidenceId]: { ...known, withdrawn: true } } }
      : state;
  },
  ElementScored: (state, { data: { element, score, year, suggested } }) => ({
    ...state,
    scores: {
      ...state.scores,
      [element]: { score, year, suggested: suggested.score, attached: evidenceFor(state, element) },
    },
    scoreWithdrawn: state.scoreWithdrawn.filter((one) => one !== element),
  }),
  ScoreWithdrawn: (state, { data: { element } }) => {
    const { [element]: _, ...scores } = state.scores;
    const before = state.carriedOver[element];
    return {
      ...state,
      scores: before ? { ...scores, [element]: before } : scores,
      scoreWithdrawn: [...state.scoreWithdrawn, element],
    };
  },
  AssessmentAbandoned: (state) => ({ ...state, open: false, isAbandoned: true }),
  AssessmentConcluded: (state, { data: { awardedOn, heldUntil } }) => ({
    ...state,
    open: false,
    award: awardedOn && heldUntil ? { on: awardedOn, heldUntil } : undefined,
    awardBefore: state.award,
    isReopened: false,
  }),
  ConclusionWithdrawn: (state) => ({
    ...state,
    open: true,
    award: state.awardBefore,
    isReopened: true,
  }),
};

/** Evidence by the id that the caller chose, be it `constructor`. */
export const evidenceCalled = ({ evidence }: AssessmentState, id: string): AttachedEvidence | undefined =>
  Object.hasOwn(evidence, id) ? evidence[id] : undefined;

/** The pieces of evidence that stand for an element. */
export const evidenceFor = ({ evidence }: AssessmentState, element: string): number =>
  Object.values(evidence).filter(({ elements, withdrawn }) => !withdrawn && elements.includes(element))
    .length;
