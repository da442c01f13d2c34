import { type Calendar } from './calendar';
import { type DayNumber, DAY, weekdayOf, yearOf } from './day-number';
import { clockChanges, fromLondonDay, londonDay } from './london-time';
import { type OpeningHours, openingOn, openingWeek, type OpeningWeek } from './opening-hours';
import { mergedPauses, type Pause } from './pauses';

/**
 * Opening time between two instants (UTC milliseconds), less the pauses, in milliseconds; 0 when `to` is not after
 * `from`. Whole weeks are multiplied, not walked: a decade costs what a month does, and a look at its holidays.
 */
export function workingTimeBetween(
  from: number,
  to: number,
  openingHours: OpeningHours,
  calendar: Calendar,
  pauses: readonly Pause[] = [],
): number {
  const week = openingWeek(openingHours);
  let time = openTimeBetween(from, to, week, calendar);
  for (const pause of mergedPauses(pauses)) {
    time -= openTimeBetween(Math.max(from, pause.from), Math.min(to, pause.to), week, calendar);
  }
  return time;
}

function openTimeBetween(from: number, to: number, week: OpeningWeek, calendar: Calendar): number {
  if (from >= to) return 0;
  const first = londonDay(from);
  const last = londonDay(to);
  if (first === last) return openTimeOn(first, week, calendar, from, to);
  return (
    openTimeOn(first, week, calendar, from, Infinity) +
    openTimeOfDays(first + 1, last, week, calendar) +
    openTimeOn(last, week, calendar, -Infinity, to)
  );
}

/** The open part of a day between two instants. */
function openTimeOn(day: DayNumber, week: OpeningWeek, calendar: Calendar, from: number, to: number): number {
  const opening = openingOn(week, calendar, day);
  if (!opening) return 0;
  const opens = Math.max(from, fromLondonDay(day, opening.opens));
  const closes = Math.min(to, fromLondonDay(day, opening.closes));
  return Math.max(0, closes - opens);
}

/** The opening time of whole days, `end` not among them. */
function openTimeOfDays(begin: DayNumber, end: DayNumber, week: OpeningWeek, calendar: Calendar): number {
  const hours = (day: DayNumber): number => {
    const opening = week[weekdayOf(day)];
    return opening ? opening.closes - opening.opens : 0;
  };
  const wholeWeeks = Math.floor((end - begin) / 7);
  let time = 0;
  for (let day = begin; day < begin + 7; day++) time += wholeWeeks * hours(day);
  for (let day = begin + wholeWeeks * 7; day < end; day++) time += hours(day);

  const { holidays } = calendar;
  for (let i = firstNotBefore(begin, holidays); i < holidays.length; i++) {
    const holiday = holidays[i];
    if (holiday === undefined || holiday >= end) break;
    time -= hours(holiday);
  }
  // Only an office that is open in the small hours of a Sunday notices the clocks change.
  for (let year = yearOf(begin); week[0] && year <= yearOf(end); year++) {
    const { forward, back } = clockChanges(year);
    for (const change of [forward, back]) {
      const day = Math.floor(change / DAY);
      if (day < begin || day >= end || calendar.holidayOn(day) !== undefined) continue;
      time += openTimeOn(day, week, calendar, -Infinity, Infinity) - hours(day);
    }
  }
  return time;
}

/** Where in an ascending list the first number that is not below another stands, by halving. */
function firstNotBefore(day: DayNumber, days: readonly DayNumber[]): number {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((days[middle] ?? Infinity) < day) low = middle + 1;
    else high = middle;
  }
  return low;
}
