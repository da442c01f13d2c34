import { type Cell, csvOf } from '@guildhall/read-models/metrics/csv';
import { measures } from '@guildhall/read-models/metrics/measures';
import type { PresentedFigure, PresentedFigures } from './get-figures';

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

/** Figures as a table: a line for each measure of each group, which says whether its counts are rounded. */
export function figuresCsv({ groups, roundedTo }: PresentedFigures): string {
  const counts = roundedTo === undefined ? 'exact' : `rounded to ${roundedTo}`;
  const rows = groups.flatMap(({ period, group, figures }) =>
    measures.flatMap(({ name, title }): Cell[][] => {
      const figure = figures[name];
      if (!figure) return [];
      const cells = Object.values(columns).map((column) => column(figure));
      return [[period, group, name, title, ...cells, counts]];
    }),
  );
  return csvOf([['period', 'group', 'measure', 'title', ...Object.keys(columns), 'counts'], ...rows]);
}
