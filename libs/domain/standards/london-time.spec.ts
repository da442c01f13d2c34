import fc from 'fast-check';
import { DAY } from './day-number';
import { clockChanges, fromLondon, fromLondonDay, londonDay, toLondon } from './london-time';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const years = Array.from({ length: 2060 - 1996 + 1 }, (_, n) => 1996 + n);
const instants = fc.integer({ min: Date.UTC(1996, 0, 1), max: Date.UTC(2061, 0, 1) - 1 });

const format = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
});

/** What the ICU time zone database says. */
function byIntl(instant: number): { date: string; minuteOfDay: number } {
  const part = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  return {
    date: `${String(part.year)}-${String(part.month)}-${String(part.day)}`,
    minuteOfDay: Number(part.hour) * 60 + Number(part.minute),
  };
}

function byUs(instant: number): { date: string; minuteOfDay: number } {
  const { date, minuteOfDay } = toLondon(instant);
  return { date, minuteOfDay };
}

describe('London time', () => {
  it('is Greenwich Mean Time in winter and an hour ahead in summer', () => {
    expect(byUs(Date.UTC(2026, 0, 15, 9, 30))).toEqual({ date: '2026-01-15', minuteOfDay: 9 * 60 + 30 });
    expect(byUs(Date.UTC(2026, 6, 15, 9, 30))).toEqual({ date: '2026-07-15', minuteOfDay: 10 * 60 + 30 });
  });

  it('has tomorrow begin an hour before UTC does in summer', () => {
    expect(toLondon(Date.UTC(2026, 5, 1, 23, 0)).date).toBe('2026-06-02');
    expect(londonDay(Date.UTC(2026, 5, 1, 22, 59, 59, 999))).toBe(londonDay(Date.UTC(2026, 5, 1, 12)));
  });

  it.each(years)(
    'agrees with the time zone database around both clock changes and New Year of %i',
    (year) => {
      const { forward, back } = clockChanges(year);
      for (const change of [forward, back, Date.UTC(year, 0, 1)]) {
        for (let minutes = -26 * 60; minutes <= 26 * 60; minutes += 15) {
          expect(byUs(change + minutes * MINUTE)).toEqual(byIntl(change + minutes * MINUTE));
        }
        expect(byUs(change - 1)).toEqual(byIntl(change - 1));
        expect(byUs(change + 1)).toEqual(byIntl(change + 1));
      }
    },
  );

  it('agrees with the time zone database at any moment', () => {
    fc.assert(
      fc.property(instants, (instant) => expect(byUs(instant)).toEqual(byIntl(instant))),
      { numRuns: 2_000 },
    );
  });

  it('comes back to the same instant, or an hour before it in the hour that comes twice', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const { day, millisecondOfDay } = toLondon(instant);
        const { back } = clockChanges(new Date(instant).getUTCFullYear());
        const secondComing = instant >= back && instant < back + HOUR;
        expect(fromLondonDay(day, millisecondOfDay)).toBe(secondComing ? instant - HOUR : instant);
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes a time that is skipped as the moment the clocks go forward', () => {
    const forward = Date.UTC(2026, 2, 29, 1);
    expect(fromLondon('2026-03-29', 59)).toBe(forward - MINUTE);
    expect(fromLondon('2026-03-29', 60)).toBe(forward);
    expect(fromLondon('2026-03-29', 90)).toBe(forward);
    expect(fromLondon('2026-03-29', 120)).toBe(forward);
    expect(fromLondon('2026-03-29', 121)).toBe(forward + MINUTE);
  });

  it('takes a time that comes twice as its first coming', () => {
    expect(fromLondon('2026-10-25', 90)).toBe(Date.UTC(2026, 9, 25, 0, 30));
    expect(fromLondon('2026-10-25', 120)).toBe(Date.UTC(2026, 9, 25, 2));
  });

  it('has a day of 23 hours in March and one of 25 in October', () => {
    expect(fromLondon('2026-03-30') - fromLondon('2026-03-29')).toBe(23 * HOUR);
    expect(fromLondon('2026-10-26') - fromLondon('2026-10-25')).toBe(25 * HOUR);
  });

  it('never goes backwards: a later time on the clock is not an earlier instant', () => {
    const withinDays = fc.tuple(fc.constantFrom(...years), fc.boolean(), fc.nat(2 * DAY), fc.nat(2 * DAY));
    fc.assert(
      fc.property(withinDays, ([year, spring, a, b]) => {
        const { forward, back } = clockChanges(year);
        const day = londonDay(spring ? forward : back);
        expect(fromLondonDay(day, Math.min(a, b))).toBeLessThanOrEqual(fromLondonDay(day, Math.max(a, b)));
      }),
    );
  });
});
