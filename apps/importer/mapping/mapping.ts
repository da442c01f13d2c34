import { z } from 'zod';
import {
  actionOutcomeSchema,
  channelSchema,
  codeSchema,
  kindSchema,
  outcomeSchema,
  targetNameSchema,
} from '@guildhall/domain/case/vocabulary';
import { conditionFields, hasATest, needsATest } from './condition';
import { dateFormatsSchema, momentSchema, stepMomentSchema } from './moment';
import { redactionSchema } from './redaction';
import { byShape, fields } from './schema-by-shape';
import { literalsOf, type TextSource, textSourceSchema } from './text-source';
import { timeZoneSchema } from './time-zone';

/** What a row says of its case as a whole. */
export const statusSchema = z.enum(['open', 'closed', 'withdrawn']);

/** A source of one of these words: those that the mapping itself writes are checked at once, a column's row by row. */
function wordFrom<Word extends string>(words: z.ZodType<Word> & { options: Word[] }): z.ZodType<TextSource> {
  return textSourceSchema.superRefine((source, context) => {
    for (const word of literalsOf(source)) {
      if (words.safeParse(word).success) continue;
      context.addIssue({ code: 'custom', message: `“${word}” is none of ${words.options.join(', ')}` });
    }
  });
}

const code = z.string().refine((text) => codeSchema.safeParse(text).success, {
  error: 'a code is lower-case letters and digits with single hyphens between, as in street-lighting',
});

const coordinates = z.tuple([z.number(), z.number()], {
  error: 'give a latitude and a longitude: [51.5, -0.1]',
});

const catalogueOfFileSchema = fields({
  /** A catalogue file, named from where the mapping lies. */
  file: z.string().min(1),
  /** What services are held to that name no standard. */
  standard: code.optional(),
});

const derivedCatalogueSchema = fields({
  derive: z.literal(true, { error: 'say “derive”: true, or name a “file”' }),
  standard: code.optional(),
  /** Where services belong that no row gives to a department. */
  department: z.string().min(1).optional(),
  queue: z.string().min(1).optional(),
}).refine(({ department, queue }) => queue === undefined || department !== undefined, {
  path: ['queue'],
  error: 'a queue is a “department”’s: name that too',
});

export type CatalogueOfFile = z.infer<typeof catalogueOfFileSchema>;
export type DerivedCatalogue = z.infer<typeof derivedCatalogueSchema>;

/**
 * How the rows of one city's CSV become cases. `docs/importing.md` explains every field with its default; the two
 * must say the same.
 */
export const mappingSchema = fields({
  about: z.string().optional(),
  /** The system that the file comes from: with a row's id it is what makes the same case the same. */
  source: code,
  csv: fields({
    delimiter: z.string().min(1).max(3).default(','),
    quote: z.string().length(1).nullable().default('"'),
    encoding: z.enum(['utf-8', 'latin1']).default('utf-8'),
  }).prefault({}),
  dates: fields({ timeZone: timeZoneSchema, format: dateFormatsSchema.prefault('iso') }),
  unknown: z.record(z.string(), z.array(z.string())).default({}),
  neverRead: z.array(z.string()).default([]),
  rejects: z
    .array(fields({ ...conditionFields, because: z.string().min(1) }).refine(hasATest, needsATest))
    .default([]),

  id: textSourceSchema,
  raised: momentSchema,
  targets: z
    .partialRecord(
      targetNameSchema,
      fields({ ...momentSchema.shape, beforeRaised: z.enum(['ignore', 'reject']).default('ignore') }),
    )
    .default({}),
  acknowledged: stepMomentSchema.optional(),
  forwarded: stepMomentSchema.optional(),
  acted: stepMomentSchema
    .safeExtend({ outcome: wordFrom(actionOutcomeSchema).optional(), note: textSourceSchema.optional() })
    .optional(),
  resolved: stepMomentSchema.optional(),
  closed: stepMomentSchema.optional(),
  status: wordFrom(statusSchema).optional(),
  outcome: wordFrom(outcomeSchema).optional(),
  explanation: textSourceSchema.optional(),

  service: textSourceSchema,
  group: textSourceSchema.optional(),
  department: textSourceSchema.optional(),
  queue: textSourceSchema.optional(),
  kind: wordFrom(kindSchema).optional(),
  channel: wordFrom(channelSchema).optional(),
  summary: textSourceSchema.optional(),
  description: textSourceSchema.optional(),
  address: textSourceSchema.optional(),
  ward: textSourceSchema.optional(),
  location: fields({
    lat: textSourceSchema,
    lon: textSourceSchema,
    unknown: z.array(coordinates).default([]),
  }).optional(),
  customer: fields({
    name: textSourceSchema.optional(),
    email: textSourceSchema.optional(),
    phone: textSourceSchema.optional(),
    address: textSourceSchema.optional(),
  }).optional(),
  /** Codes of names whose own code would not do. */
  codes: z.record(z.string(), code).default({}),
  redact: z.array(redactionSchema).default([]),
  catalogue: byShape<CatalogueOfFile | DerivedCatalogue>((value) =>
    typeof value === 'object' && value !== null && 'file' in value
      ? catalogueOfFileSchema
      : derivedCatalogueSchema,
  ).optional(),
}).superRefine((mapping, context) => {
  const fault = (field: string, message: string): void =>
    context.addIssue({ code: 'custom', path: [field], message });
  const { closed, department, forwarded, outcome, queue, resolved, status } = mapping;
  if (forwarded && !department)
    fault('forwarded', 'cases are forwarded to a “department”: say where it is named');
  if (queue && !department) fault('queue', 'a queue is a “department”’s: say where that is named');
  if ((closed ?? resolved) && !outcome) {
    fault('outcome', 'cases that end do so somehow: say how, or { "value": "answered" } for all of them');
  }
  if (status && !closed) fault('closed', 'a “status” can be closed: say which column says since when');
  if (closed?.at && !status) fault('closed', '“at” would close every case: say in “status” which are closed');
  for (const step of ['acknowledged', 'forwarded', 'acted', 'resolved', 'closed'] as const) {
    if (mapping[step]?.at === 'closed' && (step === 'closed' || !closed)) {
      fault(step, 'it cannot be “at” the time of “closed”, which the mapping does not say');
    }
  }
});
export type Mapping = z.infer<typeof mappingSchema>;
