import type { EvidencePeriod, Scope } from '../../domain/assessment/assessment-events';
import type { AnsweredFigure, AnsweredGroup, FigureQuestion } from '../../domain/assessment/figures';
import type { FigureSource } from '../../domain/assessment/rules/rule-kind';
import { measureCalled } from '../metrics/measures';
import type { Figure, MetricsGroup, MetricsQuery } from '../metrics/metrics.query';
import { periodBefore } from '../metrics/period-before';
import { wilsonInterval } from '../metrics/wilson-interval';

/** What a rule asks of the figures, as they are asked: within the scope and the period of the assessment. */
export function metricsQueryFor(
  { where, by, before }: FigureQuestion,
  scope: Scope,
  { from, to }: EvidencePeriod,
  now: number,
): MetricsQuery {
  return {
    ...(before ? periodBefore({ from, to }) : { from, to }),
    ...(by === 'month' ? { period: 'month' as const } : { by }),
    where: { ...where, ...scope },
    now,
  };
}

/** The figures as rules judge them: a month is a group, and every share has its confidence interval. */
export const answered = (groups: readonly MetricsGroup[]): AnsweredGroup[] =>
  groups.map(({ period, group, figures }) => ({
    group: period ?? group,
    figures: Object.fromEntries(
      Object.entries(figures).map(([measure, figure]) => [measure, withInterval(measure, figure)]),
    ),
  }));

function withInterval(name: string, figure: Figure): AnsweredFigure {
  const measure = measureCalled(name);
  const isShare = measure?.kind === 'share' || (measure?.kind === 'ratio' && measure.unit === 'percent');
  if (!isShare) return figure;
  return { ...figure, interval: wilsonInterval(figure.numerator ?? 0, figure.denominator ?? 0) };
}

/** Where a figure can be looked at, and the cases that it counts. */
export function linksTo(
  { measure, where, by }: FigureSource,
  scope: Scope,
  { from, to }: EvidencePeriod,
): { figure: string; cases: string } {
  const selection = new URLSearchParams({ from, to, ...where, ...scope });
  const cut = new URLSearchParams(selection);
  if (by) cut.set(by === 'month' ? 'period' : 'by', by);
  return {
    figure: `/service-excellence?${cut.toString()}`,
    cases: `/service-excellence/${measure}/cases?${selection.toString()}`,
  };
}
