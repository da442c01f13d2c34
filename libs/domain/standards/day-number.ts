/** A civil day as a count of days since 1970-01-01: days are compared and added as integers, never as instants. */
export type DayNumber = number;

/** Milliseconds in a day without a clock change. */
export const DAY = 86_400_000;

/** The days of the week, in the order of {@link weekdayOf}. */
export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof weekdays)[number];

/**
 * The number of a 'YYYY-MM-DD' date.
 *
 * @throws RangeError when there is no such day.
 */
export function dayNumber(date: string): DayNumber {
  const day = Date.parse(`${date}T00:00:00.000Z`) / DAY;
  // Some engines read 30 February as 2 March.
  if (Number.isNaN(day) || dateOf(day) !== date) throw new RangeError(`${date} is not a date`);
  return day;
}

/** The 'YYYY-MM-DD' date of a day. */
export function dateOf(day: DayNumber): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

/** The year of a day. */
export function yearOf(day: DayNumber): number {
  return new Date(day * DAY).getUTCFullYear();
}

/** 0 for Sunday to 6 for Saturday. */
export function weekdayOf(day: DayNumber): number {
  return (((day + 4) % 7) + 7) % 7;
}
