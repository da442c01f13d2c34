import type { Actor } from '../../event-sourcing/metadata';
import type { Versioned } from '../case/vocabulary';
import type { AccreditationStandard } from './accreditation-standard';
import type { EvidenceKind, EvidencePeriod, Scope } from './assessment-events';
import type { Score } from './score';

/**
 * `standard`: the version that the assessment is pinned to. `isSaidAgain`: whether the same evidence, score or conclusion
 * was recorded in the same words; undefined where there is none, or nobody can tell any more. `lastHappenedAt`: when the
 * last thing of it happened.
 */
type Command<Type extends string, Payload> = {
  type: Type;
  occurredAt: string;
  facts: { standard: AccreditationStandard; isSaidAgain?: boolean; lastHappenedAt?: string };
} & Payload;

export type BeginAssessment = Command<
  'BeginAssessment',
  EvidencePeriod & { title: string; scope: Scope; standard: Versioned }
>;

/** The next review of the cycle. `also`: elements to be looked at again beside those that have to be. */
export type BeginReview = Command<'BeginReview', EvidencePeriod & { also?: readonly string[] }>;

export type AttachEvidence = Command<
  'AttachEvidence',
  {
    evidenceId: string;
    kind: EvidenceKind;
    elements: readonly string[];
    title: string;
    text?: string;
    url?: string;
    document?: { mediaType: string; size: number; sha256: string };
  }
>;

export type WithdrawEvidence = Command<'WithdrawEvidence', { evidenceId: string; reason: string }>;

export type ScoreElement = Command<
  'ScoreElement',
  {
    element: string;
    score: Score;
    reason: string;
    /** What the figures suggest at this moment. */
    suggested: { score?: Score; reasons: readonly string[] };
    scoredBy: Actor['kind'];
  }
>;

/** Takes back what an element was scored in the year that is open. */
export type WithdrawScore = Command<'WithdrawScore', { element: string; reason: string }>;

/** Ends an assessment that was begun by mistake. */
export type AbandonAssessment = Command<'AbandonAssessment', { reason: string }>;

/** `assessor`: who found so. A council does not accredit itself. */
export type ConcludeAssessment = Command<'ConcludeAssessment', { assessor: string }>;

/** Takes back the latest conclusion, which was a mistake, so that it can be concluded rightly. */
export type WithdrawConclusion = Command<'WithdrawConclusion', { reason: string }>;

export type AssessmentCommand =
  | BeginAssessment
  | AbandonAssessment
  | BeginReview
  | AttachEvidence
  | WithdrawEvidence
  | ScoreElement
  | WithdrawScore
  | ConcludeAssessment
  | WithdrawConclusion;
