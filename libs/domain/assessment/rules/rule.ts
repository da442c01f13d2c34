import { z } from 'zod';
import type { FigureQuestion, MeasureName } from '../figures';
import { askedRule } from './asked-rule';
import { attachedRule } from './attached-rule';
import { catalogueRule } from './catalogue-rule';
import { coverageRule } from './coverage-rule';
import { dipsRule } from './dips-rule';
import { figureRule } from './figure-rule';
import { knownRule } from './known-rule';
import { parityRule } from './parity-rule';
import { rangeRule } from './range-rule';
import type { Evidence, Finding, RuleKind } from './rule-kind';
import { trendRule } from './trend-rule';

/** One rule of an element, as the standard's file has it. */
export const ruleSchema = z.discriminatedUnion('kind', [
  figureRule.schema,
  trendRule.schema,
  parityRule.schema,
  coverageRule.schema,
  askedRule.schema,
  rangeRule.schema,
  knownRule.schema,
  dipsRule.schema,
  catalogueRule.schema,
  attachedRule.schema,
]);
export type Rule = z.output<typeof ruleSchema>;

const ruleKinds: Readonly<Record<Rule['kind'], unknown>> = {
  figure: figureRule,
  trend: trendRule,
  parity: parityRule,
  coverage: coverageRule,
  asked: askedRule,
  range: rangeRule,
  known: knownRule,
  dips: dipsRule,
  catalogue: catalogueRule,
  attached: attachedRule,
};

const kindOf = ({ kind }: Rule): RuleKind<z.ZodObject> => ruleKinds[kind] as RuleKind<z.ZodObject>;

/** The figures that a rule needs. */
export const asks = (rule: Rule): readonly FigureQuestion[] => kindOf(rule).asks(rule);

/** What a rule makes of the evidence. */
export const judge = (rule: Rule, evidence: Evidence): Finding => kindOf(rule).judge(rule, evidence);

/** The measures that a rule names. */
export const measuresOf = (rule: Rule): readonly MeasureName[] =>
  'measure' in rule ? [rule.measure] : 'measures' in rule ? rule.measures : [];
