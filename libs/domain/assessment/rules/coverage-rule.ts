import { z } from 'zod';
import { dimensionSchema, measureSchema } from '../figures';
import { count, percent } from './in-words';
import type { RuleKind } from './rule-kind';
import { inOrder, scoreOf, thresholds, thresholdsInWords } from './thresholds';

const schema = inOrder(
  z.strictObject({
    kind: z.literal('coverage'),
    measure: measureSchema,
    by: z.enum([...dimensionSchema.options, 'month']),
    /** Of the groups, in percent. */
    ...thresholds,
  }),
);

/** Something is measured for most services, channels or months, not just for some. */
export const coverageRule: RuleKind<typeof schema> = {
  schema,
  asks: ({ by }) => [{ by }],
  judge({ measure, by, ...limits }, { figures, fewest, titleOf }) {
    const title = `${titleOf(measure)} by ${by}`;
    const source = { measure, by };
    const groups = figures({ by }).filter(({ figures: its }) => (its['cases']?.value ?? 0) >= fewest);
    if (groups.length === 0) {
      return {
        verdict: 'not-measured',
        reason: `${title}: no ${by} has ${fewest} cases or more.`,
        source,
      };
    }
    const covered = groups.filter(({ figures: its }) => (its[measure]?.denominator ?? 0) >= fewest).length;
    const share = (100 * covered) / groups.length;
    const reason = `${title}: known from ${fewest} cases or more for ${count(covered)} of the ${count(groups.length)} with as many cases (${percent(share)}). ${thresholdsInWords(limits, ' %')}`;
    return { verdict: scoreOf(share, limits), reason, source };
  },
};
