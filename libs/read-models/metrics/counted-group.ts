import type { Figure, MetricsGroup } from './figure';
import type { Measure } from './measures';
import { countedMeasures, readVerdict } from './verdict';
import { wilsonInterval } from './wilson-interval';

const HOUR = 3_600_000;

/** The cases of one group and period, as they are counted. */
export class CountedGroup {
  /** How many cases have the same verdict: there are far fewer verdicts than cases. */
  private readonly verdicts = new Map<string, number>();
  private readonly durations = new Map<string, number[]>();

  constructor(
    readonly period: string | undefined,
    readonly group: string | null | undefined,
    private readonly measures: readonly Measure[],
  ) {
    for (const { kind, name } of measures) if (kind === 'duration') this.durations.set(name, []);
  }

  /** `durations`: in milliseconds, by measure; null where the case has none. */
  add(verdict: string, durations: Readonly<Record<string, number | null>>): void {
    this.verdicts.set(verdict, (this.verdicts.get(verdict) ?? 0) + 1);
    for (const [name, all] of this.durations) {
      const duration = durations[name];
      if (duration != null) all.push(duration);
    }
  }

  figures(): MetricsGroup {
    const sums = countedMeasures.map(() => ({ numerator: 0, denominator: 0 }));
    for (const [verdict, cases] of this.verdicts) {
      for (const [place, { numerator, denominator }] of readVerdict(verdict, cases).entries()) {
        const sum = sums[place];
        if (!sum) continue;
        sum.numerator += numerator;
        sum.denominator += denominator;
      }
    }
    const figureOf = (measure: Measure): Figure => {
      if (measure.kind === 'duration') return percentiles(this.durations.get(measure.name) ?? []);
      const sum = sums[countedMeasures.indexOf(measure)];
      return figureFromCounts(measure, sum?.numerator ?? 0, sum?.denominator ?? 0);
    };
    return {
      ...(this.period !== undefined && { period: this.period }),
      ...(this.group !== undefined && { group: this.group }),
      figures: Object.fromEntries(this.measures.map((measure) => [measure.name, figureOf(measure)])),
    };
  }
}

/** The figure that a measure comes to by its counts. */
export function figureFromCounts(
  measure: Exclude<Measure, { kind: 'duration' }>,
  numerator: number,
  denominator: number,
): Figure {
  if (measure.kind === 'tally') return { value: numerator };
  const factor = measure.kind === 'ratio' && measure.unit === 'per case' ? 1 : 100;
  const value = denominator === 0 ? null : Math.round((numerator / denominator) * factor * 100) / 100;
  const interval = measure.name.startsWith('satisfied-') ? wilsonInterval(numerator, denominator) : undefined;
  return { value, numerator, denominator, ...(interval && { interval }) };
}

/** Nearest rank: the smallest duration with at least that share of all durations at or below it. */
function percentiles(durations: readonly number[]): Figure {
  const { length: denominator } = durations;
  if (denominator === 0) return { value: null, denominator };
  const ascending = Float64Array.from(durations).sort();
  const hours = (percent: number): number => {
    const place = Math.ceil((denominator * percent) / 100) - 1;
    return Math.round(((ascending[place] ?? 0) / HOUR) * 1_000) / 1_000;
  };
  const [medianHours, p90Hours] = [hours(50), hours(90)];
  return { value: medianHours, denominator, medianHours, p90Hours };
}
