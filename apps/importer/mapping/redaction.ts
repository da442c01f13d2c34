import { z } from 'zod';
import { everywherePatternSchema } from './pattern';
import { byShape, fields } from './schema-by-shape';

/** What is taken out of free text, and what is put in its place. */
export interface Redaction {
  pattern: RegExp;
  with: string;
}

const named: Readonly<Record<'emails' | 'phone-numbers', Redaction>> = {
  emails: { pattern: /[\w.%+'-]+@[a-z0-9-]+(\.[a-z0-9-]+)+/giu, with: '[email address]' },
  /** Ten digits or more as numbers are written in Britain and abroad, and what is written like 555-0123. */
  'phone-numbers': {
    pattern: /(?<![\w.])(\+?\(?\d(?:[ ().-]{0,2}\d){9,14}|\d{3}-\d{4})(?!\w)/gu,
    with: '[phone number]',
  },
};

const customSchema = fields({
  pattern: everywherePatternSchema,
  with: z.string().default('[redacted]'),
});

export const redactionSchema = byShape<Redaction>((value) =>
  typeof value === 'string'
    ? z
        .enum(['emails', 'phone-numbers'], {
          error:
            'give "emails", "phone-numbers" or { "pattern": a regular expression, "with": what to put instead }',
        })
        .transform((name) => named[name])
    : customSchema,
);

/** The text without what should not be kept. */
export function redact(text: string, redactions: readonly Redaction[]): string {
  return redactions.reduce((left, redaction) => left.replace(redaction.pattern, () => redaction.with), text);
}
