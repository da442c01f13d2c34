import { Rejection } from '../../event-sourcing/rejection';

/*
 * Everything a case can refuse, in one place. Codes are stable; sentences are for the person at the counter and
 * say what to do next.
 */
export const refuse = {
  caseNotFound: () =>
    new Rejection(
      'case-not-found',
      'not-found',
      'There is no case with this reference. Check it with the customer.',
    ),
  referenceTaken: () =>
    new Rejection('reference-taken', 'conflict', 'Another query already has this reference. Raise it again.'),
  beforeItWasRaised: (raisedAt: string) =>
    new Rejection(
      'before-it-was-raised',
      'invalid',
      `This cannot have happened before the query was raised at ${raisedAt}. Correct the time.`,
      'occurredAt',
    ),
  caseResolved: () =>
    new Rejection('case-resolved', 'conflict', 'The case is resolved. Reopen it before working on it again.'),
  caseClosed: () =>
    new Rejection('case-closed', 'conflict', 'The case is closed. Reopen it before working on it again.'),
  isDuplicate: (of: string) =>
    new Rejection(
      'is-a-duplicate',
      'conflict',
      `This case is marked as a duplicate of ${of}. Work on that one, or undo the duplicate first.`,
    ),
  unknownService: (code: string) =>
    new Rejection(
      'unknown-service',
      'invalid',
      `No service is called “${code}”. See GET /catalogue/services.`,
      'service',
    ),
  serviceNotPublished: (code: string) =>
    new Rejection(
      'unknown-service',
      'invalid',
      `No service “${code}” has been published. Publish it first.`,
      'service',
    ),
  unknownCustomer: () =>
    new Rejection(
      'unknown-customer',
      'invalid',
      'There is no customer with this id. Register them first, or send their details instead.',
      'customerId',
    ),
  nothingToReclassify: () =>
    new Rejection(
      'nothing-to-reclassify',
      'invalid',
      'The request changes nothing. Say what the case is now: a service, a kind, or both.',
      'service',
    ),
  unansweredQuestion: (code: string, text: string) =>
    new Rejection(
      'unanswered-question',
      'invalid',
      `The service asks: “${text}” An answer is needed.`,
      `answers.${code}`,
    ),
  unknownAnswer: (code: string) =>
    new Rejection(
      'unknown-question',
      'invalid',
      'The service asks no such question. Leave it out.',
      `answers.${code}`,
    ),
  unfitAnswer: (code: string, expected: string) =>
    new Rejection(
      'unfit-answer',
      'invalid',
      `This is no answer to the question. Send ${expected}.`,
      `answers.${code}`,
    ),
  unknownDepartment: (code: string) =>
    new Rejection(
      'unknown-department',
      'invalid',
      `No department is called “${code}”. See GET /catalogue/departments.`,
      'department',
    ),
  unknownQueue: (department: string, code: string, queues: readonly string[]) =>
    new Rejection(
      'unknown-queue',
      'invalid',
      `${department} has no queue “${code}”. Its queues are ${queues.join(', ')}.`,
      'queue',
    ),
  queueNotPublished: (department: string, queue: string) =>
    new Rejection(
      'unknown-queue',
      'invalid',
      `No department “${department}” with a queue “${queue}” has been published. Publish it first.`,
      'queue',
    ),
  notWithADepartment: () =>
    new Rejection(
      'not-with-a-department',
      'conflict',
      'No department holds the case. Forward it to one first.',
    ),
  heldByAnother: (officer: string) =>
    new Rejection(
      'held-by-another-officer',
      'conflict',
      `${officer} holds the case. Have it released, or send takeOver: true.`,
    ),
  unknownAction: (actionId: string) =>
    new Rejection(
      'unknown-action',
      'not-found',
      `The case has no action ${actionId} that could be changed. GET /cases/{reference} lists its actions.`,
      'actionId',
    ),
  actionIdTaken: (actionId: string) =>
    new Rejection(
      'action-id-taken',
      'conflict',
      `Action ${actionId} is on the case already, with another date. Reschedule it, or choose another id.`,
      'actionId',
    ),
  actionOver: (actionId: string, status: string) =>
    new Rejection(
      'action-over',
      'conflict',
      `Action ${actionId} is ${status} and can no longer be changed. Schedule a new one.`,
      'actionId',
    ),
  unknownRequest: (requestId: string) =>
    new Rejection(
      'unknown-request',
      'not-found',
      `The case has no request for information ${requestId}. GET /cases/{reference} lists what is unanswered.`,
      'requestId',
    ),
  onlyTheCustomer: () =>
    new Rejection(
      'only-the-customer',
      'invalid',
      'Only the customer can clarify the request, prove who they are or pay a fee. Ask them, or ask for information.',
      'need',
    ),
  clockPausedAlready: (reason: string) =>
    new Rejection('clock-paused', 'conflict', `The clock is already paused (${reason}). Resume it first.`),
  waitingForInformation: () =>
    new Rejection(
      'waiting-for-information',
      'conflict',
      'The clock is paused because information was asked for. It resumes when that is recorded as received.',
    ),
  beforeThePause: (pausedAt: string) =>
    new Rejection(
      'before-the-pause',
      'invalid',
      `The clock was paused at ${pausedAt} and cannot resume before that. Correct the time.`,
      'occurredAt',
    ),
  delayIntoThePast: () =>
    new Rejection(
      'delay-into-the-past',
      'invalid',
      'A delay is to a date that is still to come. Correct the date.',
      'newDate',
    ),
  extensionTooLong: (atMost: number) =>
    atMost === 0
      ? new Rejection(
          'extension-not-allowed',
          'invalid',
          'The standard allows no extension here. Tell the delay without one.',
          'extension',
        )
      : new Rejection(
          'extension-too-long',
          'invalid',
          `The standard allows one extension of at most ${atMost}. Ask for no more, or tell the delay without one.`,
          'extension',
        ),
  extensionTooLate: (dueAt: string) =>
    new Rejection(
      'extension-too-late',
      'conflict',
      `The target was due at ${dueAt}, and an extension has to be told before that. Tell the delay without one.`,
      'extension',
    ),
  extendedAlready: () =>
    new Rejection(
      'extended-already',
      'conflict',
      'The target was extended once already, and the standard allows one extension. Tell the delay without one.',
      'extension',
    ),
  noSuchTarget: () =>
    new Rejection(
      'no-such-target',
      'conflict',
      'The case has no such target that runs. GET /cases/{reference}/deadlines lists those that it has.',
      'target',
    ),
  targetMet: () =>
    new Rejection(
      'target-met',
      'conflict',
      'The target was met, so it cannot be missed. GET /cases/{reference}/deadlines says when it was.',
      'target',
    ),
  targetNotDue: (dueAt: string) =>
    new Rejection(
      'target-not-due',
      'conflict',
      `The target is due at ${dueAt}: it cannot have been missed yet. Wait until then.`,
    ),
  idTaken: (field: string, id: string) =>
    new Rejection(
      'id-taken',
      'conflict',
      `The case already has something else called ${id}. Choose another id.`,
      field,
    ),
  duplicateOfItself: () =>
    new Rejection(
      'duplicate-of-itself',
      'invalid',
      'A case cannot be a duplicate of itself. Name the case that it is a duplicate of.',
      'of',
    ),
  originalNotFound: (of: string) =>
    new Rejection('original-not-found', 'invalid', `There is no case ${of}. Check the reference.`, 'of'),
  originalFollowsThisOne: (of: string) =>
    new Rejection(
      'original-follows-this-one',
      'conflict',
      `${of} is marked as a duplicate of this case, so this one cannot be a duplicate of it. Undo that one first.`,
      'of',
    ),
  originalNotPursued: () =>
    new Rejection(
      'original-not-pursued',
      'conflict',
      'That case was withdrawn, or closed for want of an answer, so nobody works on it. Work on this one.',
      'of',
    ),
  resolvedOtherwise: (outcome: string) =>
    new Rejection(
      'resolved-otherwise',
      'conflict',
      `The case was resolved as “${outcome}”. Reopen it before resolving it another way.`,
      'outcome',
    ),
  outcomeNotForKind: (outcome: string, kind: string, fitting: readonly string[], field = 'outcome') =>
    new Rejection(
      'outcome-not-for-kind',
      'invalid',
      `A case of the kind ${kind} does not end as “${outcome}”. Choose one of these: ${fitting.join(', ')}.`,
      field,
    ),
  notResolved: () =>
    new Rejection(
      'not-resolved',
      'conflict',
      'The case is not resolved. Resolve it, or record that it was withdrawn.',
    ),
  notADuplicate: () =>
    new Rejection('not-a-duplicate', 'conflict', 'The case is not marked as a duplicate. Mark it first.'),
  notWaitingForCustomer: () =>
    new Rejection(
      'not-waiting-for-customer',
      'conflict',
      'We have asked the customer nothing that is unanswered, so it cannot be closed for want of an answer. Resolve it, or ask first.',
    ),
  notEnded: () =>
    new Rejection(
      'not-ended',
      'conflict',
      'The case is still open, so it cannot be reopened. Go on with it as it is.',
    ),
  notAComplaint: () =>
    new Rejection('not-a-complaint', 'conflict', 'Only a complaint has stages. Reclassify the case first.'),
  escalatedAlready: () =>
    new Rejection(
      'escalated-already',
      'conflict',
      'The complaint is at stage 2, the last stage. The customer may go to the ombudsman.',
    ),
  notAnsweredAtStage1: () =>
    new Rejection(
      'not-answered-at-stage-1',
      'conflict',
      'A complaint goes to stage 2 after its stage 1 answer. Resolve it first.',
    ),
  feedbackGiven: () =>
    new Rejection(
      'feedback-given',
      'conflict',
      'The customer has already given other feedback on this resolution. Keep that, and write down as a note what they say now.',
    ),
  feedbackTooEarly: () =>
    new Rejection(
      'feedback-too-early',
      'conflict',
      'The case is still open. Take feedback once it is resolved, closed or withdrawn.',
    ),
  unknownNotice: (notice: string, about: string) =>
    new Rejection(
      'unknown-notice',
      'not-found',
      `No ${notice} has been raised about ${about}. GET /queue shows what has been raised about a case.`,
      'about',
    ),
  unknownNotification: (notificationId: string) =>
    new Rejection(
      'unknown-notification',
      'not-found',
      `The case has no message ${notificationId} that was sent. Check the reference that it was sent under.`,
      'notificationId',
    ),
};
