import { z } from 'zod';

/** What a customer may come with. */
export const kindSchema = z.enum([
  'service-request',
  'enquiry',
  'complaint',
  'comment',
  'compliment',
  'information-request',
]);
export type Kind = z.infer<typeof kindSchema>;

/** How it reached the council. */
export const channelSchema = z.enum([
  'online',
  'app',
  'phone',
  'email',
  'in-person',
  'post',
  'social',
  'staff',
  'system',
  'unknown',
]);
export type Channel = z.infer<typeof channelSchema>;

/** The stages a customer is told of, in order. */
export const stages = ['raised', 'forwarded', 'action-planned', 'action-taken', 'resolved'] as const;
export type Stage = (typeof stages)[number];

/** How a case ended. The last three are a complaint's. */
export const outcomeSchema = z.enum([
  'fixed',
  'answered',
  'no-action-needed',
  'not-responsible',
  'could-not-complete',
  'upheld',
  'partly-upheld',
  'not-upheld',
]);
export type Outcome = z.infer<typeof outcomeSchema>;

export const actionOutcomeSchema = z.enum(['done', 'partly-done', 'not-found', 'no-access']);
export type ActionOutcome = z.infer<typeof actionOutcomeSchema>;

/** Why a case was closed. */
export const closureSchema = z.enum(['resolved', 'no-answer-from-customer', 'duplicate', 'withdrawn']);
export type Closure = z.infer<typeof closureSchema>;

/** Why somebody got in touch about a case they already had. The first two are avoidable: we should have told them. */
export const purposeSchema = z.enum([
  'chasing-progress',
  'repeating-themselves',
  'new-information',
  'answer',
  'other',
]);
export type Purpose = z.infer<typeof purposeSchema>;
export const avoidablePurposes: readonly Purpose[] = ['chasing-progress', 'repeating-themselves'];

export const visibilitySchema = z.enum(['customer', 'staff']);
export type Visibility = z.infer<typeof visibilitySchema>;

/** The five drivers of satisfaction (Customer Service Excellence), each scored 1 to 5. */
export const driverSchema = z.enum([
  'delivery',
  'timeliness',
  'information',
  'professionalism',
  'staffAttitude',
]);
export type Driver = z.infer<typeof driverSchema>;

/** An instant: RFC 3339 in UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
export const instantSchema = z.iso.datetime({ precision: 3 });

/** A day in London, `YYYY-MM-DD`. */
export const daySchema = z.iso.date();

/** When an action is to happen: on a day, or in a window of time. */
export const whenSchema = z.union([
  z.strictObject({ day: daySchema }),
  z
    .strictObject({ from: instantSchema, to: instantSchema })
    .refine(({ from, to }) => from < to, { error: 'the window must end after it begins', path: ['to'] }),
]);
export type When = z.infer<typeof whenSchema>;

/** An id that the caller may choose: short, safe in a URL. */
export const localIdSchema = z.string().regex(/^[A-Za-z0-9-]{1,64}$/);

/** The code of a department, queue, service or standard. */
export const codeSchema = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(80);

export const targetNameSchema = z.enum(['acknowledge', 'respond', 'resolve']);

/** One dated version of a definition in the catalogue: what a case is pinned to. */
export const versionedSchema = z.strictObject({ code: codeSchema, version: z.int().positive() });
export type Versioned = z.infer<typeof versionedSchema>;

/** Words written by or about a person. */
export const wordsSchema = z.string().trim().min(1).max(10_000);

/** How to reach somebody. */
export const contactDetailsSchema = z.strictObject({
  name: z.string().min(1).max(200).optional(),
  email: z.string().max(320).optional(),
  phone: z.string().max(40).optional(),
  address: z.string().max(500).optional(),
});
export type ContactDetails = z.infer<typeof contactDetailsSchema>;

export const mediaSchema = z.strictObject({
  mediaType: z
    .string()
    .regex(/^[\w.+-]+\/[\w.+-]+$/)
    .max(100),
  /** Bytes. */
  size: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
