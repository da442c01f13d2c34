import { isDeepStrictEqual } from 'node:util';
import { type Decider, type Decision, type DecideTable, deciderOf } from '../../event-sourcing/decider';
import type { Rejection } from '../../event-sourcing/rejection';
import { faultyAnswer } from '../catalogue/answers-to-questions';
import type { CaseCommand, RaiseQuery } from './case-commands';
import {
  ActionCancelled,
  ActionRescheduled,
  ActionScheduled,
  ActionTaken,
  type CaseEvent,
  type Classification,
  ClockPaused,
  ClockResumed,
  Closed,
  ComplaintEscalated,
  ContactRecorded,
  CustomerTold,
  DelayNotified,
  DocumentAttached,
  DuplicateUndone,
  FeedbackGiven,
  FollowerJoined,
  FollowerLeft,
  ForwardedToDepartment,
  InformationReceived,
  InformationRequested,
  MarkedDuplicate,
  NoteAdded,
  NotificationAttempted,
  NotificationDelivered,
  NotificationFailed,
  NotificationWithheld,
  NoticeRaised,
  NoticeSettled,
  OfficerAssigned,
  OfficerReleased,
  QueryAcknowledged,
  QueryRaised,
  Reclassified,
  Reopened,
  Resolved,
  ReturnedByDepartment,
  type StoredCaseEvent,
  TargetMissed,
  Withdrawn,
} from './case-events';
import { refuse } from './case-refusals';
import { pauseReasonOf, waitingForAnswer } from './need';
import { isStillNews, type MessageName, toldByOneWayOnly } from './notification';
import { type CaseState, evolveTable, notRaised } from './case-state';
import { unfitOutcome } from './outcomes-of-kind';
import { avoidablePurposes } from './vocabulary';

/** It is so already: nothing to record, and no reason to refuse. */
const nothing: readonly CaseEvent[] = [];

/** What a case must be before a rule is asked at all: the first that is not met refuses. */
type Requirement = (state: CaseState) => Rejection | undefined;

const open: Requirement = ({ status }) =>
  status === 'resolved' ? refuse.caseResolved() : status === 'closed' ? refuse.caseClosed() : undefined;
const notADuplicate: Requirement = ({ duplicateOf }) =>
  duplicateOf ? refuse.isDuplicate(duplicateOf) : undefined;
const workable = [open, notADuplicate];
/** Somebody works on it, or has finished: whoever is answered with it is answered. */
const notGivenUp: Requirement = ({ closure }) =>
  closure === 'withdrawn' || closure === 'no-answer-from-customer' ? refuse.originalNotPursued() : undefined;

/** What must be so for a case to be closed for each reason: the customer is told it. */
const closeable: Record<Extract<CaseCommand, { type: 'Close' }>['reason'], Requirement> = {
  resolved: ({ status }) => (status === 'resolved' ? undefined : refuse.notResolved()),
  duplicate: ({ duplicateOf }) => (duplicateOf ? undefined : refuse.notADuplicate()),
  'no-answer-from-customer': (state) =>
    open(state) ??
    (Object.values(state.requests).some(({ of, received }) => of === 'customer' && !received)
      ? undefined
      : refuse.notWaitingForCustomer()),
};

/** A rule that is asked only of a case that exists, at or after its beginning, and meets the requirements. */
function on<Command extends CaseCommand>(
  requirements: readonly Requirement[],
  rule: (command: Command, state: CaseState) => Decision<CaseEvent>,
): (command: Command, state: CaseState) => Decision<CaseEvent> {
  return (command, state) => {
    if (state.status === 'not-raised') return refuse.caseNotFound();
    if (command.occurredAt < state.raisedAt) return refuse.beforeItWasRaised(state.raisedAt);
    for (const requirement of requirements) {
      const refusal = requirement(state);
      if (refusal) return refusal;
    }
    return rule(command, state);
  };
}

/** Every rule of a case, one for each command. */
const decideTable: DecideTable<CaseState, CaseCommand, CaseEvent> = {
  RaiseQuery: (command, state) => {
    const { type: _, occurredAt: raisedAt, facts, resolved, ...query } = command;
    if (state.status !== 'not-raised') {
      const same = state.raisedAt === raisedAt && state.classification?.service.code === query.service.code;
      return same ? nothing : refuse.referenceTaken();
    }
    const refusal =
      faultyAnswer(facts.questions, query.answers) ??
      (resolved && unfitOutcome(resolved.outcome, query.kind, 'resolved.outcome'));
    return refusal ?? [QueryRaised.of({ ...query, raisedAt }), ...answeredAtOnce(command)];
  },

  AcknowledgeQuery: on([open], ({ reference, channel, promised }, state) =>
    isDeepStrictEqual(state.promised, promised)
      ? nothing
      : [QueryAcknowledged.of({ reference, channel, promised })],
  ),

  ForwardToDepartment: on(workable, ({ department, queue, reason }, state) => {
    if (state.desk?.department === department && state.desk.queue === queue) return nothing;
    return [...release(state), ForwardedToDepartment.of({ department, queue, from: state.desk, reason })];
  }),

  ReturnToContactCentre: on(workable, ({ reason, suggested }, state) => {
    if (!state.desk) return state.returned ? nothing : refuse.notWithADepartment();
    return [...release(state), ReturnedByDepartment.of({ ...state.desk, suggested, reason })];
  }),

  AssignOfficer: on(workable, ({ officer, takeOver }, state) => {
    if (state.officer === officer) return nothing;
    if (state.officer && !takeOver) return refuse.heldByAnother(state.officer);
    return [OfficerAssigned.of({ officer, from: state.officer })];
  }),

  ReleaseOfficer: on(workable, (_, state) => release(state)),

  ScheduleAction: on(workable, ({ actionId, what, when }, state) => {
    const known = state.actions[actionId];
    if (!known) return [ActionScheduled.of({ actionId, what, when })];
    return isDeepStrictEqual(known.when, when) && known.status === 'planned'
      ? nothing
      : refuse.actionIdTaken(actionId);
  }),

  RescheduleAction: on(workable, ({ actionId, when, reason }, state) => {
    const known = state.actions[actionId];
    if (!known?.when) return refuse.unknownAction(actionId);
    if (known.status !== 'planned') return refuse.actionOver(actionId, known.status);
    return isDeepStrictEqual(known.when, when)
      ? nothing
      : [ActionRescheduled.of({ actionId, when, was: known.when, reason })];
  }),

  CancelAction: on(workable, ({ actionId, reason }, state) => {
    const known = state.actions[actionId];
    if (!known) return refuse.unknownAction(actionId);
    if (known.status === 'cancelled') return nothing;
    return known.status === 'taken'
      ? refuse.actionOver(actionId, 'taken')
      : [ActionCancelled.of({ actionId, reason })];
  }),

  /** An action need not have been scheduled: a crew that passes by may simply mend it. */
  RecordAction: on(workable, ({ actionId, outcome, note, evidence, occurredAt }, state) => {
    const known = state.actions[actionId];
    if (known?.status === 'taken' && known.outcome === outcome) return nothing;
    if (known && known.status !== 'planned') return refuse.actionOver(actionId, known.status);
    return [ActionTaken.of({ actionId, outcome, takenAt: occurredAt, note, evidence })];
  }),

  RequestInformation: on(workable, ({ requestId, of, need, what, basis, facts, occurredAt }, state) => {
    const known = state.requests[requestId];
    if (known) return known.received ? refuse.idTaken('requestId', requestId) : nothing;
    if (of !== 'customer' && need !== 'information') return refuse.onlyTheCustomer();
    const requested = InformationRequested.of({ requestId, of, need, clock: facts.clock, what });
    if (facts.clock === 'runs-on') return [requested];
    const reason = pauseReasonOf({ of, need });
    const paused = ClockPaused.of({ pausedAt: occurredAt, reason, basis, requestId });
    if (!state.pause) return [requested, paused];
    // A wait that has the count start again is told apart from one that only stops it.
    if (facts.clock === 'stops' || state.pause.reason === reason) return [requested];
    if (!state.pause.requestId) return refuse.clockPausedAlready(state.pause.reason);
    return occurredAt < state.pause.pausedAt
      ? refuse.beforeThePause(state.pause.pausedAt)
      : [requested, ...resume(state, occurredAt), paused];
  }),

  ReceiveInformation: on(workable, ({ requestId, what, occurredAt }, state) => {
    const known = state.requests[requestId];
    if (!known) return refuse.unknownRequest(requestId);
    if (known.received) return nothing;
    const received = InformationReceived.of({ requestId, what });
    const { pause } = state;
    if (!pause?.requestId || !known.pauseReason) return [received];
    const stillAwaited = Object.entries(state.requests).filter(
      ([id, request]) => id !== requestId && !request.received && request.pauseReason,
    );
    if (stillAwaited.some(([, { pauseReason }]) => pauseReason === pause.reason)) return [received];
    if (occurredAt < pause.pausedAt) return refuse.beforeThePause(pause.pausedAt);
    const goesOnFor = stillAwaited
      .slice(0, 1)
      .map(([id, { pauseReason = '' }]) =>
        ClockPaused.of({ pausedAt: occurredAt, reason: pauseReason, basis: waitingForAnswer, requestId: id }),
      );
    return [received, ...resume(state, occurredAt), ...goesOnFor];
  }),

  PauseClock: on(workable, ({ reason, basis, occurredAt }, state) => {
    if (state.pause)
      return state.pause.reason === reason ? nothing : refuse.clockPausedAlready(state.pause.reason);
    return [ClockPaused.of({ pausedAt: occurredAt, reason, basis })];
  }),

  ResumeClock: on(workable, ({ occurredAt }, state) => {
    if (!state.pause) return nothing;
    if (state.pause.requestId) return refuse.waitingForInformation();
    if (occurredAt < state.pause.pausedAt) return refuse.beforeThePause(state.pause.pausedAt);
    return resume(state, occurredAt);
  }),

  NotifyDelay: on(workable, ({ target, newDate, extension, reason, facts, occurredAt }, state) => {
    if (isDeepStrictEqual(state.delays[target], { newDate, extension })) return nothing;
    if (newDate < occurredAt.slice(0, 10)) return refuse.delayIntoThePast();
    if (extension && state.extended.includes(target)) return refuse.extendedAlready();
    if (extension && extension > facts.extensionAtMost) return refuse.extensionTooLong(facts.extensionAtMost);
    if (extension && facts.dueAt && occurredAt > facts.dueAt) return refuse.extensionTooLate(facts.dueAt);
    return [DelayNotified.of({ target, newDate, extension, reason })];
  }),

  MissTarget: on([notADuplicate], ({ target, facts: { dueAt, reachedAt }, occurredAt }, state) => {
    if (dueAt === undefined) return refuse.noSuchTarget();
    if (reachedAt !== undefined && reachedAt <= dueAt) return refuse.targetMet();
    if (state.missed.includes(target) || hasEndedBy(dueAt, state)) return nothing;
    return occurredAt <= dueAt ? refuse.targetNotDue(dueAt) : [TargetMissed.of({ target, dueAt })];
  }),

  RecordContact: on([], ({ contactId, direction, channel, purpose, avoidable, note }, state) => {
    if (state.contacts.includes(contactId)) return nothing;
    const couldHaveBeenAvoided =
      avoidable ?? (direction === 'inbound' && avoidablePurposes.includes(purpose));
    return [
      ContactRecorded.of({ contactId, direction, channel, purpose, avoidable: couldHaveBeenAvoided, note }),
    ];
  }),

  AddNote: on([], ({ noteId, visibility, text }, state) =>
    state.notes.includes(noteId) ? nothing : [NoteAdded.of({ noteId, visibility, text })],
  ),

  AttachDocument: on([], ({ type: _, occurredAt: __, ...document }, state) => {
    const known = state.documents[document.documentId];
    if (known) return known === document.sha256 ? nothing : refuse.idTaken('documentId', document.documentId);
    return [DocumentAttached.of(document)];
  }),

  MarkDuplicate: on([open], ({ reference, of, facts }, state) => {
    if (state.duplicateOf) return state.duplicateOf === of ? nothing : refuse.isDuplicate(state.duplicateOf);
    if (of === reference) return refuse.duplicateOfItself();
    if (facts.original === 'absent') return refuse.originalNotFound(of);
    return facts.original === 'follows-this-one' || state.followers.includes(of)
      ? refuse.originalFollowsThisOne(of)
      : [MarkedDuplicate.of({ of })];
  }),

  UndoDuplicate: on([], ({ reason, of }, { duplicateOf }) =>
    duplicateOf && (of === undefined || of === duplicateOf)
      ? [DuplicateUndone.of({ of: duplicateOf, reason })]
      : nothing,
  ),

  AddFollowers: on([notADuplicate, notGivenUp], ({ references }, { followers }) =>
    references
      .filter((reference) => !followers.includes(reference))
      .map((reference) => FollowerJoined.of({ reference })),
  ),

  RemoveFollowers: on([], ({ references }, { followers }) =>
    references
      .filter((reference) => followers.includes(reference))
      .map((reference) => FollowerLeft.of({ reference })),
  ),

  Reclassify: on(workable, ({ to, reason }, state) => {
    const from = state.classification;
    return !from || isSame(from, to) ? nothing : [Reclassified.of({ ...to, from, reason })];
  }),

  Resolve: on([notADuplicate], ({ outcome, explanation, occurredAt }, state) => {
    if (state.status !== 'open') {
      if (!state.outcome) return refuse.caseClosed();
      return state.outcome === outcome ? nothing : refuse.resolvedOtherwise(state.outcome);
    }
    const kind = state.classification?.kind;
    const refusal = kind && unfitOutcome(outcome, kind);
    if (refusal) return refusal;
    return [...stopClock(state, occurredAt), Resolved.of({ outcome, resolvedAt: occurredAt, explanation })];
  }),

  Close: on([], ({ reason, of, occurredAt }, state) => {
    if (state.status === 'closed' || (of !== undefined && of !== state.duplicateOf)) return nothing;
    // The clock of a duplicate goes on where it is: it is its own again when the link is undone.
    const stopped = reason === 'duplicate' ? [] : stopClock(state, occurredAt);
    return closeable[reason](state) ?? [...stopped, Closed.of({ reason })];
  }),

  Reopen: on([notADuplicate], ({ by, reason }, state) => {
    if (state.status !== 'open') return [Reopened.of({ by, reason })];
    return state.timesReopened > 0 ? nothing : refuse.notEnded();
  }),

  Withdraw: on([], ({ by, reason, occurredAt }, state) => {
    if (state.closure === 'withdrawn') return nothing;
    return open(state) ?? [...stopClock(state, occurredAt), Withdrawn.of({ by, reason })];
  }),

  EscalateComplaint: on([notADuplicate], ({ reason, standard, occurredAt: escalatedAt }, state) => {
    if (state.classification?.kind !== 'complaint') return refuse.notAComplaint();
    if (state.complaintStage === 2) return state.status === 'open' ? nothing : refuse.escalatedAlready();
    return state.status === 'open'
      ? refuse.notAnsweredAtStage1()
      : [ComplaintEscalated.of({ stage: 2, standard, escalatedAt, reason })];
  }),

  GiveFeedback: on([], ({ scores, overall, comment }, state) => {
    if (state.status === 'open') return refuse.feedbackTooEarly();
    if (!state.feedback) return [FeedbackGiven.of({ scores, overall, comment })];
    return isDeepStrictEqual(state.feedback, { scores, overall }) ? nothing : refuse.feedbackGiven();
  }),

  AttemptNotification: on([], ({ notificationId, message, carrier }, state) =>
    state.notifications[notificationId]
      ? nothing
      : [NotificationAttempted.of({ notificationId, message, carrier })],
  ),

  WithholdNotification: on([], ({ notificationId, message, reason, untoldSince }, state) => {
    if (state.notifications[notificationId]) return nothing;
    const withheld = NotificationWithheld.of({ notificationId, message, reason });
    if (untoldSince === undefined || reason === 'not-wanted' || !isWorthACall(message, state))
      return [withheld];
    return [withheld, NoticeRaised.of({ notice: 'tell-by-hand', about: message, moment: untoldSince })];
  }),

  RecordTold: on([], ({ notificationId, by, receipt }, state) => {
    const sent = sentAs(state, notificationId);
    if (!sent) return refuse.unknownNotification(notificationId);
    return sent.status === 'attempted' ? [CustomerTold.of({ ...sent.notification, by, receipt })] : nothing;
  }),

  /** A receipt may come before we have noted that the message was taken: then it says that as well. */
  RecordDelivery: on([], ({ notificationId, by, receipt, deliveredAt }, state) => {
    const sent = sentAs(state, notificationId);
    if (!sent) return refuse.unknownNotification(notificationId);
    const delivered = NotificationDelivered.of({ ...sent.notification, deliveredAt });
    if (sent.status === 'told') return [delivered];
    return sent.status === 'attempted'
      ? [CustomerTold.of({ ...sent.notification, by, receipt }), delivered]
      : nothing;
  }),

  RecordNonDelivery: on([], ({ notificationId, reason }, state) => {
    const sent = sentAs(state, notificationId);
    if (!sent) return refuse.unknownNotification(notificationId);
    const isSettled = sent.status === 'delivered' || sent.status === 'failed';
    return isSettled ? nothing : [NotificationFailed.of({ ...sent.notification, reason })];
  }),

  /** Late or twice, a notice is not wanted: that is no mistake of anybody's. */
  RaiseNotice: on([], ({ notice, about, moment }, state) => {
    const isTime = notice === 'survey' ? state.outcome !== undefined : state.status === 'open';
    const isRaised = state.notices.some((one) =>
      notice === 'survey' ? one.notice === notice : isDeepStrictEqual(one, { notice, about, moment }),
    );
    return isTime && !isRaised && !state.duplicateOf ? [NoticeRaised.of({ notice, about, moment })] : nothing;
  }),

  SettleNotice: on([], ({ notice, about }, state) => {
    const raised = state.notices.findLast((one) => one.notice === notice && one.about === about);
    if (!raised) return refuse.unknownNotice(notice, about);
    const isSettled = state.settledNotices.some((one) => isDeepStrictEqual(one, raised));
    return isSettled ? nothing : [NoticeSettled.of(raised)];
  }),
};

/** Whether a colleague is to tell what cannot be written. Whoever had it acknowledged knows that we have their query. */
function isWorthACall(message: MessageName, state: CaseState): boolean {
  const isKnown = message === 'received' && state.promised !== undefined;
  const isNews = isStillNews(message, state.status !== 'open', state.duplicateOf !== undefined);
  return isNews && !isKnown && !toldByOneWayOnly.has(message);
}

/** A message that was given to a carrier, or was about to be; undefined for any other. */
function sentAs({ notifications }: CaseState, notificationId: string) {
  const known = notifications[notificationId];
  if (!known?.carrier) return undefined;
  const { message, carrier, status } = known;
  return { status, notification: { notificationId, message, carrier } };
}

/** The case: what it decides and how it remembers. */
export const caseDecider: Decider<CaseState, CaseCommand, CaseEvent, StoredCaseEvent> = deciderOf({
  initial: notRaised,
  decide: decideTable,
  evolve: evolveTable,
});

function isSame(one: Classification, other: Classification): boolean {
  return (
    one.kind === other.kind &&
    isDeepStrictEqual(one.service, other.service) &&
    isDeepStrictEqual(one.standard, other.standard)
  );
}

/** A case that was resolved too late has missed its date all the same; one that ended otherwise keeps no promise. */
function hasEndedBy(moment: string, { status, resolvedAt }: CaseState): boolean {
  return status !== 'open' && (resolvedAt === undefined || resolvedAt <= moment);
}

/** A case that changes hands leaves its officer behind. */
function release({ officer }: CaseState): CaseEvent[] {
  return officer ? [OfficerReleased.of({ officer })] : [];
}

function resume({ pause }: CaseState, at: string): CaseEvent[] {
  return pause ? [ClockResumed.of({ pausedAt: pause.pausedAt, resumedAt: at, reason: pause.reason })] : [];
}

/** Every pause is an interval with both ends, also one that the end of the case cuts off. */
function stopClock(state: CaseState, at: string): CaseEvent[] {
  return resume(state, state.pause && state.pause.pausedAt > at ? state.pause.pausedAt : at);
}

/** A query that is answered while the customer is there is over: closing it is nobody's work. */
function answeredAtOnce({ resolved, occurredAt: resolvedAt }: RaiseQuery): CaseEvent[] {
  return resolved ? [Resolved.of({ ...resolved, resolvedAt }), Closed.of({ reason: 'resolved' })] : [];
}
