import { dateOf, type DayNumber, weekdayOf } from './day-number';
import { toLondon } from './london-time';

const weekdayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** 'Monday'. */
export function weekdayInWords(day: DayNumber): string {
  return weekdayNames[weekdayOf(day)] ?? '';
}

/** '1 June 2026', as GOV.UK writes dates. */
export function dateInWords(day: DayNumber): string {
  const [year = '', month, date] = dateOf(day).split('-');
  return `${Number(date)} ${monthNames[Number(month) - 1] ?? ''} ${year}`;
}

/** 'February'. */
export function monthInWords(day: DayNumber): string {
  return monthNames[Number(dateOf(day).slice(5, 7)) - 1] ?? '';
}

/** The day of the month as it is said: '1st', '22nd', '31st'. */
export function dayOfMonthInWords(day: DayNumber): string {
  const date = Number(dateOf(day).slice(8));
  const last = date % 10;
  const isTeen = date > 10 && date < 14;
  const ending = isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][last] ?? 'th');
  return `${date}${ending}`;
}

/** The time in London at an instant (UTC milliseconds): '09:00'. */
export function timeInWords(instant: number): string {
  const { minuteOfDay } = toLondon(instant);
  const twoDigits = (n: number): string => String(n).padStart(2, '0');
  return `${twoDigits(Math.floor(minuteOfDay / 60))}:${twoDigits(minuteOfDay % 60)}`;
}

/** '1 hour 30 minutes'. */
export function durationInWords(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes - hours * 60;
  if (hours === 0) return countInWords(rest, 'minute');
  return rest === 0
    ? countInWords(hours, 'hour')
    : `${countInWords(hours, 'hour')} ${countInWords(rest, 'minute')}`;
}

/** '1 day', '2 days'. */
export function countInWords(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}
