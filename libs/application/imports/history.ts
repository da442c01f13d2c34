import { z } from 'zod';
import {
  actionOutcomeSchema,
  channelSchema,
  codeSchema,
  contactDetailsSchema,
  kindSchema,
  outcomeSchema,
  targetNameSchema,
  wordsSchema,
} from '../../domain/case/vocabulary';
import { provenanceSchema } from '../../event-sourcing/metadata';
import { isPlausiblyOld } from '../earliest';

/** An instant as others write it, RFC 3339 with any offset, in the one form in which ours compare. */
const instantSchema = z.iso
  .datetime({ offset: true })
  .transform((written) => new Date(written).toISOString());

/** The same of something that happened. */
const happenedSchema = instantSchema.refine(isPlausiblyOld, {
  error: 'is before 1900: this cannot be right',
});

const step = {
  /** When it happened. */
  at: happenedSchema,
  /** Seen in the source, or worked out from what was. */
  provenance: provenanceSchema,
};

/** One thing that happened to a past case, in the order of the list. Each happens at most once in a history. */
const historyStepSchema = z.discriminatedUnion('step', [
  z.strictObject({ step: z.literal('acknowledge'), ...step }),
  z.strictObject({ step: z.literal('forward'), ...step, department: codeSchema, queue: codeSchema }),
  z.strictObject({
    step: z.literal('act'),
    ...step,
    outcome: actionOutcomeSchema,
    note: wordsSchema.optional(),
  }),
  z.strictObject({
    step: z.literal('resolve'),
    ...step,
    outcome: outcomeSchema,
    explanation: wordsSchema.optional(),
  }),
  z.strictObject({ step: z.literal('withdraw'), ...step }),
  z.strictObject({ step: z.literal('close'), ...step }),
]);
export type HistoryStep = z.infer<typeof historyStepSchema>;

/** A case of the past as another system knew it, ready to become events with their true dates. */
export const historySchema = z.strictObject({
  /** The same source is the same case, however often it is imported. */
  source: z.strictObject({ system: codeSchema, id: z.string().min(1).max(200) }),
  raisedAt: happenedSchema,
  query: z.strictObject({
    service: codeSchema,
    /** The service's own when left out. */
    kind: kindSchema.optional(),
    channel: channelSchema,
    summary: z.string().trim().min(1).max(200),
    description: wordsSchema.optional(),
    customer: contactDetailsSchema.optional(),
    location: z
      .strictObject({
        lat: z.number().min(-90).max(90).optional(),
        lon: z.number().min(-180).max(180).optional(),
        ward: z.string().min(1).max(100).optional(),
      })
      .optional(),
    address: z.string().min(1).max(500).optional(),
    /** Due dates that the source set; they override policy. */
    targets: z.partialRecord(targetNameSchema, instantSchema).optional(),
  }),
  steps: z
    .array(historyStepSchema)
    .max(20)
    .refine((steps) => new Set(steps.map(({ step: name }) => name)).size === steps.length, {
      error: 'each step happens at most once',
    }),
});
export type History = z.infer<typeof historySchema>;

/** What became of a history. */
export type Imported =
  /** It was new. */
  | { kind: 'taken'; reference: string; position: string }
  /** The case was there, and something had happened since. */
  | { kind: 'extended'; reference: string; position: string; added: number }
  /** All of it was there. */
  | { kind: 'unchanged'; reference: string }
  /** A rule of the case says no, or the history does not fit: nothing of it was written. */
  | { kind: 'refused'; code: string; reason: string; field?: string };
