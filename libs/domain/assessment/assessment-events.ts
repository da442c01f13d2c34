import { z } from 'zod';
import { type EventOf, eventType, type StoredEventOf } from '../../event-sourcing/event-type';
import type { Recorded } from '../../event-sourcing/recorded-event';
import {
  codeSchema,
  daySchema,
  instantSchema,
  localIdSchema,
  mediaSchema,
  versionedSchema,
  wordsSchema,
} from '../case/vocabulary';
import { reviewYearSchema } from './accreditation-standard';
import { scoreSchema } from './score';

/** The stream of one cycle, a full assessment and its two reviews: `assessment-<uuid>`. */
export const assessmentStream = (assessmentId: string): string => `assessment-${assessmentId}`;

/** The assessment whose stream this is; undefined for other streams. */
export const assessmentOfStream = (stream: string): string | undefined =>
  stream.startsWith('assessment-') ? stream.slice('assessment-'.length) : undefined;

/** The days whose cases are evidence, both inclusive, in London. */
const evidencePeriodSchema = z.strictObject({ from: daySchema, to: daySchema });
export type EvidencePeriod = z.infer<typeof evidencePeriodSchema>;

/** Whose service is assessed: one department, one service, or the whole council. */
const scopeSchema = z.strictObject({
  department: codeSchema.optional(),
  service: codeSchema.optional(),
});
export type Scope = z.infer<typeof scopeSchema>;

const yearSchema = z.literal([1, ...reviewYearSchema.values]);
export type Year = z.infer<typeof yearSchema>;

const numberSchema = z.string().max(20);

/** The full assessment of year 1, pinned to the version of the standard that was in force. */
export const AssessmentBegun = eventType({
  name: 'AssessmentBegun',
  version: 1,
  data: z.strictObject({
    standard: versionedSchema,
    scope: scopeSchema,
    ...evidencePeriodSchema.shape,
    begunAt: instantSchema,
  }),
  personal: z.strictObject({ title: z.string().trim().min(1).max(200) }),
  example: {
    standard: { code: 'customer-service-excellence', version: 1 },
    scope: { department: 'customer-services' },
    from: '2025-04-01',
    to: '2026-03-31',
    begunAt: '2026-06-01T09:30:00.000Z',
    title: 'Customer Services',
  },
});

export const ReviewBegun = eventType({
  name: 'ReviewBegun',
  version: 1,
  data: z.strictObject({
    year: reviewYearSchema,
    ...evidencePeriodSchema.shape,
    /** What has to be scored again; the other scores are carried over. */
    elements: z.array(numberSchema).max(1_000),
  }),
  example: { year: 2, from: '2026-04-01', to: '2027-03-31', elements: ['1.1.1', '4.1.2'] },
});

export const evidenceKindSchema = z.enum(['document', 'note', 'link']);
export type EvidenceKind = z.infer<typeof evidenceKindSchema>;

/** Evidence that no event tells of. A document is kept where documents are; its digest says which it was. */
export const EvidenceAttached = eventType({
  name: 'EvidenceAttached',
  version: 1,
  data: z.strictObject({
    evidenceId: localIdSchema,
    kind: evidenceKindSchema,
    /** What it is evidence of. */
    elements: z.array(numberSchema).min(1).max(100),
    document: mediaSchema.optional(),
  }),
  personal: z.strictObject({
    title: z.string().trim().min(1).max(200),
    text: wordsSchema.optional(),
    url: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .optional(),
  }),
  example: {
    evidenceId: 'charter',
    kind: 'document',
    elements: ['2.1.1', '4.1.1'],
    document: { mediaType: 'application/pdf', size: 481_234, sha256: 'c'.repeat(64) },
    title: 'Customer charter 2026',
    text: 'Adopted by the cabinet in March, see page 4.',
  },
});

export const EvidenceWithdrawn = eventType({
  name: 'EvidenceWithdrawn',
  version: 1,
  data: z.strictObject({ evidenceId: localIdSchema }),
  personal: z.strictObject({ reason: wordsSchema }),
  example: { evidenceId: 'charter', reason: 'It is the draft, not what was adopted.' },
});

/** A person's score. What the figures suggested at that moment is kept beside it, for the audit; it decides nothing. */
export const ElementScored = eventType({
  name: 'ElementScored',
  version: 1,
  data: z.strictObject({
    year: yearSchema,
    element: numberSchema,
    score: scoreSchema,
    suggested: z.strictObject({
      score: scoreSchema.optional(),
      reasons: z.array(z.string().max(4_000)).max(20),
    }),
  }),
  personal: z.strictObject({ reason: wordsSchema }),
  example: {
    year: 1,
    element: '4.1.2',
    score: 'compliant',
    suggested: {
      score: 'partially-compliant',
      reasons: ['Resolved within standard: 78.1 % (1,562 of 2,000; 95 % interval 76.2 to 79.9).'],
    },
    reason: 'The strike in June explains the shortfall; eleven of twelve months met the standard.',
  },
});

/** A full assessment or a review is over. Whether the standard is met follows from the scores; who decided is told. */
export const AssessmentConcluded = eventType({
  name: 'AssessmentConcluded',
  version: 1,
  data: z.strictObject({
    year: yearSchema,
    criteria: z.array(
      z.strictObject({
        criterion: numberSchema,
        elements: z.int().nonnegative(),
        compliant: z.int().nonnegative(),
        passed: z.boolean(),
      }),
    ),
    accredited: z.boolean(),
    /** The day of the award, which the reviews confirm. */
    awardedOn: daySchema.optional(),
    /** The last day on which accreditation holds unless the next review is concluded by then. */
    heldUntil: daySchema.optional(),
  }),
  personal: z.strictObject({ assessor: z.string().trim().min(1).max(200) }),
  example: {
    year: 1,
    criteria: [{ criterion: '1', elements: 11, compliant: 9, passed: true }],
    accredited: true,
    awardedOn: '2026-06-15',
    heldUntil: '2027-09-15',
    assessor: 'J. Brown, for the certification body',
  },
});

/** The latest conclusion was a mistake: the year is open again, and the award is what it was before. */
export const ConclusionWithdrawn = eventType({
  name: 'ConclusionWithdrawn',
  version: 1,
  data: z.strictObject({ year: yearSchema }),
  personal: z.strictObject({ reason: wordsSchema }),
  example: { year: 1, reason: 'It was concluded for another assessment.' },
});

/** A score that was put on the wrong element: what is left is that of an earlier year, or none. */
export const ScoreWithdrawn = eventType({
  name: 'ScoreWithdrawn',
  version: 1,
  data: z.strictObject({ year: yearSchema, element: numberSchema }),
  personal: z.strictObject({ reason: wordsSchema }),
  example: { year: 1, element: '4.1.2', reason: 'It was meant for 4.2.1.' },
});

/** Begun by mistake. It accepts nothing more. */
export const AssessmentAbandoned = eventType({
  name: 'AssessmentAbandoned',
  version: 1,
  data: z.strictObject({}),
  personal: z.strictObject({ reason: wordsSchema }),
  example: { reason: 'The period was mistyped.' },
});

export const assessmentEvents = {
  AssessmentBegun,
  ReviewBegun,
  EvidenceAttached,
  EvidenceWithdrawn,
  ElementScored,
  AssessmentConcluded,
  ConclusionWithdrawn,
  ScoreWithdrawn,
  AssessmentAbandoned,
} as const;

export type AssessmentEvent = EventOf<(typeof assessmentEvents)[keyof typeof assessmentEvents]>;
export type StoredAssessmentEvent = StoredEventOf<(typeof assessmentEvents)[keyof typeof assessmentEvents]>;
/** As a history holds it. */
export type RecordedAssessmentEvent = Recorded<StoredAssessmentEvent>;
