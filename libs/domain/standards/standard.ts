import { z } from 'zod';
import { channelSchema, codeSchema, kindSchema, targetNameSchema } from '../case/vocabulary';
import { calendarCodeSchema } from './calendar';
import { weekdays } from './day-number';
import { openingHoursSchema } from './opening-hours';

/** What a standard sets a time for. */
export type TargetName = z.infer<typeof targetNameSchema>;

/**
 * What a target is counted in. Working days and hours know the calendar and the opening hours; calendar days, months
 * and hours count everything. A month runs to the corresponding date of another (see `months.ts`).
 */
const unitSchema = z.enum(['working-days', 'calendar-days', 'months', 'working-hours', 'hours']);
export type Unit = z.infer<typeof unitSchema>;

/** One target of a standard: so much time, counted so, from then. */
export const targetPolicySchema = z
  .strictObject({
    target: targetNameSchema,
    within: z.strictObject({ amount: z.int().positive().max(5_000), unit: unitSchema }),
    /** What starts the clock; if it is the acknowledgement, the date for that starts it at the latest. */
    from: z.enum(['raised', 'acknowledged']).default('raised'),
    /** When the last day ends, for a target in days: at 23:59:59.999 unless it says close of business. */
    ends: z.enum(['end-of-day', 'close-of-business']).optional(),
    /**
     * Which days a pause takes out of a count of days: those after the day it began, to the day it ended ('later-days',
     * as a query's own count begins on the day after it arrived), or the first one too ('every-day': a fees notice,
     * Freedom of Information Act 2000 s.10(2)). Later days unless it says otherwise.
     */
    pauseExcludes: z.enum(['later-days', 'every-day']).optional(),
    /**
     * When the last day of a target in calendar days or months is no working day, it ends on the next one
     * (Information Commissioner's Office, Right of access, "How long do we have to comply?").
     */
    rollsForward: z.boolean().optional(),
    /**
     * Reasons for a pause after which the count starts again, as if the query had arrived when the pause ended: a
     * clarification that we need (Freedom of Information Act 2000 s.1(3) and s.10(6)), proof of who asks (UK GDPR
     * art. 12A). Any other reason gives back the time it took.
     */
    startsAgainAfter: z.array(codeSchema).max(20).optional(),
    /** Reasons for which the case may wait while the count goes on: asking a colleague stops no statutory clock. */
    runsThrough: z.array(codeSchema).max(20).optional(),
    /** By how much it may be extended, in its own unit. Without it, not at all. */
    extension: z.strictObject({ atMost: z.int().positive().max(5_000) }).optional(),
  })
  .superRefine((policy, context) => {
    const { target, within, from, ends, pauseExcludes, rollsForward, startsAgainAfter, runsThrough } = policy;
    const { unit } = within;
    const refuse = (field: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [field], message });
    if (target === 'acknowledge' && from === 'acknowledged') {
      refuse('from', 'the acknowledgement cannot be counted from itself');
    }
    if (ends && isInHours(unit)) refuse('ends', `a target in ${unit} ends at a time, not with a day`);
    if (ends === 'close-of-business' && unit !== 'working-days') {
      refuse('ends', 'a calendar day may have no closing time: count working days or end with the day');
    }
    if (rollsForward && unit !== 'calendar-days' && unit !== 'months') {
      refuse('rollsForward', `a target in ${unit} never ends on a day that is no working day`);
    }
    const both = startsAgainAfter?.find((reason) => runsThrough?.includes(reason));
    if (both) refuse('runsThrough', `${both} cannot both start the count again and let it run`);
    if (pauseExcludes && isInHours(unit))
      refuse('pauseExcludes', `a target in ${unit} gives a pause back exactly`);
  });
export type TargetPolicy = z.infer<typeof targetPolicySchema>;

/**
 * What becomes of a case whose customer does not answer what we asked them: so many days after they were asked they are
 * told that it will be closed, and so many days after that it is. Or it stays open, whatever comes.
 */
const unansweredSchema = z.union([
  z.literal('stays-open'),
  z.strictObject({
    tellAfterDays: z.int().positive().max(1_000),
    closeAfterDays: z.int().positive().max(365),
  }),
]);
export type Unanswered = z.infer<typeof unansweredSchema>;

/** A standard of service, as a council edits and publishes it. */
export const standardSchema = z
  .strictObject({
    code: codeSchema,
    name: z.string().min(1).max(200),
    /** Queries held to it when their service names no standard: a complaint by its stage, others by kind or channel. */
    appliesTo: z
      .strictObject({
        complaintStage: z.literal([1, 2]).optional(),
        kinds: z.array(kindSchema).min(1).optional(),
        channels: z.array(channelSchema).min(1).optional(),
      })
      .optional(),
    calendar: calendarCodeSchema,
    openingHours: openingHoursSchema,
    targets: z.array(targetPolicySchema).min(1),
    /** Three weeks, and one more, unless it says otherwise. */
    unanswered: unansweredSchema.optional(),
    /** Statute, code of practice or decision that sets it. */
    source: z.string().min(1).max(1_000).optional(),
  })
  .superRefine(({ openingHours, targets }, context) => {
    const neverOpen = weekdays.every((weekday) => openingHours[weekday] === undefined);
    const working = targets.find(knowsWorkingDays);
    if (neverOpen && working) {
      const what = working.rollsForward ? 'that rolls forward' : `in ${working.within.unit}`;
      const message = `a target ${what} needs a weekday with opening hours`;
      context.addIssue({ code: 'custom', path: ['openingHours'], message });
    }
    const seen = new Set<TargetName>();
    for (const [index, { target }] of targets.entries()) {
      if (seen.has(target)) {
        context.addIssue({
          code: 'custom',
          path: ['targets', index, 'target'],
          message: `${target} is set twice`,
        });
      }
      seen.add(target);
    }
  });
export type StandardDefinition = z.infer<typeof standardSchema>;

/** Whether a target is counted in time and falls due at a time, rather than in days and with one. */
export function isInHours(unit: Unit): boolean {
  return unit === 'working-hours' || unit === 'hours';
}

/** Whether the count of a target asks which days are working days: only then does the calendar matter to it. */
export function knowsWorkingDays({ within, rollsForward }: TargetPolicy): boolean {
  return within.unit.startsWith('working-') || rollsForward === true;
}
