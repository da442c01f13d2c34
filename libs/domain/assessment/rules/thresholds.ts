import { z } from 'zod';
import type { AnsweredFigure } from '../figures';
import { lowerOf, type Score } from '../score';

/** From which value on which score is suggested. Short of `partial` it is not compliant. */
export const thresholds = {
  partial: z.number(),
  compliant: z.number(),
  /** Without it, compliance plus is never suggested. */
  plus: z.number().optional(),
} as const;

/** Which way is up. */
export const better = z.enum(['higher', 'lower']);

export interface Thresholds {
  /** `higher` when left out. */
  better?: z.infer<typeof better>;
  partial: number;
  compliant: number;
  plus?: number;
}

/** Refuses thresholds that do not rise (or fall, where lower is better) from partial to plus. */
export function inOrder<Schema extends z.ZodType<Thresholds>>(schema: Schema): Schema {
  return schema.superRefine(({ better = 'higher', partial, compliant, plus = compliant }, context) => {
    const sign = better === 'higher' ? 1 : -1;
    const refuse = (field: string, than: string): void =>
      context.addIssue({
        code: 'custom',
        path: [field],
        message: `must not be easier to reach than ${than}: ${better} is better`,
      });
    if (sign * compliant < sign * partial) refuse('compliant', 'partial');
    if (sign * plus < sign * compliant) refuse('plus', 'compliant');
  });
}

/** The score that a value reaches. */
export function scoreOf(value: number, { better = 'higher', partial, compliant, plus }: Thresholds): Score {
  const reaches = (threshold: number): boolean =>
    better === 'higher' ? value >= threshold : value <= threshold;
  if (plus !== undefined && reaches(plus)) return 'compliance-plus';
  if (reaches(compliant)) return 'compliant';
  return reaches(partial) ? 'partially-compliant' : 'not-compliant';
}

/**
 * The score that a figure suggests. A share of few cases may be what it is by chance: it suggests no more than the end
 * of its confidence interval that speaks against us, and no less than partially compliant where the figure itself would
 * reach that.
 */
export function scoreOfFigure(
  { value, interval }: AnsweredFigure & { value: number },
  limits: Thresholds,
): Score {
  const seen = scoreOf(value, limits);
  if (!interval) return seen;
  const sure = scoreOf(limits.better === 'lower' ? interval.high : interval.low, limits);
  return sure === 'not-compliant' ? lowerOf(seen, 'partially-compliant') : lowerOf(seen, sure);
}

/** “Compliant from 80 %, compliance plus from 95 %.” */
export function thresholdsInWords({ better, compliant, plus }: Thresholds, unit: string): string {
  const from = better === 'lower' ? 'up to' : 'from';
  const excellent = plus === undefined ? '' : `, compliance plus ${from} ${plus}${unit}`;
  return `Compliant ${from} ${compliant}${unit}${excellent}.`;
}
