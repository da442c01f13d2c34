import { dayNumber } from '@guildhall/domain/standards/day-number';
import { londonDay } from '@guildhall/domain/standards/london-time';
import { dateInWords, timeInWords } from '@guildhall/domain/standards/time-in-words';

/** “8 June 2026” */
export const dayInWords = (day: string): string => dateInWords(dayNumber(day));

/** “8 June 2026, 09:30”, on a clock in London. */
export function momentInWords(instant: string): string {
  const at = Date.parse(instant);
  return `${dateInWords(londonDay(at))}, ${timeInWords(at)}`;
}
