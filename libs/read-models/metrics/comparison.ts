import { monthsLater } from '../../domain/assessment/months-later';
import { CountedGroup } from './counted-group';
import { measureCalled, measures } from './measures';
import { type Figure, inOrder, type MetricsGroup } from './metrics.query';
import { type Days, daysLater, periodBefore } from './period-before';

/** What a period can be compared with. */
export const comparisons = ['before', 'last-year'] as const;
export type Comparison = (typeof comparisons)[number];

/** The days just before, as many of them; or the same days a year earlier. */
export function daysComparedWith(comparison: Comparison, days: Days): Days {
  return comparison === 'before' ? periodBefore(days) : aYearBefore(days);
}

/** To the end of the month where the days go so far: 28 February 2025 is compared with 29 February 2024. */
function aYearBefore({ from, to }: Days): Days {
  return { from: monthsLater(from, -12), to: daysLater(monthsLater(daysLater(to, 1), -12), -1) };
}

/** A figure beside what it was. */
export interface ComparedFigure extends Figure {
  /** Null where there was nothing to work it out from, and of a figure of now: what is open today was not “open then”. */
  was: number | null;
  /** By how much it rose, in its own unit: points of a percentage, cases, hours. Null where either is missing. */
  change: number | null;
}

export interface ComparedGroup extends Omit<MetricsGroup, 'figures'> {
  figures: Record<string, ComparedFigure>;
}

/**
 * Each figure with what it was for the same group, for the groups of either period. One that was not there then has
 * nothing to be compared with; of one that is not there now there are none.
 */
export function compared(now: readonly MetricsGroup[], then: readonly MetricsGroup[]): ComparedGroup[] {
  const earlier = new Map(then.map((one) => [one.group, one.figures]));
  const later = new Set(now.map(({ group }) => group));
  const gone = then.filter(({ group }) => !later.has(group)).map(ofNothing);
  return [...now, ...gone].sort(inOrder).map((one) => ({
    ...one,
    figures: Object.fromEntries(
      Object.entries(one.figures).map(([measure, figure]) => {
        const was = measureCalled(measure)?.ofNow ? null : (earlier.get(one.group)?.[measure]?.value ?? null);
        const change =
          was === null || figure.value === null ? null : Math.round((figure.value - was) * 1_000) / 1_000;
        return [measure, { ...figure, was, change }];
      }),
    ),
  }));
}

/** The same group without a case. */
function ofNothing({ group, figures }: MetricsGroup): MetricsGroup {
  const same = measures.filter(({ name }) => name in figures);
  return new CountedGroup(undefined, group, same).figures();
}
