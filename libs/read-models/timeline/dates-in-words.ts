import { type DayNumber, dayNumber } from '../../domain/standards/day-number';
import { londonDay } from '../../domain/standards/london-time';
import { dateInWords, timeInWords, weekdayInWords } from '../../domain/standards/time-in-words';

/** `2026-06-08` as “Monday 8 June 2026”. */
export function inWords(date: string): string {
  return withWeekday(dayNumber(date));
}

/** An instant as the day, the time or both, on a clock in London. */
export function instantInWords(instant: string, show: 'day' | 'with time' | 'time only' = 'day'): string {
  const at = Date.parse(instant);
  if (show === 'time only') return timeInWords(at);
  const day = withWeekday(londonDay(at));
  return show === 'day' ? day : `${day}, ${timeInWords(at)}`;
}

const withWeekday = (day: DayNumber): string => `${weekdayInWords(day)} ${dateInWords(day)}`;
