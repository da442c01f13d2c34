import { z } from 'zod';

/** A regular expression, written as text; upper and lower case are the same to it. */
export const patternSchema = z.string().transform((text, context) => regularExpression(text, 'iu', context));

/** The same, for all the places in a text where it fits. */
export const everywherePatternSchema = z
  .string()
  .transform((text, context) => regularExpression(text, 'giu', context));

function regularExpression(text: string, flags: string, context: z.core.$RefinementCtx): RegExp {
  try {
    return new RegExp(text, flags);
  } catch (error) {
    context.addIssue({
      code: 'custom',
      message: `this is not a regular expression: ${(error as Error).message}`,
    });
    return z.NEVER;
  }
}
