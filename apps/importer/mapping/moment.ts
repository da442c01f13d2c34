import { z } from 'zod';
import { provenanceSchema } from '@guildhall/event-sourcing/metadata';
import type { Row } from '../csv/row';
import { type DateFormat, dateFormatSchema } from './date-format';
import { byShape, fields } from './schema-by-shape';
import { type LocalInstant, type TimeZone, timeZoneSchema } from './time-zone';

/** One date format or several, tried in their order. */
export const dateFormatsSchema = byShape<DateFormat[]>((value) =>
  Array.isArray(value) ? z.array(dateFormatSchema).min(1) : dateFormatSchema.transform((format) => [format]),
);

/** How a column's dates are written, where that is not as in the rest of the file. */
const clockFields = {
  format: dateFormatsSchema.optional(),
  timeZone: timeZoneSchema.optional(),
  /** The time of day that is meant where a date names none. */
  timeOfDay: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, { error: 'write it as in 17:00 or 23:59:59' })
    .transform(millisecondsOf)
    .optional(),
};

/** A column that says when. */
export const momentSchema = fields({ column: z.string(), ...clockFields });

/** A column that says when, or what is as good where it says nothing. */
export const stepMomentSchema = fields({
  column: z.string().optional(),
  ...clockFields,
  /** Where there is no column or it is blank: at the very time of this. Derived, not observed. */
  at: z.enum(['raised', 'closed'], { error: 'it can be “raised” or “closed”' }).optional(),
  /** Whether the source saw it happen in what the column says; it did, unless you say “derived”. */
  provenance: provenanceSchema.optional(),
}).refine(({ column, at }) => column !== undefined || at !== undefined, {
  error: 'name the “column” that says when, or say “at” what other time it was',
});

export type Moment = z.infer<typeof momentSchema>;
export type StepMoment = z.infer<typeof stepMomentSchema>;

/** How dates are written in most columns. */
export interface Clock {
  format: readonly DateFormat[];
  timeZone: TimeZone;
}

/** When the column says it was; undefined when it says nothing, or its text when that cannot be read. */
export function momentIn(
  moment: Omit<Moment, 'column'> & { column?: string | undefined },
  row: Row,
  clock: Clock,
): LocalInstant | string | undefined {
  const text = moment.column === undefined ? '' : row.get(moment.column);
  if (text === '') return undefined;
  const { format = clock.format, timeZone = clock.timeZone, timeOfDay = 0 } = moment;
  for (const read of format) {
    const dated = read(text);
    if (dated)
      return 'instant' in dated ? dated : timeZone.instantOf(dated.wall + (dated.dayOnly ? timeOfDay : 0));
  }
  return text;
}

function millisecondsOf(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * 1_000;
}
