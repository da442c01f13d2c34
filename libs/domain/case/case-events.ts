import { z } from 'zod';
import { type EventOf, eventType, type StoredEventOf } from '../../event-sourcing/event-type';
import type { Recorded } from '../../event-sourcing/recorded-event';
import { pauseEffectSchema } from '../standards/pause-effect';
import { askedOfSchema, needSchema } from './need';
import { carrierSchema, messageSchema, nonDeliverySchema, withholdingSchema } from './notification';
import { noticeSchema } from './notice';
import {
  actionOutcomeSchema,
  channelSchema,
  closureSchema,
  codeSchema,
  contactDetailsSchema,
  daySchema,
  driverSchema,
  instantSchema,
  kindSchema,
  localIdSchema,
  mediaSchema,
  outcomeSchema,
  purposeSchema,
  targetNameSchema,
  versionedSchema,
  visibilitySchema,
  whenSchema,
  wordsSchema,
} from './vocabulary';

/** The stream of one case: `case-7QK-4M2-9XD3`. */
export const caseStream = (reference: string): string => `case-${reference}`;

/** The case whose stream this is; undefined for other streams. */
export const caseOfStream = (stream: string): string | undefined =>
  stream.startsWith('case-') ? stream.slice('case-'.length) : undefined;

/** Where the work lies: a department, and one of its queues. */
const deskSchema = z.strictObject({ department: codeSchema, queue: codeSchema });
export type Desk = z.infer<typeof deskSchema>;

/** What decides which standard is owed. */
const classificationSchema = z.strictObject({
  kind: kindSchema,
  service: versionedSchema,
  standard: versionedSchema.optional(),
});
export type Classification = z.infer<typeof classificationSchema>;

const answerSchema = z.union([
  z.string().max(10_000),
  z.number(),
  z.boolean(),
  z.array(z.string().max(1_000)).max(50),
]);

export const QueryRaised = eventType({
  name: 'QueryRaised',
  version: 1,
  data: z.strictObject({
    ...classificationSchema.shape,
    channel: channelSchema,
    raisedAt: instantSchema,
    customerId: z.uuid().optional(),
    location: z
      .strictObject({
        lat: z.number().min(-90).max(90).optional(),
        lon: z.number().min(-180).max(180).optional(),
        ward: z.string().max(100).optional(),
      })
      .optional(),
    /** Targets that came with the case and override policy (`basis: source`). */
    targets: z.partialRecord(targetNameSchema, instantSchema).optional(),
    source: z.strictObject({ system: codeSchema, id: z.string().min(1).max(200) }).optional(),
  }),
  personal: z.strictObject({
    summary: z.string().trim().min(1).max(200),
    description: wordsSchema.optional(),
    customer: contactDetailsSchema.optional(),
    onBehalfOf: z
      .strictObject({ name: z.string().min(1).max(200), relationship: z.string().max(100).optional() })
      .optional(),
    address: z.string().max(500).optional(),
    uprn: z
      .string()
      .regex(/^\d{1,12}$/)
      .optional(),
    /** Answers to the service's own questions, by the question's code. */
    answers: z.record(z.string().max(80), answerSchema).optional(),
  }),
  example: {
    kind: 'service-request',
    service: { code: 'street-lighting-fault', version: 1 },
    standard: { code: 'service-request-5-days', version: 1 },
    channel: 'phone',
    raisedAt: '2026-06-01T09:30:00.000Z',
    customerId: '5f1c1d1e-6b0a-4e0b-9a64-0c6a5a3f2d11',
    location: { lat: 54.5705, lon: -1.3188, ward: 'Stockton Town Centre' },
    summary: 'Street light out',
    description: 'Dark for a week outside the surgery.',
    customer: { name: 'Joan Carter', phone: '01642 000000' },
    onBehalfOf: { name: 'Alf Carter', relationship: 'father' },
    address: '12 High Street, Stockton-on-Tees',
    uprn: '100110000001',
    answers: { 'column-number': 'LC 14' },
  },
});

export const QueryAcknowledged = eventType({
  name: 'QueryAcknowledged',
  version: 1,
  data: z.strictObject({
    reference: z.string(),
    channel: channelSchema,
    promised: z.array(z.strictObject({ target: targetNameSchema, due: instantSchema })),
  }),
  example: {
    reference: '7QK-4M2-9XD3',
    channel: 'phone',
    promised: [{ target: 'resolve', due: '2026-06-08T22:59:59.999Z' }],
  },
});

export const ForwardedToDepartment = eventType({
  name: 'ForwardedToDepartment',
  version: 1,
  data: z.strictObject({ ...deskSchema.shape, from: deskSchema.optional() }),
  personal: z.strictObject({ reason: wordsSchema.optional() }),
  example: { department: 'highways', queue: 'street-lighting', reason: 'Column is council-owned.' },
});

export const ReturnedByDepartment = eventType({
  name: 'ReturnedByDepartment',
  version: 1,
  data: z.strictObject({ ...deskSchema.shape, suggested: codeSchema.optional() }),
  personal: z.strictObject({ reason: wordsSchema }),
  example: {
    department: 'highways',
    queue: 'street-lighting',
    suggested: 'housing',
    reason: 'The lamp is on a housing block.',
  },
});

export const OfficerAssigned = eventType({
  name: 'OfficerAssigned',
  version: 1,
  data: z.strictObject({ officer: z.string().min(1).max(200), from: z.string().optional() }),
  example: { officer: 'p.shah' },
});

export const OfficerReleased = eventType({
  name: 'OfficerReleased',
  version: 1,
  data: z.strictObject({ officer: z.string().min(1).max(200) }),
  example: { officer: 'p.shah' },
});

export const ActionScheduled = eventType({
  name: 'ActionScheduled',
  version: 2,
  data: z.strictObject({ actionId: localIdSchema, when: whenSchema }),
  personal: z.strictObject({ what: wordsSchema }),
  upcasters: {
    // Version 1 knew days only; crews now give windows.
    1: ({ on, ...rest }) => ({ ...rest, when: { day: on } }),
  },
  example: { actionId: 'repair', when: { day: '2026-06-04' }, what: 'Replace the lantern' },
});

export const ActionRescheduled = eventType({
  name: 'ActionRescheduled',
  version: 1,
  data: z.strictObject({ actionId: localIdSchema, when: whenSchema, was: whenSchema }),
  personal: z.strictObject({ reason: wordsSchema }),
  example: {
    actionId: 'repair',
    when: { from: '2026-06-05T08:00:00.000Z', to: '2026-06-05T12:00:00.000Z' },
    was: { day: '2026-06-04' },
    reason: 'The platform lift is in for repair.',
  },
});

export const ActionCancelled = eventType({
  name: 'ActionCancelled',
  version: 1,
  data: z.strictObject({ actionId: localIdSchema }),
  personal: z.strictObject({ reason: wordsSchema }),
  example: { actionId: 'repair', reason: 'The supplier repaired it under warranty.' },
});

export const ActionTaken = eventType({
  name: 'ActionTaken',
  version: 1,
  data: z.strictObject({ actionId: localIdSchema, outcome: actionOutcomeSchema, takenAt: instantSchema }),
  personal: z.strictObject({
    note: wordsSchema.optional(),
    evidence: z
      .array(mediaSchema.extend({ name: z.string().min(1).max(255) }))
      .max(20)
      .optional(),
  }),
  example: {
    actionId: 'repair',
    outcome: 'done',
    takenAt: '2026-06-05T10:15:00.000Z',
    note: 'New lantern fitted and tested.',
    evidence: [{ name: 'after.jpg', mediaType: 'image/jpeg', size: 81234, sha256: 'a'.repeat(64) }],
  },
});

export const InformationRequested = eventType({
  name: 'InformationRequested',
  version: 2,
  data: z.strictObject({
    requestId: localIdSchema,
    of: askedOfSchema,
    need: needSchema,
    /** What the case's standard makes of the wait: the pause itself is an event of its own. */
    clock: pauseEffectSchema,
  }),
  personal: z.strictObject({ what: wordsSchema }),
  upcasters: {
    // Version 1 did not tell needs apart, and every request stopped the clock.
    1: (stored) => ({ ...stored, need: 'information', clock: 'stops' }),
  },
  example: {
    requestId: 'which-lamp',
    of: 'customer',
    need: 'information',
    clock: 'stops',
    what: 'Which side of the road is the lamp on?',
  },
});

export const InformationReceived = eventType({
  name: 'InformationReceived',
  version: 1,
  data: z.strictObject({ requestId: localIdSchema }),
  personal: z.strictObject({ what: wordsSchema.optional() }),
  example: { requestId: 'which-lamp', what: 'On the north side.' },
});

export const ClockPaused = eventType({
  name: 'ClockPaused',
  version: 1,
  data: z.strictObject({
    pausedAt: instantSchema,
    reason: codeSchema,
    requestId: localIdSchema.optional(),
  }),
  personal: z.strictObject({
    /** The clause of the standard or statute that allows the pause: written by hand, so it may say more. */
    basis: z.string().min(1).max(300),
  }),
  example: {
    pausedAt: '2026-06-02T10:00:00.000Z',
    reason: 'information-requested',
    basis: 'the standard pauses while we wait for an answer',
    requestId: 'which-lamp',
  },
});

export const ClockResumed = eventType({
  name: 'ClockResumed',
  version: 1,
  data: z.strictObject({ pausedAt: instantSchema, resumedAt: instantSchema, reason: codeSchema }),
  example: {
    pausedAt: '2026-06-02T10:00:00.000Z',
    resumedAt: '2026-06-03T09:00:00.000Z',
    reason: 'information-requested',
  },
});

export const DelayNotified = eventType({
  name: 'DelayNotified',
  version: 1,
  data: z.strictObject({
    target: targetNameSchema,
    newDate: daySchema,
    /** An extension that the standard allows, in the target's own unit: it moves the due date. Without one it is only told. */
    extension: z.int().positive().max(366).optional(),
  }),
  personal: z.strictObject({ reason: wordsSchema }),
  example: {
    target: 'resolve',
    newDate: '2026-06-22',
    extension: 10,
    reason: 'We need a part from the maker.',
  },
});

export const TargetMissed = eventType({
  name: 'TargetMissed',
  version: 1,
  data: z.strictObject({ target: targetNameSchema, dueAt: instantSchema }),
  example: { target: 'resolve', dueAt: '2026-06-08T22:59:59.999Z' },
});

export const ContactRecorded = eventType({
  name: 'ContactRecorded',
  version: 1,
  data: z.strictObject({
    contactId: localIdSchema,
    direction: z.enum(['inbound', 'outbound']),
    channel: channelSchema,
    purpose: purposeSchema,
    avoidable: z.boolean(),
  }),
  personal: z.strictObject({ note: wordsSchema.optional() }),
  example: {
    contactId: 'call-1',
    direction: 'inbound',
    channel: 'phone',
    purpose: 'chasing-progress',
    avoidable: true,
    note: 'Asked when the crew will come.',
  },
});

export const NoteAdded = eventType({
  name: 'NoteAdded',
  version: 1,
  data: z.strictObject({ noteId: localIdSchema, visibility: visibilitySchema }),
  personal: z.strictObject({ text: wordsSchema }),
  example: { noteId: 'n1', visibility: 'staff', text: 'Same column as last year.' },
});

export const DocumentAttached = eventType({
  name: 'DocumentAttached',
  version: 1,
  data: z.strictObject({ documentId: localIdSchema, visibility: visibilitySchema, ...mediaSchema.shape }),
  personal: z.strictObject({ name: z.string().min(1).max(255) }),
  example: {
    documentId: 'd1',
    visibility: 'customer',
    mediaType: 'image/jpeg',
    size: 81234,
    sha256: 'b'.repeat(64),
    name: 'lamp-at-number-12.jpg',
  },
});

export const MarkedDuplicate = eventType({
  name: 'MarkedDuplicate',
  version: 1,
  data: z.strictObject({ of: z.string() }),
  example: { of: '7QK-4M2-9XD3' },
});

export const DuplicateUndone = eventType({
  name: 'DuplicateUndone',
  version: 1,
  data: z.strictObject({ of: z.string() }),
  personal: z.strictObject({ reason: wordsSchema.optional() }),
  example: { of: '7QK-4M2-9XD3', reason: 'A different lamp.' },
});

/** Another case is answered with this one: what is told of this one is told to its customer too. */
export const FollowerJoined = eventType({
  name: 'FollowerJoined',
  version: 1,
  data: z.strictObject({ reference: z.string() }),
  example: { reference: 'FTV-8BD-WQPC' },
});

/** It turned out to be no duplicate of this one. */
export const FollowerLeft = eventType({
  name: 'FollowerLeft',
  version: 1,
  data: z.strictObject({ reference: z.string() }),
  example: { reference: 'FTV-8BD-WQPC' },
});

export const Reclassified = eventType({
  name: 'Reclassified',
  version: 1,
  data: z.strictObject({ ...classificationSchema.shape, from: classificationSchema }),
  personal: z.strictObject({ reason: wordsSchema }),
  example: {
    kind: 'complaint',
    service: { code: 'complaints', version: 1 },
    standard: { code: 'complaint-stage-1', version: 1 },
    from: {
      kind: 'service-request',
      service: { code: 'street-lighting-fault', version: 1 },
      standard: { code: 'service-request-5-days', version: 1 },
    },
    reason: 'The customer is unhappy with how it was handled.',
  },
});

export const Resolved = eventType({
  name: 'Resolved',
  version: 1,
  data: z.strictObject({ outcome: outcomeSchema, resolvedAt: instantSchema }),
  personal: z.strictObject({ explanation: wordsSchema.optional() }),
  example: {
    outcome: 'fixed',
    resolvedAt: '2026-06-05T10:30:00.000Z',
    explanation: 'We fitted a new lantern and it is lit again.',
  },
});

export const Closed = eventType({
  name: 'Closed',
  version: 1,
  data: z.strictObject({ reason: closureSchema }),
  example: { reason: 'resolved' },
});

export const Reopened = eventType({
  name: 'Reopened',
  version: 1,
  data: z.strictObject({ by: z.enum(['customer', 'council']) }),
  personal: z.strictObject({ reason: wordsSchema }),
  example: { by: 'customer', reason: 'It went out again the same night.' },
});

export const Withdrawn = eventType({
  name: 'Withdrawn',
  version: 1,
  data: z.strictObject({ by: z.enum(['customer', 'council']) }),
  personal: z.strictObject({ reason: wordsSchema.optional() }),
  example: { by: 'customer', reason: 'A neighbour had it mended.' },
});

export const ComplaintEscalated = eventType({
  name: 'ComplaintEscalated',
  version: 1,
  data: z.strictObject({
    stage: z.literal(2),
    standard: versionedSchema.optional(),
    escalatedAt: instantSchema,
  }),
  personal: z.strictObject({ reason: wordsSchema }),
  example: {
    stage: 2,
    standard: { code: 'complaint-stage-2', version: 1 },
    escalatedAt: '2026-06-20T11:00:00.000Z',
    reason: 'The stage 1 answer left out the second visit.',
  },
});

const scoreSchema = z.int().min(1).max(5);

export const FeedbackGiven = eventType({
  name: 'FeedbackGiven',
  version: 1,
  data: z.strictObject({ scores: z.partialRecord(driverSchema, scoreSchema), overall: scoreSchema }),
  personal: z.strictObject({ comment: wordsSchema.optional() }),
  example: {
    scores: { timeliness: 4, staffAttitude: 5 },
    overall: 4,
    comment: 'Quick, and they rang first.',
  },
});

/** Which message, and how it travels: every event about it says so, to be read by itself. */
const notificationSchema = z.strictObject({
  notificationId: localIdSchema,
  message: messageSchema,
  carrier: carrierSchema,
});
const exampleNotification = {
  notificationId: '7QK-4M2-9XD3-resolved-5d0c1be3a7f90e42',
  message: 'resolved',
  carrier: 'email',
} as const;

/** It is about to be sent: recorded first, so that a crash leaves no doubt which messages have to be looked up. */
export const NotificationAttempted = eventType({
  name: 'NotificationAttempted',
  version: 1,
  data: notificationSchema,
  example: exampleNotification,
});

/** Nobody is written to, for this reason. */
export const NotificationWithheld = eventType({
  name: 'NotificationWithheld',
  version: 1,
  data: notificationSchema.omit({ carrier: true }).extend({ reason: withholdingSchema }),
  example: {
    notificationId: '7QK-4M2-9XD3-forwarded-90be3a7f5d0c1e42',
    message: 'forwarded',
    reason: 'by-hand',
  },
});

/** Whoever carries the message has taken it. */
export const CustomerTold = eventType({
  name: 'CustomerTold',
  version: 1,
  data: notificationSchema.extend({
    /** Who carries it, as `govuk-notify`, and what it is called there. */
    by: codeSchema,
    receipt: z.string().min(1).max(200).optional(),
  }),
  example: {
    ...exampleNotification,
    by: 'govuk-notify',
    receipt: '740e5834-3a29-46b4-9a6f-16142fde533a',
  },
});

export const NotificationDelivered = eventType({
  name: 'NotificationDelivered',
  version: 1,
  data: notificationSchema.extend({ deliveredAt: instantSchema }),
  example: { ...exampleNotification, deliveredAt: '2026-06-05T10:31:00.000Z' },
});

export const NotificationFailed = eventType({
  name: 'NotificationFailed',
  version: 1,
  data: notificationSchema.extend({ reason: nonDeliverySchema }),
  example: { ...exampleNotification, reason: 'no-such-address' },
});

/** What a process intends, recorded before anybody is told; or that a colleague has to tell the customer. */
export const NoticeRaised = eventType({
  name: 'NoticeRaised',
  version: 1,
  data: z.strictObject({
    notice: noticeSchema,
    /** The target, the action's id, the request's id or the message; `case` where it is about the whole of it. */
    about: localIdSchema,
    /**
     * The moment that it is about: a due date, the day of an action, when a question was asked, or when that happened which
     * is to be told.
     */
    moment: instantSchema,
  }),
  example: { notice: 'delay', about: 'resolve', moment: '2026-06-08T22:59:59.999Z' },
});

/** Whoever works on the case has seen to what was raised. */
export const NoticeSettled = eventType({
  name: 'NoticeSettled',
  version: 1,
  data: z.strictObject({ notice: noticeSchema, about: localIdSchema, moment: instantSchema }),
  example: { notice: 'date-near', about: 'resolve', moment: '2026-06-08T22:59:59.999Z' },
});

/** Everything that can happen to a case. */
export const caseEvents = {
  QueryRaised,
  QueryAcknowledged,
  ForwardedToDepartment,
  ReturnedByDepartment,
  OfficerAssigned,
  OfficerReleased,
  ActionScheduled,
  ActionRescheduled,
  ActionCancelled,
  ActionTaken,
  InformationRequested,
  InformationReceived,
  ClockPaused,
  ClockResumed,
  DelayNotified,
  TargetMissed,
  ContactRecorded,
  NoteAdded,
  DocumentAttached,
  MarkedDuplicate,
  DuplicateUndone,
  FollowerJoined,
  FollowerLeft,
  Reclassified,
  Resolved,
  Closed,
  Reopened,
  Withdrawn,
  ComplaintEscalated,
  FeedbackGiven,
  NotificationAttempted,
  NotificationWithheld,
  CustomerTold,
  NotificationDelivered,
  NotificationFailed,
  NoticeRaised,
  NoticeSettled,
} as const;

export type CaseEvent = EventOf<(typeof caseEvents)[keyof typeof caseEvents]>;
export type StoredCaseEvent = StoredEventOf<(typeof caseEvents)[keyof typeof caseEvents]>;
/** As a history holds it. */
export type RecordedCaseEvent = Recorded<StoredCaseEvent>;
