import { z } from 'zod';

/** An object that refuses fields it does not know, and says which it does. */
export function fields<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `there is no field ${quoted(issue.keys)} here; there are ${quoted(Object.keys(shape))}`
        : undefined,
  });
}

/** The schema that the look of the value chooses. Unlike a union's, its faults are those of the form that was meant. */
export function byShape<Value>(choose: (value: unknown) => z.ZodType<Value>): z.ZodType<Value> {
  return z.unknown().transform((value, context): Value => {
    const result = choose(value).safeParse(value, { error: faultInWords });
    if (result.success) return result.data;
    for (const issue of result.error.issues)
      context.issues.push({ ...issue, input: value } as z.core.$ZodRawIssue);
    return z.NEVER;
  });
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text in quotes',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list in [ ]',
  object: 'an object in { }',
  record: 'an object in { }',
};

/** Faults as one would tell them to whoever wrote the mapping; where a schema has words of its own, those stand. */
export const faultInWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return `${issue.input === undefined ? 'it is missing; ' : ''}give ${kinds[issue.expected] ?? issue.expected}`;
    case 'unrecognized_keys':
      return `there is no field ${quoted(issue.keys)} here`;
    case 'invalid_value':
      return `give ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
    case 'too_small':
      return issue.input === '' ? 'it is empty' : `give at least ${String(issue.minimum)}`;
    default:
      return undefined;
  }
};

const quoted = (names: readonly string[]): string => names.map((name) => `“${name}”`).join(', ');
