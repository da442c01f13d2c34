import { measureSchema } from '../../domain/assessment/figures';
import { measures } from '../metrics/measures';
import { answered, linksTo, metricsQueryFor } from './evidence-figures';

const period = { from: '2025-04-01', to: '2026-03-31' };
const scope = { department: 'highways' };

describe('the figures that are evidence', () => {
  it('are measures that there are, and all of them can be named', () =>
    expect(measures.map(({ name }) => name).sort()).toEqual([...measureSchema.options].sort()));

  it('are asked for within the scope and the period of the assessment', () =>
    expect(metricsQueryFor({ where: { kind: 'complaint' }, by: 'ward' }, scope, period, 1)).toEqual({
      ...period,
      by: 'ward',
      where: { kind: 'complaint', department: 'highways' },
      now: 1,
    }));

  it('of the period before are those of the year before', () =>
    expect(metricsQueryFor({ before: true }, {}, period, 1)).toMatchObject({
      from: '2024-04-01',
      to: '2025-03-31',
    }));

  it('by month are one group for each', () => {
    expect(metricsQueryFor({ by: 'month' }, {}, period, 1)).toMatchObject({ period: 'month' });
    expect(answered([{ period: '2025-04', figures: {} }])).toEqual([{ group: '2025-04', figures: {} }]);
  });

  it('have a confidence interval when they are shares, and none when they are not', () => {
    const [group] = answered([
      {
        group: 'Norton',
        figures: {
          'resolved-within-standard': { value: 80, numerator: 8, denominator: 10 },
          'hand-offs': { value: 0.5, numerator: 5, denominator: 10 },
          cases: { value: 10 },
        },
      },
    ]);
    expect(group?.figures['resolved-within-standard']?.interval).toEqual({ low: 49.02, high: 94.33 });
    expect(group?.figures['hand-offs']?.interval).toBeUndefined();
    expect(group?.figures['cases']?.interval).toBeUndefined();
  });

  it('lead to where they can be looked at, and to the cases behind them', () =>
    expect(
      linksTo({ measure: 'reopened', where: { kind: 'complaint' }, by: 'month' }, scope, period),
    ).toEqual({
      figure:
        '/service-excellence?from=2025-04-01&to=2026-03-31&kind=complaint&department=highways&period=month',
      cases:
        '/service-excellence/reopened/cases?from=2025-04-01&to=2026-03-31&kind=complaint&department=highways',
    }));
});
