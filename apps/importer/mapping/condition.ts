import { z } from 'zod';
import type { Row } from '../csv/row';
import { patternSchema } from './pattern';
import { fields } from './schema-by-shape';

/** What a condition is made of: one column, and what it must be like. */
export const conditionFields = {
  column: z.string(),
  /** This value, or one of these, exactly. */
  equals: z
    .union([z.string(), z.array(z.string()).min(1)], { error: 'give a text or a list of texts' })
    .transform((value) => [value].flat())
    .optional(),
  /** Has this in it; upper and lower case are the same. */
  contains: z.string().min(1).optional(),
  pattern: patternSchema.optional(),
  /** True: says nothing. False: says something. */
  blank: z.boolean().optional(),
};

/** A condition without a test would hold always, which nobody means. */
export const hasATest = ({ equals, contains, pattern, blank }: Omit<Condition, 'column'>): boolean =>
  (equals ?? contains ?? pattern ?? blank) !== undefined;

export const needsATest = {
  error: 'say what the column must be like: “equals”, “contains”, “pattern” or “blank”',
};

export const conditionSchema = fields(conditionFields).refine(hasATest, needsATest);

/** Something that is so of a row or not. Several tests must all hold. */
export interface Condition {
  column: string;
  equals?: string[] | undefined;
  contains?: string | undefined;
  pattern?: RegExp | undefined;
  blank?: boolean | undefined;
}

export function holds({ column, equals, contains, pattern, blank }: Condition, row: Row): boolean {
  const text = row.get(column);
  return (
    (equals?.includes(text) ?? true) &&
    (contains === undefined || text.toLowerCase().includes(contains.toLowerCase())) &&
    (pattern?.test(text) ?? true) &&
    (blank === undefined || blank === (text === ''))
  );
}
