import { z } from 'zod';
import type { Row } from '../csv/row';
import { type Condition, conditionSchema, holds } from './condition';
import { patternSchema } from './pattern';
import { byShape, fields } from './schema-by-shape';

/*
 * Where a text of a case comes from, as a mapping says it: these very words, a column whose values may be translated,
 * a template over several columns, or the first of a list that has something to say.
 */

const constantSchema = fields({ value: z.string().min(1), when: conditionSchema.optional() });

/** What a value becomes; null is nothing. */
const translation = z.string().nullable();

const lookupSchema = fields({
  column: z.string(),
  when: conditionSchema.optional(),
  /** By the whole value, exactly. */
  map: z.record(z.string(), translation).optional(),
  /** By something in the value, in the order written; upper and lower case are the same. */
  contains: z.record(z.string(), translation).optional(),
  /** By regular expression, in the order written. */
  pattern: z
    .record(z.string(), translation)
    .transform((rules, context) =>
      Object.entries(rules).flatMap(([text, becomes]) => {
        const { data, error } = patternSchema.safeParse(text);
        if (data) return [{ pattern: data, becomes }];
        context.addIssue({ code: 'custom', path: [text], message: error.issues[0]?.message });
        return [];
      }),
    )
    .optional(),
  /** What a value becomes that no rule names; without rules, what a blank becomes. */
  default: z.string().optional(),
});

/** A piece of a template; one in square brackets is left out when a column in it is blank. */
interface Part {
  optional: boolean;
  pieces: ({ text: string } | { column: string })[];
}

const templateSchema = z.string().transform((text, context): { parts: Part[] } => {
  const parts = [...text.matchAll(/\[([^[\]]*\{[^[\]]*)\]|[^[]+|\[/g)].map(([whole, inside]) => ({
    optional: inside !== undefined,
    pieces: piecesOf(inside ?? whole),
  }));
  if (!parts.some(({ pieces }) => pieces.some((piece) => 'column' in piece))) {
    const message = `it names no column: write {${text}} for the column, or { "value": "${text}" } for these very words`;
    context.addIssue({ code: 'custom', message });
  }
  return { parts };
});

const piecesOf = (text: string): Part['pieces'] =>
  [...text.matchAll(/\{([^{}]+)\}|[^{]+|\{/g)].map(([whole, column]) =>
    column === undefined ? { text: whole } : { column },
  );

type OneSource =
  z.infer<typeof constantSchema> | z.infer<typeof lookupSchema> | z.infer<typeof templateSchema>;
export type TextSource = OneSource | OneSource[];

const oneSourceSchema = byShape<OneSource>((value) => {
  if (typeof value === 'string' || value === undefined) return templateSchema;
  return typeof value === 'object' && value !== null && 'value' in value ? constantSchema : lookupSchema;
});

export const textSourceSchema = byShape<TextSource>((value) =>
  Array.isArray(value) ? z.array(oneSourceSchema).min(1) : oneSourceSchema,
);

/** What the source says of this row; undefined when that is nothing. */
export function textFrom(source: TextSource, row: Row): string | undefined {
  if (Array.isArray(source)) return firstOf(source, (one) => textFrom(one, row));
  if ('parts' in source) return filled(source.parts, row);
  if (source.when && !holds(source.when, row)) return undefined;
  return 'value' in source ? source.value : lookedUp(source, row.get(source.column));
}

/** The words that the source itself writes, whatever a row says. */
export function literalsOf(source: TextSource): string[] {
  if (Array.isArray(source)) return source.flatMap(literalsOf);
  if ('parts' in source) return [];
  if ('value' in source) return [source.value];
  const { map = {}, contains = {}, pattern = [], default: otherwise } = source;
  const becomes = [
    ...Object.values(map),
    ...Object.values(contains),
    ...pattern.map((rule) => rule.becomes),
    otherwise,
  ];
  return becomes.filter((word) => typeof word === 'string');
}

/** The columns a source reads. */
export function columnsOfText(source: TextSource | undefined): string[] {
  if (source === undefined) return [];
  if (Array.isArray(source)) return source.flatMap(columnsOfText);
  if ('parts' in source) {
    return source.parts.flatMap(({ pieces }) =>
      pieces.flatMap((piece) => ('column' in piece ? [piece.column] : [])),
    );
  }
  return [...columnsOfCondition(source.when), ...('column' in source ? [source.column] : [])];
}

const columnsOfCondition = (condition: Condition | undefined): string[] =>
  condition ? [condition.column] : [];

function lookedUp(lookup: z.infer<typeof lookupSchema>, cell: string): string | undefined {
  const { map, contains = {}, pattern = [], default: otherwise } = lookup;
  if (map && Object.hasOwn(map, cell)) return map[cell] ?? undefined;
  const lower = cell.toLowerCase();
  for (const [text, becomes] of Object.entries(contains)) {
    if (lower.includes(text.toLowerCase())) return becomes ?? undefined;
  }
  for (const rule of pattern) {
    if (rule.pattern.test(cell)) return rule.becomes ?? undefined;
  }
  const hasRules = map !== undefined || lookup.contains !== undefined || pattern.length > 0;
  return hasRules && otherwise !== undefined ? otherwise : cell || otherwise;
}

function filled(parts: readonly Part[], row: Row): string | undefined {
  let text = '';
  for (const { optional, pieces } of parts) {
    const texts = pieces.map((piece) => ('column' in piece ? row.get(piece.column) : piece.text));
    const complete = pieces.every((piece, index) => !('column' in piece) || texts[index] !== '');
    if (complete) text += texts.join('');
    else if (!optional) return undefined;
  }
  return text.trim() || undefined;
}

function firstOf<Item, Found>(
  items: readonly Item[],
  find: (item: Item) => Found | undefined,
): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
