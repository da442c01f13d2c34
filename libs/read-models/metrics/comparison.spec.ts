import { compared, daysComparedWith } from './comparison';

describe('what a period is compared with', () => {
  it.each([
    ['2025-04-01', '2026-03-31', '2024-04-01', '2025-03-31'],
    ['2025-02-01', '2025-02-28', '2024-02-01', '2024-02-29'],
    ['2024-02-01', '2024-02-29', '2023-02-01', '2023-02-28'],
    ['2026-06-08', '2026-06-14', '2025-06-08', '2025-06-14'],
  ])('%s to %s: the same days of last year', (from, to, before, end) =>
    expect(daysComparedWith('last-year', { from, to })).toEqual({ from: before, to: end }),
  );

  it('the days just before', () =>
    expect(daysComparedWith('before', { from: '2026-04-01', to: '2026-06-30' })).toEqual({
      from: '2026-01-01',
      to: '2026-03-31',
    }));
});

describe('a figure beside what it was', () => {
  const group = (name: string | null, value: number | null) => ({
    group: name,
    figures: { reopened: { value } },
  });

  it('says by how much it rose, group by group', () =>
    expect(
      compared([group('Norton', 12.5), group(null, 3)], [group(null, 4.25), group('Norton', 10)]),
    ).toEqual([
      { group: 'Norton', figures: { reopened: { value: 12.5, was: 10, change: 2.5 } } },
      { group: null, figures: { reopened: { value: 3, was: 4.25, change: -1.25 } } },
    ]));

  it('says nothing of what was not there, now or then', () =>
    expect(compared([group('Norton', 12.5), group('Roseworth', null)], [group('Roseworth', 1)])).toEqual([
      { group: 'Norton', figures: { reopened: { value: 12.5, was: null, change: null } } },
      { group: 'Roseworth', figures: { reopened: { value: null, was: 1, change: null } } },
    ]));

  it('is there for a group that is gone, of which there are none now', () => {
    const figures = {
      cases: { value: 7 },
      open: { value: 1 },
      reopened: { value: 20, numerator: 1, denominator: 5 },
      'time-to-resolve': { value: 8, medianHours: 8, p90Hours: 16, denominator: 5 },
    };
    const gone = {
      cases: { value: 0, was: 7, change: -7 },
      open: { value: 0, was: null, change: null },
      reopened: { value: null, numerator: 0, denominator: 0, was: 20, change: null },
      'time-to-resolve': { value: null, denominator: 0, was: 8, change: null },
    };
    expect(
      compared([group('Norton', 12.5), group(null, 3)], [{ group: 'Hartburn', figures }]).map((one) => [
        one.group,
        one.figures['cases']?.was,
      ]),
    ).toEqual([
      ['Hartburn', 7],
      ['Norton', undefined],
      [null, undefined],
    ]);
    expect(compared([], [{ group: 'Hartburn', figures }])).toEqual([{ group: 'Hartburn', figures: gone }]);
  });

  it('is there for a day without a case', () =>
    expect(compared([], [{ figures: { cases: { value: 3 } } }])).toEqual([
      { figures: { cases: { value: 0, was: 3, change: -3 } } },
    ]));

  it('is nothing of what is open or overdue now: of those raised in May, what is left today is not what there was', () => {
    const figures = (open: number, cases: number) => ({
      open: { value: open },
      overdue: { value: open },
      'backlog-age': { value: open },
      cases: { value: cases },
    });
    const [all] = compared([{ figures: figures(44, 60) }], [{ figures: figures(3, 58) }]);
    expect(all?.figures).toEqual({
      open: { value: 44, was: null, change: null },
      overdue: { value: 44, was: null, change: null },
      'backlog-age': { value: 44, was: null, change: null },
      cases: { value: 60, was: 58, change: 2 },
    });
  });
});
