import { dateOf, dayNumber, weekdayOf, weekdays, yearOf } from './day-number';

describe('a day number', () => {
  it('counts from 1 January 1970, which was a Thursday', () => {
    expect(dayNumber('1970-01-01')).toBe(0);
    expect(weekdays[weekdayOf(0)]).toBe('thu');
  });

  it('knows the day before the count began', () => {
    expect(dayNumber('1969-12-31')).toBe(-1);
    expect(weekdays[weekdayOf(-1)]).toBe('wed');
  });

  it('gives its date back, leap days too', () => {
    for (const date of ['1996-02-29', '2000-02-29', '2026-06-01', '2060-12-31']) {
      expect(dateOf(dayNumber(date))).toBe(date);
    }
  });

  it('knows its year', () => {
    expect(yearOf(dayNumber('2026-12-31'))).toBe(2026);
    expect(yearOf(dayNumber('2027-01-01'))).toBe(2027);
  });

  it.each(['2026-02-30', '2027-02-29', '2026-6-1', 'yesterday', ''])(
    'refuses %p, which is no day',
    (date) => {
      expect(() => dayNumber(date)).toThrow(RangeError);
    },
  );
});
