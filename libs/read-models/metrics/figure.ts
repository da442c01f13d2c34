/** A percentage, count, ratio or pair of percentiles, with what it was worked out from. */
export interface Figure {
  value: number | null;
  numerator?: number;
  denominator?: number;
  /** Durations: nearest-rank percentiles in hours, of what the measure's formula says; the denominator is how many cases they rest on. */
  medianHours?: number | null;
  p90Hours?: number | null;
  /** 95 % Wilson score interval of a satisfaction score, in percent. */
  interval?: { low: number; high: number };
}

export interface MetricsGroup {
  period?: string;
  group?: string | null;
  figures: Record<string, Figure>;
}
