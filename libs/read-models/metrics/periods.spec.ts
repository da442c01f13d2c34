import { toLondon } from '../../domain/standards/london-time';
import { periodsOf } from './periods';

const of = (instant: string) => periodsOf(toLondon(Date.parse(instant)).date);

describe('the periods that a case is counted in', () => {
  it('are a day, an ISO week, a month, and a quarter and a year that begin in April', () => {
    expect(of('2026-06-08T09:00:00.000Z')).toEqual({
      day: '2026-06-08',
      week: '2026-W24',
      month: '2026-06',
      quarter: '2026/27 Q1',
      year: '2026/27',
    });
  });

  it.each([
    ['summer, when London is an hour ahead', '2026-06-08T22:59:59.999Z', '2026-06-08'],
    ['summer, when London is an hour ahead', '2026-06-08T23:00:00.000Z', '2026-06-09'],
    ['winter', '2026-12-08T23:59:59.999Z', '2026-12-08'],
    ['the night the clocks go forward', '2026-03-28T23:59:59.999Z', '2026-03-28'],
    ['the day after they went forward', '2026-03-29T23:00:00.000Z', '2026-03-30'],
    ['the day they go back', '2026-10-25T23:59:59.999Z', '2026-10-25'],
    ['the day before they go back', '2026-10-24T23:00:00.000Z', '2026-10-25'],
  ])('begin at midnight in London: %s', (_, instant, day) => expect(of(instant).day).toBe(day));

  it.each([
    ['2026-12-31', '2026-W53'],
    ['2027-01-01', '2026-W53'],
    ['2027-01-03', '2026-W53'],
    ['2027-01-04', '2027-W01'],
    ['2024-12-29', '2024-W52'],
    ['2024-12-30', '2025-W01'],
    ['2021-01-03', '2020-W53'],
  ])('have the week that holds its Thursday across New Year: %s is in %s', (day, week) =>
    expect(of(`${day}T12:00:00.000Z`).week).toBe(week),
  );

  it.each([
    ['2026-03-31', '2025/26', '2025/26 Q4'],
    ['2026-04-01', '2026/27', '2026/27 Q1'],
    ['2026-06-30', '2026/27', '2026/27 Q1'],
    ['2026-07-01', '2026/27', '2026/27 Q2'],
    ['2026-10-01', '2026/27', '2026/27 Q3'],
    ['2027-01-01', '2026/27', '2026/27 Q4'],
    ['1999-12-31', '1999/00', '1999/00 Q3'],
  ])('name the financial year by when it begins: %s is in %s', (day, year, quarter) =>
    expect(of(`${day}T12:00:00.000Z`)).toMatchObject({ year, quarter }),
  );
});
