import { checkRecurrence, instantAfter } from './recurrence';

describe('A repeating job', () => {
  it('is due again an interval after it was due, however late it was done', () => {
    expect(instantAfter({ everyMs: 100 }, 1_000, 1_000)).toBe(1_100);
    expect(instantAfter({ everyMs: 100 }, 1_000, 1_099)).toBe(1_100);
  });

  it('makes up once for all that was missed, and keeps its step', () => {
    expect(instantAfter({ everyMs: 100 }, 1_000, 5_030)).toBe(5_100);
    expect(instantAfter({ everyMs: 100 }, 1_000, 5_100)).toBe(5_200);
    const noon = Date.parse('2026-01-05T12:00:00Z');
    expect(instantAfter({ cron: '0 * * * *' }, noon, noon + 90 * 60_000)).toBe(noon + 120 * 60_000);
  });

  it('is not taken when it would never rest', () => {
    expect(() => checkRecurrence({ everyMs: 9 })).toThrow(
      'everyMs must be a whole number of milliseconds from 10',
    );
    expect(() => checkRecurrence({ cron: 'daily' })).toThrow('five fields');
  });
});
