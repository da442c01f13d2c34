import { z } from 'zod';
import { dimensionSchema } from '../figures';
import { count, percent } from './in-words';
import type { RuleKind } from './rule-kind';
import { inOrder, scoreOf, thresholds, thresholdsInWords } from './thresholds';

const schema = inOrder(
  z.strictObject({
    kind: z.literal('known'),
    by: dimensionSchema,
    /** Of the share of cases, in percent. */
    ...thresholds,
  }),
);

/** Of most cases we know this: where the customer lives, how they came to us. */
export const knownRule: RuleKind<typeof schema> = {
  schema,
  asks: ({ by }) => [{ by }],
  judge({ by, ...limits }, { figures, fewest }) {
    const source = { measure: 'cases', by };
    let [all, known] = [0, 0];
    for (const { group, figures: its } of figures({ by })) {
      const cases = its['cases']?.value ?? 0;
      all += cases;
      if (group !== null && group !== 'unknown') known += cases;
    }
    if (all < fewest) {
      return { verdict: 'not-measured', reason: `There are fewer than ${fewest} cases.`, source };
    }
    const share = (100 * known) / all;
    const reason = `The ${by} is known of ${count(known)} of ${count(all)} cases (${percent(share)}). ${thresholdsInWords(limits, ' %')}`;
    return { verdict: scoreOf(share, limits), reason, source };
  },
};
