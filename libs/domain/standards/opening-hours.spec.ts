import { calendarFrom } from './calendar';
import { dayNumber } from './day-number';
import { type OpeningHours, openingHoursSchema, openingOn, openingWeek } from './opening-hours';

const HOUR = 3_600_000;

describe('opening hours', () => {
  const calendar = calendarFrom(
    [{ division: 'scotland', holidays: [{ date: '2026-06-15', title: 'World Cup bank holiday' }] }],
    'scotland',
  );
  const week = openingWeek({ mon: ['09:00', '17:00'], sat: ['08:30', '12:15'] });

  it('open the day from one time on the clock to another', () => {
    expect(openingOn(week, calendar, dayNumber('2026-06-13'))).toEqual({
      opens: 8.5 * HOUR,
      closes: 12.25 * HOUR,
    });
  });

  it('leave a weekday without hours closed', () => {
    expect(openingOn(week, calendar, dayNumber('2026-06-14'))).toBeUndefined();
  });

  it('do not open on a holiday', () => {
    expect(openingOn(week, calendar, dayNumber('2026-06-08'))).toBeDefined();
    expect(openingOn(week, calendar, dayNumber('2026-06-15'))).toBeUndefined();
  });

  it('are read once', () => {
    const hours: OpeningHours = { mon: ['09:00', '17:00'] };
    expect(openingWeek(hours)).toBe(openingWeek(hours));
  });

  it('may last all day', () => {
    expect(openingHoursSchema.safeParse({ mon: ['00:00', '24:00'] }).success).toBe(true);
  });

  it.each([
    [{ mon: ['17:00', '09:00'] }, 'mon', 'must open before it closes, on the same day'],
    [{ tue: ['09:00', '09:00'] }, 'tue', 'must open before it closes, on the same day'],
    [{ wed: ['9am', '17:00'] }, 'wed.0', 'opens at a time such as 09:00'],
    [{ thu: ['09:00', '25:00'] }, 'thu.1', 'closes at a time such as 17:00'],
  ])('are refused as %j, naming %s', (hours, path, message) => {
    const issues = openingHoursSchema.safeParse(hours).error?.issues ?? [];
    expect(issues.map((issue) => [issue.path.join('.'), issue.message])).toEqual([[path, message]]);
  });
});
