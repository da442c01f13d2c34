import { type Cell, csvOf } from '@guildhall/read-models/metrics/csv';
import { measures } from '@guildhall/read-models/metrics/measures';
import type { PresentedFigure, PresentedGroup } from './get-figures';

const columns: Readonly<Record<string, (figure: PresentedFigure) => Cell>> = {
  value: ({ value }) => value,
  numerator: ({ numerator }) => numerator,
  denominator: ({ denominator }) => denominator,
  'interval low': ({ interval }) => interval?.low,
  'interval high': ({ interval }) => interval?.high,
  'median hours': ({ medianHours }) => medianHours,
  '90th percentile hours': ({ p90Hours }) => p90Hours,
  was: ({ was }) => was,
  change: ({ change }) => change,
  suppressed: ({ suppressed }) => (suppressed ? 'yes' : ''),
};

/** Figures as a table: a line for each measure of each group. */
export function figuresCsv(groups: readonly PresentedGroup[]): string {
  const rows = groups.flatMap(({ period, group, figures }) =>
    measures.flatMap(({ name, title }): Cell[][] => {
      const figure = figures[name];
      if (!figure) return [];
      return [[period, group, name, title, ...Object.values(columns).map((column) => column(figure))]];
    }),
  );
  return csvOf([['period', 'group', 'measure', 'title', ...Object.keys(columns)], ...rows]);
}
