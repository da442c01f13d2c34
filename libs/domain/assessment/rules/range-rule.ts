import { z } from 'zod';
import { dimensionSchema } from '../figures';
import { count, decimal } from './in-words';
import type { RuleKind } from './rule-kind';
import { inOrder, scoreOf, thresholds, thresholdsInWords } from './thresholds';

const schema = inOrder(
  z.strictObject({
    kind: z.literal('range'),
    by: dimensionSchema,
    /** A group counts when it has at least this share of all cases, in percent. */
    share: z.number().min(0).max(100),
    /** Of how many groups count. */
    ...thresholds,
  }),
);

/** Customers really use several of these, channels say. */
export const rangeRule: RuleKind<typeof schema> = {
  schema,
  asks: ({ by }) => [{ by }],
  judge({ by, share, ...limits }, { figures, fewest }) {
    const source = { measure: 'cases', by };
    const groups = figures({ by }).map(({ group, figures: its }) => ({
      group,
      cases: its['cases']?.value ?? 0,
    }));
    const all = groups.reduce((sum, { cases }) => sum + cases, 0);
    const known = groups.filter(({ group }) => group !== null && group !== 'unknown');
    if (all < fewest || known.length === 0) {
      return { verdict: 'not-measured', reason: `Of too few cases is the ${by} known.`, source };
    }
    const used = known
      .filter(({ cases }) => 100 * cases >= share * all)
      .sort((one, other) => other.cases - one.cases);
    const list = used.map(({ group, cases }) => `${String(group)} ${decimal((100 * cases) / all)} %`);
    const reason = `${count(used.length)} with ${share} % of cases or more, by ${by}${list.length > 0 ? `: ${list.join(', ')}` : ''}. ${thresholdsInWords(limits, '')}`;
    return { verdict: scoreOf(used.length, limits), reason, source };
  },
};
