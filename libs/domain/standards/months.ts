import { type DayNumber, DAY } from './day-number';

/**
 * The corresponding date some months later: 3 September becomes 3 October. Where the month has no such date it is its
 * last day: 31 January becomes 28 or 29 February (Dodds v Walker [1981] 1 WLR 1027; Information Commissioner's Office,
 * Right of access, "How long do we have to comply?").
 */
export function monthsLater(day: DayNumber, months: number): DayNumber {
  const date = new Date(day * DAY);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const lastOfMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date.getUTCDate(), lastOfMonth)) / DAY;
}
