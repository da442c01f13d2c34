import { z } from 'zod';
import { measureSchema, whereSchema } from '../figures';
import { figureInWords, named } from './in-words';
import type { RuleKind } from './rule-kind';
import { better, inOrder, scoreOf, scoreOfFigure, thresholds, thresholdsInWords } from './thresholds';

const schema = inOrder(
  z.strictObject({
    kind: z.literal('figure'),
    measure: measureSchema,
    where: whereSchema.optional(),
    better: better.default('higher'),
    ...thresholds,
    /** What it suggests where there is nothing to measure: no case was late, so nobody had to be told. */
    ifNone: z.enum(['compliant', 'compliance-plus']).optional(),
  }),
);

/** A figure of the period reaches so much. */
export const figureRule: RuleKind<typeof schema> = {
  schema,
  asks: ({ where }) => [{ where }],
  judge({ measure, where, ifNone, ...limits }, { figures, fewest, titleOf }) {
    const figure = figures({ where })[0]?.figures[measure];
    const title = named(titleOf(measure), where);
    const source = { measure, where };
    const isTally = figure !== undefined && figure.denominator === undefined;
    if (!figure || figure.value === null || figure.denominator === 0) {
      const reason = `${title}: there was nothing to measure.`;
      return { verdict: ifNone ?? 'not-measured', reason, source };
    }
    if (!isTally && (figure.denominator ?? 0) < fewest) {
      // How many it is, and what they said, might lead to somebody.
      const reason = `${title}: fewer than ${fewest} are too few to say anything.`;
      return { verdict: 'not-measured', reason, source };
    }
    const { value } = figure;
    const verdict = scoreOfFigure({ ...figure, value }, limits);
    const unsure =
      verdict === scoreOf(value, limits)
        ? ''
        : ' The interval does not settle it: its end that speaks against us decides.';
    const advice = thresholdsInWords(limits, figure.interval ? ' %' : '');
    return { verdict, reason: `${title}: ${figureInWords(figure)}. ${advice}${unsure}`, source };
  },
};
