import { z } from 'zod';
import { type Calendar } from './calendar';
import { type DayNumber, type Weekday, weekdayOf, weekdays } from './day-number';

const opensAt = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'opens at a time such as 09:00', abort: true });
const closesAt = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, { error: 'closes at a time such as 17:00', abort: true });
const dayHours = z
  .tuple([opensAt, closesAt])
  .refine(([opens, closes]) => opens < closes, { error: 'must open before it closes, on the same day' });

/** Opening and closing time on each weekday, as clocks in London show them. A weekday without is no working day. */
export const openingHoursSchema = z.strictObject({
  mon: dayHours.optional(),
  tue: dayHours.optional(),
  wed: dayHours.optional(),
  thu: dayHours.optional(),
  fri: dayHours.optional(),
  sat: dayHours.optional(),
  sun: dayHours.optional(),
} satisfies Record<Weekday, unknown>);
export type OpeningHours = z.infer<typeof openingHoursSchema>;

/** From when to when a day is open, in milliseconds since 00:00 on the clock. */
export interface Opening {
  readonly opens: number;
  readonly closes: number;
}

/** The week's openings by {@link weekdayOf}. */
export type OpeningWeek = readonly (Opening | undefined)[];

const read = new WeakMap<OpeningHours, OpeningWeek>();

/** Opening hours, read once for each object: a definition is never changed, only published anew. */
export function openingWeek(hours: OpeningHours): OpeningWeek {
  let week = read.get(hours);
  if (!week) {
    week = weekdays.map((weekday) => {
      const [opens, closes] = hours[weekday] ?? [];
      return opens && closes ? { opens: sinceMidnight(opens), closes: sinceMidnight(closes) } : undefined;
    });
    read.set(hours, week);
  }
  return week;
}

/** The day's opening, when it is a working day: a weekday with hours that is no holiday. */
export function openingOn(week: OpeningWeek, calendar: Calendar, day: DayNumber): Opening | undefined {
  const opening = week[weekdayOf(day)];
  return opening && calendar.holidayOn(day) === undefined ? opening : undefined;
}

/** 'HH:MM' in milliseconds. */
function sinceMidnight(time: string): number {
  return (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * 60_000;
}
