import type { Calendar } from '../domain/standards/calendar';
import type { DayNumber } from '../domain/standards/day-number';
import { fromLondonDay, londonDay } from '../domain/standards/london-time';
import { type OpeningHours, openingOn, openingWeek } from '../domain/standards/opening-hours';

const HOUR = 3_600_000;
/** No office is closed for longer. */
const LONGEST_CLOSURE = 14;

/** Nine in the morning of a day: when people look at what there is to do. */
export const morningOf = (day: DayNumber): number => fromLondonDay(day, 9 * HOUR);

/** The morning so many days after an instant. */
export const morningAfter = (instant: number, days: number): number => morningOf(londonDay(instant) + days);

/** Days on which an office works. */
export interface WorkingDays {
  openingHours: OpeningHours;
  calendar: Calendar;
}

/** The morning of the working day before an instant's day, or after it; of the next day where the hours are not known. */
export function workingMorning(instant: number, step: -1 | 1, office: WorkingDays | undefined): number {
  const day = londonDay(instant);
  for (let away = 1; office && away <= LONGEST_CLOSURE; away++) {
    const candidate = day + step * away;
    if (openingOn(openingWeek(office.openingHours), office.calendar, candidate)) return morningOf(candidate);
  }
  return morningOf(day + step);
}
