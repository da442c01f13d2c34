import { z } from 'zod';
import { measureSchema } from '../figures';
import type { RuleKind } from './rule-kind';
import { inOrder, scoreOf, thresholds, thresholdsInWords } from './thresholds';

const schema = inOrder(
  z.strictObject({
    kind: z.literal('asked'),
    measures: z.array(measureSchema).min(1).max(20),
    /** Of how many of the measures there are answers enough. */
    ...thresholds,
  }),
);

/** Customers are asked about each of these, and answer. */
export const askedRule: RuleKind<typeof schema> = {
  schema,
  asks: () => [{}],
  judge({ measures, ...limits }, { figures, fewest, titleOf }) {
    const its = figures({})[0]?.figures ?? {};
    const answers = (measure: string): number => its[measure]?.denominator ?? 0;
    const missing = measures.filter((measure) => answers(measure) < fewest);
    const source = { measure: missing[0] ?? measures[0] ?? '' };
    const asked = measures.length - missing.length;
    if (measures.every((measure) => answers(measure) === 0)) {
      return { verdict: 'not-measured', reason: 'No customer has given a score.', source };
    }
    const lacking = missing.map(titleOf).join(', ');
    const reason = `${asked} of ${measures.length} questions have ${fewest} answers or more${lacking && `; too few: ${lacking}`}. ${thresholdsInWords(limits, '')}`;
    return { verdict: scoreOf(asked, limits), reason, source };
  },
};
