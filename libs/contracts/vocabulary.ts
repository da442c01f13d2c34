import { z } from 'zod';
import {
  codeSchema,
  daySchema,
  instantSchema,
  kindSchema,
  localIdSchema,
  targetNameSchema,
  versionedSchema,
} from '../domain/case/vocabulary';

/*
 * The parts that several events share. Objects are open, unlike the domain's: a consumer must not refuse a field that
 * is added later.
 */

/** Where the rest is, for those who may read it: words, names, contact details, address. */
export const caseLinkSchema = z
  .string()
  .regex(/^\/cases\/[0-9A-Z-]+$/)
  .describe(
    'Path of the case in the API: words, contact details and address are there, for those who may read them',
  );

export const departmentSchema = codeSchema.describe('Code of a department, see GET /catalogue/departments');
export const queueSchema = codeSchema.describe('Code of one of your queues');
const versionSchema = z.object(versionedSchema.shape);
export const officerSchema = z.string().min(1).max(200).describe('Account of the officer, not a name');
export const actionIdSchema = localIdSchema.describe('Names the action within its case');
export const requestIdSchema = localIdSchema.describe('Names the question within its case');

export const plannedForSchema = z
  .union([z.object({ day: daySchema }), z.object({ from: instantSchema, to: instantSchema })])
  .describe('A day in London, or a window of time');

const targetSchema = z.object({
  target: targetNameSchema,
  due: instantSchema
    .optional()
    .describe('It is met at or before this instant; absent while the clock has not started or stands still'),
  reached: instantSchema.optional().describe('When it was reached; absent while it is owed'),
  paused: z.boolean().describe('The clock stands still'),
  basis: z
    .enum(['policy', 'source'])
    .describe('Counted by the standard, or carried from the system it came from'),
});
export type StatedTarget = z.infer<typeof targetSchema>;

/** Whoever keeps targets replaces the ones they had: an event that moves or reaches any of them states them all. */
export const targetsSchema = z
  .array(targetSchema)
  .describe('Every target of the case as it stands after this event; none means that it is not measured');

export const promisedSchema = z
  .array(z.object({ target: targetNameSchema, due: instantSchema }))
  .describe('The dates that the customer was given');

export const pauseSchema = z.object({
  from: instantSchema,
  to: instantSchema.optional().describe('Absent while the clock stands still'),
});

export const classificationSchema = z.object({
  kind: kindSchema,
  service: versionSchema,
  standard: versionSchema.optional(),
});
