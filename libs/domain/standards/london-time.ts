import { DAY, type DayNumber, dateOf, dayNumber, weekdayOf } from './day-number';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MEAN_YEAR = 365.2425 * DAY;

/*
 * Europe/London by arithmetic: British Summer Time runs from 01:00 UTC on the last Sunday of March to 01:00 UTC on
 * the last Sunday of October (Summer Time Order 2002, SI 2002/262; the same rule from 1996). Intl knows it too, at a
 * hundred times the cost. Before 1996 summer ended on another Sunday in some years: those weeks are an hour out.
 */

/** A moment as a clock in London shows it. */
export interface LondonTime {
  /** 'YYYY-MM-DD'. */
  readonly date: string;
  readonly day: DayNumber;
  /** Whole minutes that the clock shows since 00:00, 0 to 1439. */
  readonly minuteOfDay: number;
  /** Milliseconds that the clock shows since 00:00. */
  readonly millisecondOfDay: number;
}

/** When the clocks change in a year, in UTC milliseconds. */
export interface ClockChanges {
  /** From this instant on it is summer time, an hour ahead of UTC. */
  readonly forward: number;
  /** From this instant on it is Greenwich Mean Time again. */
  readonly back: number;
}

/** When the clocks go forward and back in a year. */
export function clockChanges(year: number): ClockChanges {
  return { forward: lastSunday(year, 2) * DAY + HOUR, back: lastSunday(year, 9) * DAY + HOUR };
}

/** What a clock in London shows at an instant (UTC milliseconds). */
export function toLondon(instant: number): LondonTime {
  const local = instant + londonOffset(instant);
  const day = Math.floor(local / DAY);
  const millisecondOfDay = local - day * DAY;
  return { date: dateOf(day), day, minuteOfDay: Math.floor(millisecondOfDay / MINUTE), millisecondOfDay };
}

/** The day it is in London at an instant (UTC milliseconds). */
export function londonDay(instant: number): DayNumber {
  return Math.floor((instant + londonOffset(instant)) / DAY);
}

/**
 * The instant (UTC milliseconds) at which a clock in London shows this date ('YYYY-MM-DD') and minute of the day.
 * A time that comes twice is its first coming; a time that is skipped is the moment of the change. So a later time on
 * the clock is never an earlier instant, and an office that "opens at 01:30" on a day without one opens at 02:00.
 *
 * @throws RangeError when there is no such date.
 */
export function fromLondon(date: string, minuteOfDay = 0): number {
  return fromLondonDay(dayNumber(date), minuteOfDay * MINUTE);
}

/** {@link fromLondon} of a day number and the milliseconds since 00:00, which may pass midnight. */
export function fromLondonDay(day: DayNumber, millisecondOfDay = 0): number {
  const local = day * DAY + millisecondOfDay;
  const { forward, back } = clockChanges(yearNear(local));
  if (local < forward || local >= back + HOUR) return local;
  return Math.max(local - HOUR, forward);
}

/** How far London is ahead of UTC at an instant, in milliseconds. */
function londonOffset(instant: number): number {
  const { forward, back } = clockChanges(yearNear(instant));
  return instant >= forward && instant < back ? HOUR : 0;
}

/** The year, or its neighbour within a day of New Year: by either one's changes it is winter then. */
function yearNear(instant: number): number {
  return 1970 + Math.floor(instant / MEAN_YEAR);
}

/** Of a month of 31 days, counted from 0. */
function lastSunday(year: number, month: number): DayNumber {
  const last = Date.UTC(year, month, 31) / DAY;
  return last - weekdayOf(last);
}
