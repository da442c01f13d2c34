import { z } from 'zod';
import { askedOfSchema, needSchema } from '../domain/case/need';
import {
  actionOutcomeSchema,
  channelSchema,
  closureSchema,
  codeSchema,
  daySchema,
  instantSchema,
  localIdSchema,
  mediaSchema,
  outcomeSchema,
  purposeSchema,
  stages,
  targetNameSchema,
  visibilitySchema,
} from '../domain/case/vocabulary';
import { departmentEventType, type DepartmentEventType } from './department-event-type';
import {
  actionIdSchema,
  caseLinkSchema,
  classificationSchema,
  departmentSchema,
  officerSchema,
  pauseSchema,
  plannedForSchema,
  promisedSchema,
  queueSchema,
  requestIdSchema,
  type StatedTarget,
  targetsSchema,
} from './vocabulary';

/*
 * What a department is told of the cases it holds. Never more than its work needs: no words that anybody wrote, no
 * names, contact details, address or UPRN. Those are read through the API, by whoever may.
 */

const href = caseLinkSchema;
const targets = targetsSchema;
const exampleOf = { href: '/cases/7QK-4M2-9XD3' };
const owed: StatedTarget[] = [
  { target: 'resolve', due: '2026-06-08T22:59:59.999Z', paused: false, basis: 'policy' },
];

export const CaseReceived = departmentEventType({
  name: 'received',
  version: 1,
  says: 'The case is yours from now on. Its past was another’s, so it comes with all that you need to go on with it.',
  data: {
    href,
    ...classificationSchema.shape,
    channel: channelSchema,
    raisedAt: instantSchema,
    queue: queueSchema,
    from: departmentSchema.optional().describe('The department that held it before; absent when none did'),
    stage: z.enum(stages).describe('How far the customer sees it'),
    location: z
      .object({
        lat: z.number().min(-90).max(90).optional(),
        lon: z.number().min(-180).max(180).optional(),
        ward: z.string().max(100).optional(),
      })
      .optional(),
    targets,
    promised: promisedSchema.optional(),
    pauses: z.array(pauseSchema),
    actions: z
      .array(z.object({ actionId: actionIdSchema, when: plannedForSchema }))
      .describe('What has been planned and not yet been done'),
    awaited: z
      .array(z.object({ requestId: requestIdSchema, of: askedOfSchema }))
      .describe('Questions that have not been answered yet'),
    missed: z.array(targetNameSchema).describe('Targets whose date has gone by'),
    complaintStage: z.literal([1, 2]),
    timesReopened: z.int().nonnegative(),
    timesChased: z.int().nonnegative().describe('How often the customer had to ask again'),
    followers: z.int().nonnegative().optional().describe('How many other cases are answered with this one'),
  },
  example: {
    ...exampleOf,
    kind: 'service-request',
    service: { code: 'street-lighting-fault', version: 1 },
    standard: { code: 'service-request-5-days', version: 1 },
    channel: 'phone',
    raisedAt: '2026-06-01T09:30:00.000Z',
    queue: 'street-lighting',
    from: 'housing',
    stage: 'forwarded',
    location: { lat: 54.5705, lon: -1.3188, ward: 'Stockton Town Centre' },
    targets: owed,
    promised: [{ target: 'resolve', due: '2026-06-08T22:59:59.999Z' }],
    pauses: [{ from: '2026-06-02T10:00:00.000Z', to: '2026-06-03T09:00:00.000Z' }],
    actions: [{ actionId: 'repair', when: { day: '2026-06-04' } }],
    awaited: [{ requestId: 'which-lamp', of: 'customer' }],
    missed: [],
    complaintStage: 1,
    timesReopened: 0,
    timesChased: 2,
    followers: 0,
  },
});

export const CaseLeft = departmentEventType({
  name: 'left',
  version: 1,
  says: 'The case is no longer yours. You are told nothing more of it, unless it comes back.',
  data: {
    href,
    because: z.enum(['forwarded', 'returned']).describe('Another department has it, or you sent it back'),
    to: departmentSchema.optional().describe('Who has it now; absent when you sent it back'),
  },
  example: { ...exampleOf, because: 'forwarded', to: 'housing' },
});

export const CaseRequeued = departmentEventType({
  name: 'requeued',
  version: 1,
  says: 'The case lies in another of your queues.',
  data: { href, queue: queueSchema, from: queueSchema },
  example: { ...exampleOf, queue: 'road-defects', from: 'street-lighting' },
});

export const CaseAcknowledged = departmentEventType({
  name: 'acknowledged',
  version: 1,
  says: 'The customer was given the reference and these dates.',
  data: { href, channel: channelSchema, promised: promisedSchema, targets },
  example: {
    ...exampleOf,
    channel: 'phone',
    promised: [{ target: 'resolve', due: '2026-06-08T22:59:59.999Z' }],
    targets: owed,
  },
});

export const CaseAssigned = departmentEventType({
  name: 'assigned',
  version: 1,
  says: 'One of your officers holds the case.',
  data: { href, officer: officerSchema, from: officerSchema.optional() },
  example: { ...exampleOf, officer: 'p.shah' },
});

export const CaseUnassigned = departmentEventType({
  name: 'unassigned',
  version: 1,
  says: 'The officer does not hold the case any more, and nobody does.',
  data: { href, officer: officerSchema },
  example: { ...exampleOf, officer: 'p.shah' },
});

export const ActionPlanned = departmentEventType({
  name: 'action-planned',
  version: 1,
  says: 'Something is to be done, then; the customer sees the date.',
  data: { href, actionId: actionIdSchema, when: plannedForSchema },
  example: { ...exampleOf, actionId: 'repair', when: { day: '2026-06-04' } },
});

export const ActionMoved = departmentEventType({
  name: 'action-moved',
  version: 1,
  says: 'It is to be done at another time.',
  data: { href, actionId: actionIdSchema, when: plannedForSchema, was: plannedForSchema },
  example: {
    ...exampleOf,
    actionId: 'repair',
    when: { from: '2026-06-05T08:00:00.000Z', to: '2026-06-05T12:00:00.000Z' },
    was: { day: '2026-06-04' },
  },
});

export const ActionDropped = departmentEventType({
  name: 'action-dropped',
  version: 1,
  says: 'It is not to be done any more.',
  data: { href, actionId: actionIdSchema },
  example: { ...exampleOf, actionId: 'repair' },
});

export const ActionReported = departmentEventType({
  name: 'action-reported',
  version: 1,
  says: 'Somebody was there: what came of it. It need not have been planned.',
  data: { href, actionId: actionIdSchema, outcome: actionOutcomeSchema, takenAt: instantSchema },
  example: { ...exampleOf, actionId: 'repair', outcome: 'done', takenAt: '2026-06-05T10:15:00.000Z' },
});

export const AnswerAwaited = departmentEventType({
  name: 'answer-awaited',
  version: 1,
  says: 'Somebody was asked something. If the clock stops for it, that is told too.',
  data: { href, requestId: requestIdSchema, of: askedOfSchema, need: needSchema },
  example: { ...exampleOf, requestId: 'which-lamp', of: 'customer', need: 'information' },
});

export const AnswerArrived = departmentEventType({
  name: 'answer-arrived',
  version: 1,
  says: 'The answer is there, to be read in the case.',
  data: { href, requestId: requestIdSchema },
  example: { ...exampleOf, requestId: 'which-lamp' },
});

export const ClockStopped = departmentEventType({
  name: 'clock-stopped',
  version: 1,
  says: 'The clock stands still.',
  data: {
    href,
    pausedAt: instantSchema,
    reason: codeSchema,
    requestId: requestIdSchema.optional().describe('The question whose answer is waited for'),
    targets,
  },
  example: {
    ...exampleOf,
    pausedAt: '2026-06-02T10:00:00.000Z',
    reason: 'information-requested',
    requestId: 'which-lamp',
    targets: [{ target: 'resolve', paused: true, basis: 'policy' }],
  },
});

export const ClockRestarted = departmentEventType({
  name: 'clock-restarted',
  version: 1,
  says: 'The clock runs again, and the pause has been given back.',
  data: { href, pausedAt: instantSchema, resumedAt: instantSchema, reason: codeSchema, targets },
  example: {
    ...exampleOf,
    pausedAt: '2026-06-02T10:00:00.000Z',
    resumedAt: '2026-06-03T09:00:00.000Z',
    reason: 'information-requested',
    targets: owed,
  },
});

export const DelayAnnounced = departmentEventType({
  name: 'delay-announced',
  version: 1,
  says: 'The customer was told of a delay and given another date; an extension moves the target too.',
  data: {
    href,
    target: targetNameSchema,
    newDate: daySchema,
    extension: z.int().positive().max(366).optional().describe('By how much, in the unit of the target'),
    targets,
  },
  example: { ...exampleOf, target: 'resolve', newDate: '2026-06-22', extension: 10, targets: owed },
});

export const TargetOverrun = departmentEventType({
  name: 'target-overrun',
  version: 1,
  says: 'A target’s date has gone by.',
  data: { href, target: targetNameSchema, dueAt: instantSchema },
  example: { ...exampleOf, target: 'resolve', dueAt: '2026-06-08T22:59:59.999Z' },
});

export const TargetsMoved = departmentEventType({
  name: 'targets-moved',
  version: 1,
  says: 'The bank holidays were published anew, and the case falls due on another day.',
  data: { href, targets },
  example: { ...exampleOf, targets: owed },
});

export const ContactNoted = departmentEventType({
  name: 'contact-noted',
  version: 1,
  says: 'The council and the customer were in touch about the case.',
  data: {
    href,
    contactId: localIdSchema,
    direction: z.enum(['inbound', 'outbound']),
    channel: channelSchema,
    purpose: purposeSchema,
    avoidable: z.boolean().describe('They had to ask for what they should have been told'),
  },
  example: {
    ...exampleOf,
    contactId: 'call-1',
    direction: 'inbound',
    channel: 'phone',
    purpose: 'chasing-progress',
    avoidable: true,
  },
});

export const NoteWritten = departmentEventType({
  name: 'note-written',
  version: 1,
  says: 'There is a note to be read in the case.',
  data: { href, noteId: localIdSchema, visibility: visibilitySchema },
  example: { ...exampleOf, noteId: 'n1', visibility: 'staff' },
});

export const DocumentAdded = departmentEventType({
  name: 'document-added',
  version: 1,
  says: 'There is a document in the case.',
  data: {
    href,
    documentId: localIdSchema,
    visibility: visibilitySchema,
    mediaType: mediaSchema.shape.mediaType,
    size: mediaSchema.shape.size.describe('Bytes'),
  },
  example: { ...exampleOf, documentId: 'd1', visibility: 'customer', mediaType: 'image/jpeg', size: 81234 },
});

export const DuplicateFound = departmentEventType({
  name: 'duplicate-found',
  version: 1,
  says: 'The case tells of what another one tells of. Which one, the API says: that one may not be yours.',
  data: { href },
  example: exampleOf,
});

export const DuplicateRevoked = departmentEventType({
  name: 'duplicate-revoked',
  version: 1,
  says: 'It is not a duplicate after all, and goes on as it was: if it was closed with the other one, it is open again.',
  data: { href },
  example: exampleOf,
});

export const FollowersChanged = departmentEventType({
  name: 'followers-changed',
  version: 1,
  says: 'So many other cases tell of the same, and are answered with this one. Which, the API says: those may not be yours.',
  data: { href, followers: z.int().nonnegative().describe('How many there are now') },
  example: { ...exampleOf, followers: 2 },
});

export const CaseReclassified = departmentEventType({
  name: 'reclassified',
  version: 1,
  says: 'The case is of another kind or about another service, and may be held to another standard.',
  data: { href, ...classificationSchema.shape, from: classificationSchema, targets },
  example: {
    ...exampleOf,
    kind: 'complaint',
    service: { code: 'complaints', version: 1 },
    standard: { code: 'complaint-stage-1', version: 1 },
    from: {
      kind: 'service-request',
      service: { code: 'street-lighting-fault', version: 1 },
      standard: { code: 'service-request-5-days', version: 1 },
    },
    targets: owed,
  },
});

export const CaseResolved = departmentEventType({
  name: 'resolved',
  version: 1,
  says: 'The case has its outcome.',
  data: { href, outcome: outcomeSchema, resolvedAt: instantSchema, targets },
  example: {
    ...exampleOf,
    outcome: 'fixed',
    resolvedAt: '2026-06-05T10:30:00.000Z',
    targets: owed.map((target) => ({ ...target, reached: '2026-06-05T10:30:00.000Z' })),
  },
});

export const CaseClosed = departmentEventType({
  name: 'closed',
  version: 1,
  says: 'Nothing more is to be done. The case stays yours, should it be opened again.',
  data: { href, reason: closureSchema },
  example: { ...exampleOf, reason: 'resolved' },
});

export const CaseReopened = departmentEventType({
  name: 'reopened',
  version: 1,
  says: 'It was not over: there is work again.',
  data: { href, by: z.enum(['customer', 'council']), targets },
  example: { ...exampleOf, by: 'customer', targets: owed },
});

export const CaseWithdrawn = departmentEventType({
  name: 'withdrawn',
  version: 1,
  says: 'The query was taken back: nothing more is to be done.',
  data: { href, by: z.enum(['customer', 'council']) },
  example: { ...exampleOf, by: 'customer' },
});

export const CaseEscalated = departmentEventType({
  name: 'escalated',
  version: 1,
  says: 'The complaint went to its second stage: there is work again, and the clock begins anew.',
  data: {
    href,
    stage: z.literal(2),
    standard: classificationSchema.shape.standard,
    escalatedAt: instantSchema,
    targets,
  },
  example: {
    ...exampleOf,
    stage: 2,
    standard: { code: 'complaint-stage-2', version: 1 },
    escalatedAt: '2026-06-20T11:00:00.000Z',
    targets: owed,
  },
});

/** Everything that a department can be told, in every version that was ever published. */
export const departmentEvents = {
  CaseReceived,
  CaseLeft,
  CaseRequeued,
  CaseAcknowledged,
  CaseAssigned,
  CaseUnassigned,
  ActionPlanned,
  ActionMoved,
  ActionDropped,
  ActionReported,
  AnswerAwaited,
  AnswerArrived,
  ClockStopped,
  ClockRestarted,
  DelayAnnounced,
  TargetOverrun,
  TargetsMoved,
  ContactNoted,
  NoteWritten,
  DocumentAdded,
  DuplicateFound,
  DuplicateRevoked,
  FollowersChanged,
  CaseReclassified,
  CaseResolved,
  CaseClosed,
  CaseReopened,
  CaseWithdrawn,
  CaseEscalated,
} as const;

type Told<T> = T extends DepartmentEventType<infer Type, infer Data> ? { type: Type; data: Data } : never;

/** What is told, before it is put into its envelope. */
export type ToldEvent = Told<(typeof departmentEvents)[keyof typeof departmentEvents]>;

/** The event types by their CloudEvents type. */
export const departmentEventTypes: ReadonlyMap<string, DepartmentEventType> = new Map(
  Object.values(departmentEvents).map((type) => [type.type, type as unknown as DepartmentEventType]),
);
