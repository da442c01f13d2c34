import type { Figure, MetricsGroup } from './metrics.query';

/**
 * Fewer cases than this may lead to somebody: counts of one to four are not published (the usual threshold of the
 * Government Statistical Service's guidance on disclosure control for tables from administrative sources, 2014).
 */
export const FEWEST_PUBLISHED = 5;

/** A figure that is not published, and by none of whose parts it could be guessed. */
const suppressed: Figure & { suppressed: true } = { value: null, suppressed: true };

/**
 * Leaves out what rests on one to four cases. Where that leaves one group alone in a column, or so few that their sum is
 * small as well, the next smallest goes too: else it could be worked out from the total (secondary suppression). Periods
 * are columns of their own.
 */
export function withoutSmallNumbers(
  groups: readonly MetricsGroup[],
  fewest = FEWEST_PUBLISHED,
): (Omit<MetricsGroup, 'figures'> & { figures: Record<string, Figure & { suppressed?: true }> })[] {
  const hidden = new Set<Figure>();
  for (const period of new Set(groups.map((group) => group.period))) {
    const rows = groups.filter((group) => group.period === period);
    for (const measure of new Set(rows.flatMap(({ figures }) => Object.keys(figures)))) {
      for (const figure of hiddenIn(
        rows.flatMap(({ figures }) => figures[measure] ?? []),
        fewest,
      )) {
        hidden.add(figure);
      }
    }
  }
  return groups.map((group) => {
    // How many cases there are would be told by the other figures of the group.
    const all = group.figures['cases'] !== undefined && hidden.has(group.figures['cases']);
    return {
      ...group,
      figures: Object.fromEntries(
        Object.entries(group.figures).map(([measure, figure]) => [
          measure,
          all || hidden.has(figure) ? suppressed : figure,
        ]),
      ),
    };
  });
}

/** What of one column is not published. */
function hiddenIn(column: readonly Figure[], fewest: number): readonly Figure[] {
  const some = column
    .filter((figure) => casesOf(figure) > 0)
    .sort((one, other) => casesOf(one) - casesOf(other));
  const small = some.filter((figure) => casesOf(figure) < fewest);
  if (small.length === 0) return small;
  const together = small.reduce((sum, figure) => sum + casesOf(figure), 0);
  const isEnough = small.length > 1 && together >= fewest;
  return isEnough ? small : some.slice(0, small.length + 1);
}

/** How many cases a figure rests on; a count rests on itself. */
const casesOf = ({ value, denominator }: Figure): number => denominator ?? value ?? 0;
