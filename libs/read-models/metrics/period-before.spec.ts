import fc from 'fast-check';
import { periodBefore } from './period-before';

describe('the period before', () => {
  it.each([
    ['a financial year', '2025-04-01', '2026-03-31', '2024-04-01', '2025-03-31'],
    ['a leap year’s February', '2028-02-01', '2028-02-29', '2028-01-01', '2028-01-31'],
    ['a quarter', '2026-04-01', '2026-06-30', '2026-01-01', '2026-03-31'],
    ['a week', '2026-06-08', '2026-06-14', '2026-06-01', '2026-06-07'],
    ['a year that begins in the middle of a month', '2025-06-15', '2026-06-14', '2024-06-15', '2025-06-14'],
    ['a day', '2026-03-01', '2026-03-01', '2026-02-28', '2026-02-28'],
  ])('of %s', (_, from, to, before, end) =>
    expect(periodBefore({ from, to })).toEqual({ from: before, to: end }),
  );

  it('ends on the day before', () => {
    const day = fc.date({ min: new Date('2012-01-01'), max: new Date('2028-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(day, fc.nat(800), (first, length) => {
        const from = first.toISOString().slice(0, 10);
        const to = new Date(Date.parse(from) + length * 86_400_000).toISOString().slice(0, 10);
        const before = periodBefore({ from, to });
        expect(Date.parse(from) - Date.parse(before.to)).toBe(86_400_000);
        expect(before.from <= before.to).toBe(true);
      }),
    );
  });
});
