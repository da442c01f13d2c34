import { calendarFrom } from './calendar';
import { dateOf, dayNumber } from './day-number';
import { fromLondon } from './london-time';
import { type OpeningHours } from './opening-hours';
import { workingTimeBetween } from './working-time';

const HOUR = 3_600_000;
const calendar = calendarFrom(
  [{ division: 'england-and-wales', holidays: [{ date: '2026-05-04', title: 'Early May bank holiday' }] }],
  'england-and-wales',
);
const officeHours: OpeningHours = Object.fromEntries(
  ['mon', 'tue', 'wed', 'thu', 'fri'].map((weekday) => [weekday, ['09:00', '17:00']]),
);

function hoursBetween(from: [string, number], to: [string, number], hours = officeHours): number {
  return (
    workingTimeBetween(fromLondon(from[0], from[1] * 60), fromLondon(to[0], to[1] * 60), hours, calendar) /
    HOUR
  );
}

describe('working time', () => {
  it('is the opening time between two moments', () => {
    expect(hoursBetween(['2026-06-01', 10], ['2026-06-01', 12])).toBe(2);
    expect(hoursBetween(['2026-06-01', 16], ['2026-06-02', 10])).toBe(2);
  });

  it('leaves out nights, weekends and holidays', () => {
    expect(hoursBetween(['2026-05-01', 16], ['2026-05-05', 10])).toBe(2);
    expect(hoursBetween(['2026-05-01', 18], ['2026-05-05', 8])).toBe(0);
  });

  it('is 8 hours for each working day of a year', () => {
    const from = dayNumber('2026-01-01');
    const to = dayNumber('2027-01-01');
    const weekdays = Array.from({ length: to - from }, (_, n) =>
      new Date(`${dateOf(from + n)}T12:00:00Z`).getUTCDay(),
    );
    const workingDays = weekdays.filter((weekday) => weekday > 0 && weekday < 6).length - 1;
    expect(hoursBetween(['2026-01-01', 0], ['2027-01-01', 0])).toBe(workingDays * 8);
  });

  it('leaves out pauses, each moment once', () => {
    const pauses = [
      { from: fromLondon('2026-06-01', 11 * 60), to: fromLondon('2026-06-01', 13 * 60) },
      { from: fromLondon('2026-06-01', 12 * 60), to: fromLondon('2026-06-01', 14 * 60) },
      { from: fromLondon('2026-06-02', 16 * 60) },
    ];
    const worked = workingTimeBetween(
      fromLondon('2026-06-01'),
      fromLondon('2026-06-05'),
      officeHours,
      calendar,
      pauses,
    );
    expect(worked / HOUR).toBe(5 + 7);
  });

  it('is nothing when the end is not after the beginning', () => {
    expect(hoursBetween(['2026-06-02', 12], ['2026-06-01', 12])).toBe(0);
  });

  it('is an hour less, or more, where the doors are open while the clocks change', () => {
    const nights: OpeningHours = { sun: ['00:00', '06:00'] };
    expect(hoursBetween(['2026-03-28', 0], ['2026-03-30', 0], nights)).toBe(5);
    expect(hoursBetween(['2026-10-24', 0], ['2026-10-26', 0], nights)).toBe(7);
    expect(hoursBetween(['2026-06-06', 0], ['2026-06-08', 0], nights)).toBe(6);
  });
});
