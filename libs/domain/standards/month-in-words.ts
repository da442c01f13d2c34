import { type DayNumber } from './day-number';
import { monthsLater } from './months';
import { countInWords, dateInWords, dayOfMonthInWords, monthInWords } from './time-in-words';

/**
 * How the end of a period of months was found: 'one month after 31 January 2026, and February has no 31st, so it is
 * the last day of February', with the days that were given back.
 */
export function endOfMonthsInWords(first: DayNumber, months: number, daysGivenBack: number): string {
  const corresponding = monthsLater(first, months);
  const after = `${countInWords(months, 'month')} after ${dateInWords(first)}`;
  const isClamped = dayOfMonthInWords(first) !== dayOfMonthInWords(corresponding);
  const month = monthInWords(corresponding);
  const clamped = isClamped
    ? `: ${month} has no ${dayOfMonthInWords(first)}, so it is the last day of ${month}`
    : '';
  const givenBack =
    daysGivenBack > 0 ? `, and ${countInWords(daysGivenBack, 'day')} more because the clock stood still` : '';
  return `${after}${clamped}${givenBack}`;
}
