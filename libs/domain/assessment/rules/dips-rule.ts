import { z } from 'zod';
import { type AnsweredFigure, measureSchema, whereSchema } from '../figures';
import { count, named, percent } from './in-words';
import type { RuleKind } from './rule-kind';

const schema = z.strictObject({
  kind: z.literal('dips'),
  measure: measureSchema,
  where: whereSchema.optional(),
});

/** Months that it takes to see which one stands out. */
const MONTHS = 6;

/**
 * Months in which a share fell below its lower control limit, three standard errors under the mean of the period (the
 * p-chart of Shewhart, 1931), are dips. What matters is that they are seen and explained: with evidence attached, a
 * person judges the explanation.
 */
export const dipsRule: RuleKind<typeof schema> = {
  schema,
  asks: ({ where }) => [{ where, by: 'month' }],
  judge({ measure, where }, { figures, fewest, titleOf, attached }) {
    const title = `${named(titleOf(measure), where)} by month`;
    const source = { measure, where, by: 'month' as const };
    const months = figures({ where, by: 'month' })
      .map(({ group, figures: its }) => ({ month: String(group), ...countsOf(its[measure]) }))
      .filter(({ all }) => all >= fewest);
    if (months.length < MONTHS) {
      const reason = `${title}: fewer than ${MONTHS} months have ${fewest} cases or more.`;
      return { verdict: 'not-measured', reason, source };
    }
    const mean = sum(months.map(({ counted }) => counted)) / sum(months.map(({ all }) => all));
    const dips = months.filter(
      ({ counted, all }) => counted / all < mean - 3 * Math.sqrt((mean * (1 - mean)) / all),
    );
    const all = `${title}: ${percent(100 * mean)} over ${count(months.length)} months`;
    if (dips.length === 0) {
      return { verdict: 'compliant', reason: `${all}; no month fell below its control limit.`, source };
    }
    const list = dips.map((dip) => `${dip.month} ${percent((100 * dip.counted) / dip.all)}`).join(', ');
    return attached > 0
      ? {
          verdict: 'yours-to-judge',
          reason: `${all}; below the control limit: ${list}. Judge whether what is attached explains it.`,
          source,
        }
      : {
          verdict: 'partially-compliant',
          reason: `${all}; below the control limit: ${list}. Attach what explains it and keeps it from happening again.`,
          source,
        };
  },
};

const countsOf = ({ numerator = 0, denominator = 0 }: AnsweredFigure = { value: null }) => ({
  counted: numerator,
  all: denominator,
});

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
