import { isDeepStrictEqual } from 'node:util';
import { type Decider, type Decision, type DecideTable, deciderOf } from '../../event-sourcing/decider';
import { Rejection } from '../../event-sourcing/rejection';
import { toLondon } from '../standards/london-time';
import { elementCalled } from './accreditation-standard';
import { heldUntil } from './accreditation-held';
import type { AssessmentCommand, AttachEvidence } from './assessment-commands';
import {
  AssessmentAbandoned,
  AssessmentBegun,
  AssessmentConcluded,
  ConclusionWithdrawn,
  type AssessmentEvent,
  ElementScored,
  EvidenceAttached,
  EvidenceWithdrawn,
  ReviewBegun,
  ScoreWithdrawn,
  type StoredAssessmentEvent,
} from './assessment-events';
import { leftWithoutEvidence } from './evidence-left';
import { refuse } from './assessment-refusals';
import { type AssessmentState, evidenceCalled, evidenceFor, evolveTable, notBegun } from './assessment-state';
import { standingOf } from './award';
import { coveredBy, unscoredIn } from './review-cover';
import { isCompliant } from './score';

/** It is so already: nothing to record, and no reason to refuse. */
const nothing: readonly AssessmentEvent[] = [];

/** A rule that is asked only of an assessment that has begun, and of which nothing is recorded before what it has already. */
function on<Command extends AssessmentCommand>(
  rule: (command: Command, state: AssessmentState) => Decision<AssessmentEvent>,
): (command: Command, state: AssessmentState) => Decision<AssessmentEvent> {
  return (command, state) => {
    if (!state.begun) return refuse.assessmentNotFound();
    const { begunAt } = state.begun;
    if (state.isAbandoned) return command.type === 'AbandonAssessment' ? nothing : refuse.abandoned();
    if (command.occurredAt < begunAt) return refuse.beforeItBegan(begunAt);
    const decision = rule(command, state);
    const { lastHappenedAt = begunAt } = command.facts;
    // What is so already may be said again, however old it is.
    const isTooEarly = command.occurredAt < lastHappenedAt && !isDeepStrictEqual(decision, nothing);
    return isTooEarly && !(decision instanceof Rejection) ? refuse.beforeTheLast(lastHappenedAt) : decision;
  };
}

/** Every rule of an assessment, one for each command. */
const decideTable: DecideTable<AssessmentState, AssessmentCommand, AssessmentEvent> = {
  BeginAssessment: ({ standard, scope, from, to, title, occurredAt: begunAt }, { begun }) => {
    if (to < from) return refuse.periodBackwards();
    const next = { standard, scope, from, to, begunAt };
    if (begun) return isDeepStrictEqual(begun, next) ? nothing : refuse.begunOtherwise();
    return [AssessmentBegun.of({ ...next, title })];
  },

  AbandonAssessment: on(({ reason }, { year, open }) =>
    year === 1 && open ? [AssessmentAbandoned.of({ reason })] : refuse.concludedOnce(),
  ),

  BeginReview: on(({ from, to, also = [], facts: { standard }, occurredAt }, state) => {
    const unknown = unknownAmong(also, 'also', standard);
    if (unknown) return unknown;
    const isSame = state.open && state.year > 1 && isDeepStrictEqual(state.period, { from, to });
    if (isSame && also.every((number) => state.covered.includes(number))) return nothing;
    if (state.open) return refuse.stillOpen(state.year);
    if (!state.award) return refuse.notAccredited();
    if (state.year === 3) return refuse.cycleOver();
    if (dayOf(occurredAt) > state.award.heldUntil) return refuse.lapsed(state.award.heldUntil);
    if (to < from) return refuse.periodBackwards();
    if (state.period && to <= state.period.to) return refuse.nothingNew(state.period.to);
    if (state.period && from <= state.period.to) return refuse.periodOverlaps(state.period.to);
    const year = state.year === 1 ? 2 : 3;
    return [ReviewBegun.of({ year, from, to, elements: coveredBy(year, standard, state.scores, also) })];
  }),

  AttachEvidence: on((command, state) => {
    const { evidenceId, kind, document, title, text, url, facts } = command;
    const elements = [...new Set(command.elements)];
    const refusal = unknownAmong(elements, 'elements', facts.standard) ?? unfit(command);
    if (refusal) return refusal;
    const known = evidenceCalled(state, evidenceId);
    if (known) {
      const same = { kind, elements, document, withdrawn: false };
      const isSame = isDeepStrictEqual(known, same) && facts.isSaidAgain !== false;
      return isSame ? nothing : refuse.evidenceIdTaken(evidenceId);
    }
    return [EvidenceAttached.of({ evidenceId, kind, elements, document, title, text, url })];
  }),

  WithdrawEvidence: on(({ evidenceId, reason }, state) => {
    const known = evidenceCalled(state, evidenceId);
    if (!known) return refuse.unknownEvidence(evidenceId);
    return known.withdrawn ? nothing : [EvidenceWithdrawn.of({ evidenceId, reason })];
  }),

  ScoreElement: on(({ element, score, reason, suggested, scoredBy, facts }, state) => {
    const { standard, isSaidAgain } = facts;
    if (!elementCalled(standard, element)) return refuse.unknownElement(element, 'element');
    if (!state.open) return refuse.notUnderAssessment();
    if (scoredBy === 'system' || scoredBy === 'import') return refuse.notAPerson();
    const scoredOn = {
      score,
      year: state.year,
      suggested: suggested.score,
      attached: evidenceFor(state, element),
    };
    if (isSaidAgain && isDeepStrictEqual(state.scores[element], scoredOn)) return nothing;
    const figuresShowIt = suggested.score !== undefined && isCompliant(suggested.score);
    if (isCompliant(score) && !figuresShowIt && evidenceFor(state, element) === 0) {
      return refuse.evidenceNeeded(element);
    }
    const recorded = { score: suggested.score, reasons: [...suggested.reasons] };
    return [ElementScored.of({ year: state.year, element, score, suggested: recorded, reason })];
  }),

  WithdrawScore: on(({ element, reason, facts: { standard } }, { open, year, scores, scoreWithdrawn }) => {
    if (!elementCalled(standard, element)) return refuse.unknownElement(element, 'element');
    if (!open) return refuse.notUnderAssessment();
    if (scoreWithdrawn.includes(element)) return nothing;
    if (scores[element]?.year !== year) return refuse.notScored(element, year);
    return [ScoreWithdrawn.of({ year, element, reason })];
  }),

  ConcludeAssessment: on(({ assessor, facts: { standard, isSaidAgain }, occurredAt }, state) => {
    if (!state.open) return isSaidAgain === false ? refuse.concludedOtherwise(state.year) : nothing;
    const today = dayOf(occurredAt);
    if (state.award && today > state.award.heldUntil) return refuse.lapsed(state.award.heldUntil);
    if (state.period && today <= state.period.to) return refuse.periodNotOver(state.period.to);
    const unscored = unscoredIn(state, standard);
    if (unscored.length > 0) return refuse.unscored(unscored);
    const bare = leftWithoutEvidence(standard, state.scores, (element) => evidenceFor(state, element));
    if (bare.length > 0) return refuse.evidenceWithdrawn(bare);
    const scores = Object.fromEntries(
      Object.entries(state.scores).map(([element, { score }]) => [element, score]),
    );
    const { criteria, passed } = standingOf(standard, scores);
    const awardedOn = state.award?.on ?? today;
    return [
      AssessmentConcluded.of({
        year: state.year,
        criteria: criteria.map(({ criterion, elements, compliant, passed: isPassed }) => ({
          criterion,
          elements,
          compliant,
          passed: isPassed,
        })),
        accredited: passed,
        ...(passed && { awardedOn, heldUntil: heldUntil(awardedOn, state.year, standard) }),
        assessor,
      }),
    ];
  }),

  WithdrawConclusion: on(({ reason, occurredAt }, { year, open, awardBefore, isReopened }) => {
    if (isReopened) return nothing;
    if (open) return year === 1 ? refuse.nothingConcluded() : refuse.reviewedSince(year);
    // Without it the review could not be concluded again, and a mistake would cost the accreditation.
    const before = awardBefore?.heldUntil;
    if (before !== undefined && dayOf(occurredAt) > before) return refuse.tooLateToWithdraw(before);
    return [ConclusionWithdrawn.of({ year, reason })];
  }),
};

/** One cycle of accreditation: a full assessment and two reviews. */
export const assessmentDecider: Decider<
  AssessmentState,
  AssessmentCommand,
  AssessmentEvent,
  StoredAssessmentEvent
> = deciderOf({ initial: notBegun, decide: decideTable, evolve: evolveTable });

function unknownAmong(
  numbers: readonly string[],
  field: string,
  standard: AssessmentCommand['facts']['standard'],
): Rejection | undefined {
  const unknown = numbers.find((number) => !elementCalled(standard, number));
  return unknown === undefined ? undefined : refuse.unknownElement(unknown, field);
}

/** Evidence without what makes it evidence of its kind. */
function unfit({ kind, document, url, text }: AttachEvidence): Rejection | undefined {
  if (kind === 'document' && !document) {
    return refuse.unfitEvidence(
      'document',
      'A document is known by its media type, size and SHA-256 digest.',
    );
  }
  if (kind === 'link' && !url) return refuse.unfitEvidence('url', 'A link is nothing without its address.');
  return kind === 'note' && !text
    ? refuse.unfitEvidence('text', 'A note is nothing without its text.')
    : undefined;
}

/** The day in London. */
const dayOf = (instant: string): string => toLondon(Date.parse(instant)).date;
