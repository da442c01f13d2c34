import { DateTime } from 'luxon';
import { z } from 'zod';

/** What a date says: an instant, or what clocks showed, both in milliseconds (the latter as if they showed UTC). */
export type Dated = { instant: number } | { wall: number; dayOnly: boolean };

/** Reads a date; undefined when it is not written in this format. */
export type DateFormat = (text: string) => Dated | undefined;

/** Names of months and AM/PM are English; en-GB would want “Sept”. */
const locale = 'en-US';

/** A date format: luxon's tokens, or the name of one of {@link named}. */
export const dateFormatSchema = z.string().transform((text, context): DateFormat => {
  const format = named[text] ?? formatOfTokens(text);
  if (typeof format === 'function') return format;
  context.addIssue({ code: 'custom', message: format });
  return z.NEVER;
});

const named: Readonly<Record<string, DateFormat>> = {
  iso: readIso,
  'epoch-seconds': (text) => readNumber(text, 1_000),
  'epoch-milliseconds': (text) => readNumber(text, 1),
};

/** ISO 8601, also with a space for the T and with “UTC” for the Z, as databases and Rails write it. */
function readIso(text: string): Dated | undefined {
  const iso = text.replace(/^(\d{4}-\d{2}-\d{2}) +/, '$1T').replace(/ ?UTC$/i, 'Z');
  const time = DateTime.fromISO(iso, { zone: 'utc' });
  if (!time.isValid) return undefined;
  if (/T.*(Z|[+-]\d{2}(:?\d{2})?)$/i.test(iso)) return { instant: time.toMillis() };
  return { wall: time.toMillis(), dayOnly: !iso.includes('T') };
}

function readNumber(text: string, unit: number): Dated | undefined {
  return /^-?\d+(\.\d+)?$/.test(text) ? { instant: Math.round(Number(text) * unit) } : undefined;
}

/** The format, or what is wrong with it. */
function formatOfTokens(text: string): DateFormat | string {
  const tokens = text.replace(/'[^']*'/g, '');
  if (/[YD]/.test(tokens)) return 'years are written yyyy and days dd (luxon’s tokens)';
  if (!/y/.test(tokens) || !/[MLo]/.test(tokens)) {
    return `it names no year, month and day; write luxon’s tokens, as in dd/MM/yyyy HH:mm, or ${Object.keys(named).join(', ')}`;
  }
  const parser = DateTime.buildFormatParser(text, { locale });
  const hasOffset = /[Zz]/.test(tokens);
  const dayOnly = !/[HhTt]/.test(tokens);
  return (written) => {
    const time = DateTime.fromFormatParser(written, parser, { zone: 'utc', locale });
    if (!time.isValid) return undefined;
    return hasOffset ? { instant: time.toMillis() } : { wall: time.toMillis(), dayOnly };
  };
}
