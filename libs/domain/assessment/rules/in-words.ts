import type { AnsweredFigure, FigureQuestion } from '../figures';

/** A count as people write it: 2,167. */
export const count = (value: number): string => value.toLocaleString('en-GB');

/** One decimal; below one, as many as it takes to tell it from nothing: 0.02. */
export const decimal = (value: number): string =>
  String(Math.abs(value) < 1 ? Number(value.toPrecision(2)) : Math.round(value * 10) / 10);

export const percent = (value: number): string => `${decimal(value)} %`;

/** “Resolved within standard (kind complaint)” */
export function named(title: string, where: FigureQuestion['where'] = {}): string {
  const narrowed = Object.entries(where).map(([dimension, value]) => `${dimension} ${value}`);
  return narrowed.length === 0 ? title : `${title} (${narrowed.join(', ')})`;
}

/** “92.9 % (2,013 of 2,167; 95 % interval 91.7 % to 93.9 %)”, or the bare value of what is no share. */
export function figureInWords({ value, numerator, denominator, interval }: AnsweredFigure): string {
  if (value === null) return 'nothing to measure';
  if (!interval)
    return decimal(value) + (denominator === undefined ? '' : ` (over ${count(denominator)} cases)`);
  const counts = `${count(numerator ?? 0)} of ${count(denominator ?? 0)}`;
  return `${percent(value)} (${counts}; 95 % interval ${percent(interval.low)} to ${percent(interval.high)})`;
}
