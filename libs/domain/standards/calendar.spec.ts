import { type CalendarDefinition, calendarFrom, calendarSchema } from './calendar';
import { dateOf, dayNumber } from './day-number';

const definitions: CalendarDefinition[] = [
  {
    division: 'england-and-wales',
    holidays: [
      { date: '2026-05-04', title: 'Early May bank holiday' },
      { date: '2026-08-31', title: 'Summer bank holiday' },
      { date: '2026-12-25', title: 'Christmas Day' },
    ],
  },
  {
    division: 'scotland',
    holidays: [
      { date: '2026-01-02', title: '2nd January' },
      { date: '2026-05-04', title: 'Early May bank holiday' },
      { date: '2026-12-25', title: 'Christmas Day' },
      { date: '2027-01-01', title: 'New Year’s Day' },
    ],
  },
  {
    division: 'northern-ireland',
    holidays: [
      { date: '2026-03-17', title: 'St Patrick’s Day' },
      { date: '2026-05-04', title: 'Early May bank holiday' },
      { date: '2026-08-31', title: 'Summer bank holiday' },
      { date: '2026-12-25', title: 'Christmas Day' },
    ],
  },
];

describe('the calendar of England and Wales', () => {
  const calendar = calendarFrom(definitions, 'england-and-wales');

  it('knows its own holidays by name', () => {
    expect(calendar.holidayOn(dayNumber('2026-05-04'))).toBe('Early May bank holiday');
  });

  it('works through the holidays of others, and on ordinary days', () => {
    expect(calendar.holidayOn(dayNumber('2026-03-17'))).toBeUndefined();
    expect(calendar.holidayOn(dayNumber('2026-05-05'))).toBeUndefined();
  });

  it('says for which years no bank holidays are published', () => {
    expect(calendar.unpublishedOn(dayNumber('2026-12-31'))).toBeUndefined();
    expect(calendar.unpublishedOn(dayNumber('2031-05-05'))).toBe('no bank holidays are published for 2031');
    expect(calendar.unpublishedOn(dayNumber('2011-05-05'))).toBe('no bank holidays are published for 2011');
  });
});

describe('the calendar of the United Kingdom', () => {
  const calendar = calendarFrom(definitions, 'united-kingdom');

  it('keeps a holiday that is kept anywhere, and says where', () => {
    expect(calendar.holidayOn(dayNumber('2026-01-02'))).toBe('2nd January (Scotland)');
    expect(calendar.holidayOn(dayNumber('2026-08-31'))).toBe(
      'Summer bank holiday (England and Wales, Northern Ireland)',
    );
  });

  it('does not say where when it is kept everywhere', () => {
    expect(calendar.holidayOn(dayNumber('2026-12-25'))).toBe('Christmas Day');
  });

  it('lists every holiday in order', () => {
    expect(calendar.holidays.map(dateOf)).toEqual([
      '2026-01-02',
      '2026-03-17',
      '2026-05-04',
      '2026-08-31',
      '2026-12-25',
      '2027-01-01',
    ]);
  });

  it('names the places that have not published a year', () => {
    expect(calendar.unpublishedOn(dayNumber('2027-06-01'))).toBe(
      'no bank holidays are published for 2027 in England and Wales or Northern Ireland',
    );
    expect(calendar.unpublishedOn(dayNumber('2028-06-01'))).toBe('no bank holidays are published for 2028');
  });

  it('gives both names when two places keep the day under different names', () => {
    const renamed = definitions.map((definition) =>
      definition.division === 'scotland'
        ? { ...definition, holidays: [{ date: '2026-08-31', title: 'Late Summer holiday' }] }
        : definition,
    );
    expect(calendarFrom(renamed, 'united-kingdom').holidayOn(dayNumber('2026-08-31'))).toBe(
      'Summer bank holiday (England and Wales, Northern Ireland); Late Summer holiday (Scotland)',
    );
  });

  it('needs all three of its parts, each once', () => {
    expect(() => calendarFrom(definitions.slice(0, 2), 'united-kingdom')).toThrow(
      'there is no calendar of bank holidays for Northern Ireland',
    );
    expect(() => calendarFrom([...definitions, ...definitions], 'scotland')).toThrow(
      'there are two calendars of bank holidays for Scotland',
    );
  });
});

describe('a calendar without a holiday', () => {
  it('knows nothing of any year', () => {
    const calendar = calendarFrom([{ division: 'scotland', holidays: [] }], 'scotland');
    expect(calendar.unpublishedOn(dayNumber('2026-06-01'))).toBe('no bank holidays are published for 2026');
  });
});

describe('a calendar file', () => {
  it('is refused with a day that does not exist', () => {
    const result = calendarSchema.safeParse({
      division: 'scotland',
      holidays: [{ date: '2026-02-30', title: 'Leap holiday' }],
    });
    expect(result.error?.issues.map(({ path }) => path.join('.'))).toEqual(['holidays.0.date']);
  });

  it('is refused with a day listed twice', () => {
    const newYear = { date: '2026-01-01', title: 'New Year’s Day' };
    const result = calendarSchema.safeParse({ division: 'scotland', holidays: [newYear, newYear] });
    expect(result.error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
      ['holidays.1.date', '2026-01-01 is listed twice'],
    ]);
  });
});
