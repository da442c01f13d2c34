import { isPausedAt, mergedPauses } from './pauses';

describe('pauses', () => {
  it('that overlap are one', () => {
    expect(
      mergedPauses([
        { from: 30, to: 40 },
        { from: 10, to: 20 },
        { from: 15, to: 25 },
      ]),
    ).toEqual([
      { from: 10, to: 25 },
      { from: 30, to: 40 },
    ]);
  });

  it('that touch, or lie inside another, are one', () => {
    expect(
      mergedPauses([
        { from: 10, to: 20 },
        { from: 12, to: 14 },
        { from: 20, to: 30 },
      ]),
    ).toEqual([{ from: 10, to: 30 }]);
  });

  it('that are still open swallow those that come after', () => {
    expect(mergedPauses([{ from: 10 }, { from: 20, to: 30 }])).toEqual([{ from: 10, to: Infinity }]);
  });

  it('of no length are none', () => {
    expect(
      mergedPauses([
        { from: 10, to: 10 },
        { from: 30, to: 20 },
      ]),
    ).toEqual([]);
  });

  it('hold from their first instant to just before their last', () => {
    const pauses = mergedPauses([{ from: 10, to: 20 }]);
    expect([9, 10, 19, 20].map((instant) => isPausedAt(pauses, instant))).toEqual([false, true, true, false]);
  });
});
