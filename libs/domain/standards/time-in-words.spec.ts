import { dayNumber } from './day-number';
import { countInWords, dateInWords, durationInWords, timeInWords, weekdayInWords } from './time-in-words';

describe('time in words', () => {
  it('writes a day as a letter does', () => {
    expect(weekdayInWords(dayNumber('2026-06-01'))).toBe('Monday');
    expect(dateInWords(dayNumber('2026-06-01'))).toBe('1 June 2026');
    expect(dateInWords(dayNumber('2026-12-31'))).toBe('31 December 2026');
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
