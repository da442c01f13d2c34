import { z } from 'zod';
import { type AnsweredFigure, measureSchema, whereSchema } from '../figures';
import { decimal, figureInWords, named } from './in-words';
import type { RuleKind } from './rule-kind';
import { inOrder, scoreOf, thresholds, thresholdsInWords } from './thresholds';

const schema = inOrder(
  z.strictObject({
    kind: z.literal('trend'),
    measure: measureSchema,
    where: whereSchema.optional(),
    /** Whether the measure gets better by rising or by falling. */
    improves: z.enum(['rising', 'falling']).default('rising'),
    /** Of the change for the better, in points: -2 still allows a loss of two. */
    ...thresholds,
  }),
);

/** A figure is better than in the period before, or at least not much worse. */
export const trendRule: RuleKind<typeof schema> = {
  schema,
  asks: ({ where }) => [{ where }, { where, before: true }],
  judge({ measure, where, improves, ...limits }, { figures, fewest, titleOf }) {
    const title = named(titleOf(measure), where);
    const source = { measure, where };
    const now = figures({ where })[0]?.figures[measure];
    const before = figures({ where, before: true })[0]?.figures[measure];
    if (!isEnough(now, fewest) || !isEnough(before, fewest)) {
      const reason = `${title}: there are too few cases now or in the period before to see a trend.`;
      return { verdict: 'not-measured', reason, source };
    }
    const change = (now.value - before.value) * (improves === 'rising' ? 1 : -1);
    const mayBeChance = overlap(now, before);
    const reached = scoreOf(change, limits);
    const verdict = reached === 'compliance-plus' && mayBeChance ? 'compliant' : reached;
    const direction = change >= 0 ? 'better' : 'worse';
    const points = `${decimal(Math.abs(change))} points ${direction} than in the period before`;
    const chance = mayBeChance ? ' The intervals overlap: it may be chance.' : '';
    const reason = `${title}: ${figureInWords(now)}, ${points} (${figureInWords(before)}).${chance} ${thresholdsInWords(limits, ' points')}`;
    return { verdict, reason, source };
  },
};

function isEnough(
  figure: AnsweredFigure | undefined,
  fewest: number,
): figure is AnsweredFigure & { value: number } {
  return figure !== undefined && figure.value !== null && (figure.denominator ?? 0) >= fewest;
}

function overlap({ interval: one }: AnsweredFigure, { interval: other }: AnsweredFigure): boolean {
  return one !== undefined && other !== undefined && one.low <= other.high && other.low <= one.high;
}
