import type { Element } from './accreditation-standard';
import { asks, judge, measuresOf } from './rules/rule';
import type { Evidence, Finding } from './rules/rule-kind';
import type { FigureQuestion, MeasureName } from './figures';
import { lowerOf, type Score, scoreSchema } from './score';

/** What the evidence suggests of an element. It is never a score: a person gives that. */
export interface Suggestion {
  /** Left out where no figure says anything. */
  score?: Score;
  findings: readonly Finding[];
}

/** The figures that are needed to suggest scores for these elements, each once. */
export function questionsAbout(elements: readonly Element[]): readonly FigureQuestion[] {
  const all = elements.flatMap(({ rules }) => rules.flatMap(asks));
  return [...new Map(all.map((question) => [keyOf(question), question])).values()];
}

/** The measures that they are asked for; how many cases there are is always among them. */
export const measuresFor = (elements: readonly Element[]): readonly MeasureName[] => [
  ...new Set<MeasureName>(['cases', ...elements.flatMap(({ rules }) => rules.flatMap(measuresOf))]),
];

/** The same for the same question, however it was written. */
export const keyOf = ({ where = {}, by, before }: FigureQuestion): string =>
  JSON.stringify([Object.entries(where).sort(), by ?? null, before ?? false]);

/**
 * What is suggested of an element: the least that any rule found. Where something could not be measured it is at most
 * partially compliant, since it has not been shown; where something is left to judge, at most compliant.
 */
export function suggestScore({ rules }: Element, evidence: Evidence): Suggestion {
  const findings = rules.map((rule) => judge(rule, evidence));
  const verdicts = findings.map(({ verdict }) => verdict);
  const isMeasured = findings.some(({ verdict, source }) => source && isScore(verdict));
  if (!isMeasured) return { findings };
  const score = verdicts.map((verdict) => (isScore(verdict) ? verdict : atMost[verdict])).reduce(lowerOf);
  return { score, findings };
}

const atMost = { 'not-measured': 'partially-compliant', 'yours-to-judge': 'compliant' } as const;

const isScore = (verdict: Finding['verdict']): verdict is Score => scoreSchema.safeParse(verdict).success;
