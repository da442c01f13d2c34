import { z } from 'zod';

/** How far an element of an accreditation standard is met, the best first. */
export const scoreSchema = z.enum(['compliance-plus', 'compliant', 'partially-compliant', 'not-compliant']);
export type Score = z.infer<typeof scoreSchema>;

/** Whether a score counts towards its criterion. */
export const isCompliant = (score: Score): boolean => score === 'compliant' || score === 'compliance-plus';

/** The lower of two scores. */
export const lowerOf = (one: Score, other: Score): Score =>
  scoreSchema.options.indexOf(one) > scoreSchema.options.indexOf(other) ? one : other;
