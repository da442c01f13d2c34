import { z } from 'zod';
import { type AnsweredFigure, type AnsweredGroup, dimensionSchema, measureSchema } from '../figures';
import { mayBeByChance } from './beyond-chance';
import { count, decimal, percent } from './in-words';
import type { RuleKind } from './rule-kind';
import { inOrder, scoreOf, thresholds, thresholdsInWords } from './thresholds';

const schema = inOrder(
  z.strictObject({
    kind: z.literal('parity'),
    measure: measureSchema,
    by: dimensionSchema,
    /** Of the points by which the group that is worst served lies behind: 10 allows ten. */
    ...thresholds,
    better: z.literal('lower').default('lower'),
  }),
);

/**
 * No group is served much worse than all together. Only a gap that is more than chance counts, and the more groups are
 * compared, the more has to be: the 5 % of false alarms are divided among them (Bonferroni).
 */
export const parityRule: RuleKind<typeof schema> = {
  schema,
  asks: ({ by }) => [{}, { by }],
  judge({ measure, by, ...limits }, { figures, fewest, titleOf }) {
    const title = `${titleOf(measure)} by ${by}`;
    const source = { measure, by };
    const all = figures({})[0]?.figures[measure]?.value ?? null;
    const known = figures({ by }).filter(({ group }) => group !== null && group !== 'unknown');
    const groups = known.filter(({ figures: its }) => (its[measure]?.denominator ?? 0) >= fewest);
    if (all === null || groups.length < 2) {
      const reason = `${title}: fewer than two groups have ${fewest} cases or more, so they cannot be compared.`;
      return { verdict: 'not-measured', reason, source };
    }
    const behind = groups
      .filter(({ figures: its }) => isBeyondChance(its[measure], all, groups.length))
      .map((group) => ({ group, gap: all - valueOf(group, measure) }))
      .sort((one, other) => other.gap - one.gap);
    const worst = behind[0];
    const verdict = scoreOf(worst?.gap ?? 0, limits);
    const finding = worst
      ? `${String(worst.group.group)} lies furthest behind, with ${percent(valueOf(worst.group, measure))} of ${count(worst.group.figures[measure]?.denominator ?? 0)}: ${decimal(worst.gap)} points`
      : 'no group lies behind by more than chance';
    const shared = ` Each is compared at 5 % divided by ${count(groups.length)}, so that all together raise a false alarm in 5 % at most.`;
    const left = known.length - groups.length;
    const leftOut = left === 0 ? '' : ` ${count(left)} with fewer than ${fewest} cases are left out.`;
    const reason = `${title}: ${percent(all)} in all; of ${count(groups.length)} groups ${finding}.${shared}${leftOut} ${thresholdsInWords(limits, ' points')}`;
    return { verdict, reason, source };
  },
};

const isBeyondChance = (figure: AnsweredFigure | undefined, all: number, groups: number): boolean =>
  figure?.interval !== undefined &&
  mayBeByChance(figure.numerator ?? 0, figure.denominator ?? 0, groups) < all;

const valueOf = ({ figures }: AnsweredGroup, measure: string): number => figures[measure]?.value ?? 0;
