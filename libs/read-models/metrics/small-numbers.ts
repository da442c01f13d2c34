import { figureFromCounts } from './counted-group';
import { measureCalled } from './measures';
import type { Figure, MetricsGroup } from './metrics.query';

/** Fewer than this, and at least one, may lead to somebody: counts of one to four are not published. */
export const FEWEST_PUBLISHED = 5;

/** Every other count is published to the nearest of these. */
export const ROUNDED_TO = 5;

/** A figure that is not published, and by none of whose parts it could be guessed. */
const suppressed: Figure & { suppressed: true } = { value: null, suppressed: true };

/** A group as it is published. */
export interface PublishedGroup extends Omit<MetricsGroup, 'figures'> {
  figures: Record<string, Figure & { suppressed?: true }>;
}

/**
 * Figures as they may be published: counts of one to four are left out and every other count is rounded to the nearest
 * five; shares, ratios and their intervals are worked out from what was rounded, and are left out where their numerator
 * or the rest of their denominator is small; medians stay where they rest on five cases. Whatever is subtracted from
 * whatever, the difference is as uncertain as both (docs/decisions/0032). After NHS Digital's disclosure control
 * methodology for Hospital Episode Statistics, September 2018, with the threshold of the Government Statistical Service's
 * guidance on tables from administrative sources, 2014.
 */
export function withoutSmallNumbers(groups: readonly MetricsGroup[]): PublishedGroup[] {
  return groups.map(({ figures, ...group }) => {
    // How many cases there are would be told by the other figures of the group.
    const isSmallGroup = isSmall(figures['cases']?.value);
    return {
      ...group,
      figures: Object.fromEntries(
        Object.entries(figures).map(([name, figure]) => [
          name,
          isSmallGroup ? suppressed : publishedFigure(name, figure),
        ]),
      ),
    };
  });
}

function publishedFigure(name: string, figure: Figure): Figure & { suppressed?: true } {
  const { value, numerator, denominator } = figure;
  const measure = measureCalled(name);
  if (denominator === undefined) {
    if (value === null) return figure;
    return isSmall(value) ? suppressed : { ...figure, value: rounded(value) };
  }
  if (isSmall(denominator)) return suppressed;
  if (numerator === undefined || !measure || measure.kind === 'duration') {
    return { ...figure, denominator: rounded(denominator) };
  }
  if (isSmall(numerator) || isSmall(denominator - numerator)) return suppressed;
  return figureFromCounts(measure, rounded(numerator), rounded(denominator));
}

const isSmall = (count: number | null | undefined): boolean =>
  count != null && count > 0 && count < FEWEST_PUBLISHED;

const rounded = (count: number): number => Math.round(count / ROUNDED_TO) * ROUNDED_TO;
