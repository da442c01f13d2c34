import { dayNumber } from './day-number';
import {
  countInWords,
  dateInWords,
  dayOfMonthInWords,
  durationInWords,
  monthInWords,
  timeInWords,
  weekdayInWords,
} from './time-in-words';

describe('time in words', () => {
  it('writes a day as a letter does', () => {
    expect(weekdayInWords(dayNumber('2026-06-01'))).toBe('Monday');
    expect(dateInWords(dayNumber('2026-06-01'))).toBe('1 June 2026');
    expect(dateInWords(dayNumber('2026-12-31'))).toBe('31 December 2026');
  });

  it('names a month, and a day of it as it is said', () => {
    expect(monthInWords(dayNumber('2026-02-28'))).toBe('February');
    const said = ['01', '02', '03', '04', '11', '12', '13', '21', '22', '23', '30', '31'].map((date) =>
      dayOfMonthInWords(dayNumber(`2026-05-${date}`)),
    );
    expect(said.join(' ')).toBe('1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 23rd 30th 31st');
  });

  it('writes a time as the clock in London shows it', () => {
    expect(timeInWords(Date.UTC(2026, 0, 5, 9, 5))).toBe('09:05');
    expect(timeInWords(Date.UTC(2026, 6, 6, 16, 0))).toBe('17:00');
  });

  it('writes a length of time in hours and minutes', () => {
    expect([0, 1, 59, 60, 90, 121].map(durationInWords)).toEqual([
      '0 minutes',
      '1 minute',
      '59 minutes',
      '1 hour',
      '1 hour 30 minutes',
      '2 hours 1 minute',
    ]);
  });

  it('says one day but two days', () => {
    expect(countInWords(1, 'working day')).toBe('1 working day');
    expect(countInWords(2, 'working day')).toBe('2 working days');
  });
});
