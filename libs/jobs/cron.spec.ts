import fc from 'fast-check';
import { nextOnCron } from './cron';

const next = (pattern: string, after: string): string =>
  new Date(nextOnCron(pattern, Date.parse(after))).toISOString();

describe('The next instant of a cron pattern', () => {
  it.each([
    ['every morning at seven, in winter', '0 7 * * *', '2026-01-05T07:00:00Z', '2026-01-06T07:00:00.000Z'],
    [
      'every morning at seven, in summer',
      '0 7 * * *',
      '2026-07-01T05:59:59.999Z',
      '2026-07-01T06:00:00.000Z',
    ],
    ['every quarter of an hour', '*/15 * * * *', '2026-01-05T07:15:00Z', '2026-01-05T07:30:00.000Z'],
    ['a quarter past and on, by steps', '15/20 * * * *', '2026-01-05T07:36:00Z', '2026-01-05T07:55:00.000Z'],
    ['on working days', '30 17 * * 1-5', '2026-01-09T18:00:00Z', '2026-01-12T17:30:00.000Z'],
    ['on Sundays, by either number', '0 0 * * 7', '2026-01-05T00:00:00Z', '2026-01-11T00:00:00.000Z'],
    ['on the first of April', '0 0 1 4 *', '2026-01-05T00:00:00Z', '2026-03-31T23:00:00.000Z'],
    ['on the 29th of February', '0 12 29 2 *', '2096-03-01T00:00:00Z', '2104-02-29T12:00:00.000Z'],
    ['on the 13th or on a Friday', '0 0 13 * 5', '2026-01-10T00:00:00Z', '2026-01-13T00:00:00.000Z'],
    ['at two hours by commas', '0 9,17 * * *', '2026-01-05T09:00:00Z', '2026-01-05T17:00:00.000Z'],
    ['at a time that is skipped in spring', '30 1 * * *', '2026-03-28T12:00:00Z', '2026-03-29T01:00:00.000Z'],
    [
      'at a time that comes twice in autumn',
      '30 1 * * *',
      '2026-10-24T12:00:00Z',
      '2026-10-25T00:30:00.000Z',
    ],
    ['and only the first time', '30 1 * * *', '2026-10-25T00:30:00Z', '2026-10-26T01:30:00.000Z'],
  ])('is known: %s', (_, pattern, after, expected) => {
    expect(next(pattern, after)).toBe(expected);
  });

  it.each([
    ['0 7 * *', 'cron must have five fields, not 4'],
    ['60 * * * *', 'cron: the minute must be “*” or from 0 to 59'],
    ['* 24 * * *', 'the hour must be'],
    ['* * 0 * *', 'the day of the month must be'],
    ['* * * 13 *', 'the month must be'],
    ['* * * * 8', 'the day of the week must be'],
    ['5-2 * * * *', 'the minute must be'],
    ['*/0 * * * *', 'the minute must be'],
    ['* * * * MON', 'the day of the week must be'],
    ['0 0 31 2 *', 'cron has no day in the next eight years'],
  ])('is not looked for when the pattern is %s', (pattern, sentence) => {
    expect(() => nextOnCron(pattern, 0)).toThrow(sentence);
  });

  it('is later than the one before, and nothing that fits lies between', () => {
    const pattern = fc
      .tuple(fc.constantFrom('*', '0', '*/7', '10-20', '59'), fc.constantFrom('*', '0', '1', '2-4', '23'))
      .map(([minute, hour]) => `${minute} ${hour} * * *`);
    const instant = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) });
    fc.assert(
      fc.property(pattern, instant, fc.nat(86_400_000), (text, after, further) => {
        const found = nextOnCron(text, after);
        expect(found).toBeGreaterThan(after);
        const between = Math.min(after + further, found - 1);
        expect(nextOnCron(text, between)).toBe(found);
      }),
    );
  });
});
