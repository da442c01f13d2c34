import { z } from 'zod';

/** What figures can be narrowed to and cut by. */
export const dimensionSchema = z.enum([
  'department',
  'queue',
  'service',
  'channel',
  'kind',
  'ward',
  'outcome',
]);
export type EvidenceDimension = z.infer<typeof dimensionSchema>;

/** Only cases with these values. */
export const whereSchema = z.partialRecord(dimensionSchema, z.string().min(1).max(100));

/**
 * The measures of service excellence that rules may name. They are worked out by a read model, which the domain does
 * not know: a test there holds this list to it. A name that has been published stays readable for ever.
 */
export const measureSchema = z.enum([
  'cases',
  'raised-online',
  'open',
  'acknowledged-within-standard',
  'resolved-within-standard',
  'overdue',
  'not-measured',
  'delay-told-before-due',
  'time-to-acknowledge',
  'time-to-first-action',
  'time-to-resolve',
  'resolved-at-first-contact',
  'right-first-time',
  'reopened',
  'promises-kept',
  'complaints-upheld',
  'expectation-set',
  'told-at-each-stage',
  'avoidable-contact',
  'response-rate',
  'hand-offs',
  'misrouted',
  'backlog-age',
  'satisfied-overall',
  'satisfied-delivery',
  'satisfied-timeliness',
  'satisfied-information',
  'satisfied-professionalism',
  'satisfied-staff-attitude',
]);
export type MeasureName = z.infer<typeof measureSchema>;

/** Which figures a rule needs, of the cases in the assessment's scope and period. */
export interface FigureQuestion {
  where?: z.infer<typeof whereSchema>;
  /** One row for each value; without it one row for all. */
  by?: EvidenceDimension | 'month';
  /** Of the period of the same length just before. */
  before?: true;
}

/** One figure: a percentage, count, ratio or median in hours, with what it was worked out from. */
export interface AnsweredFigure {
  value: number | null;
  numerator?: number;
  denominator?: number;
  /** 95 % confidence interval of a share, in percent. */
  interval?: { low: number; high: number };
}

/** The figures of one group of cases, by measure. */
export interface AnsweredGroup {
  group?: string | null;
  figures: Readonly<Record<string, AnsweredFigure>>;
}
