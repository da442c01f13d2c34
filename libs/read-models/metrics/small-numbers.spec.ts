import fc from 'fast-check';
import type { Figure } from './metrics.query';
import { withoutSmallNumbers } from './small-numbers';

const share = (denominator: number): Figure => ({ value: 50, numerator: denominator / 2, denominator });
const wards = (...figures: Figure[]) =>
  figures.map((reopened, index) => ({ group: `ward ${index}`, figures: { reopened } }));
/** What is left of a column: how many cases each figure rests on, nothing where it is left out. */
const published = (...figures: Figure[]) =>
  withoutSmallNumbers(wards(...figures)).map(({ figures: { reopened } }) =>
    reopened?.suppressed ? null : (reopened?.denominator ?? reopened?.value),
  );

describe('small numbers', () => {
  it('of one to four cases are left out, with their counts', () => {
    const [ward] = withoutSmallNumbers(wards(share(4), share(2), share(50)));
    expect(ward?.figures['reopened']).toEqual({ value: null, suppressed: true });
  });

  it('take the next smallest along, or the total would tell them', () => {
    expect(published(share(3), share(60), share(20))).toEqual([null, 60, null]);
    expect(published({ value: 3 }, { value: 60 }, { value: 20 })).toEqual([null, 60, null]);
  });

  it('that are several hide each other', () =>
    expect(published(share(3), share(4), share(20))).toEqual([null, null, 20]));
  it('that are few even together take the next smallest along', () =>
    expect(published(share(1), share(2), share(20), share(30))).toEqual([null, null, null, 30]));
  it('are not none: nothing is nobody', () => expect(published(share(0), share(20))).toEqual([0, 20]));
  it('that are none hide nothing', () => expect(published(share(5), share(20))).toEqual([5, 20]));

  it('of cases leave nothing of their group, which would tell them', () => {
    const figures = (cases: number) => ({
      cases: { value: cases },
      reopened: { value: 50, denominator: 20 },
    });
    const left = withoutSmallNumbers(
      [3, 6, 20].map((cases) => ({ group: String(cases), figures: figures(cases) })),
    );
    expect(left.map(({ figures: { reopened } }) => reopened?.value)).toEqual([null, null, 50]);
  });

  it('of one month are not told by the figures of another', () => {
    const june = wards(share(3), share(20)).map((group) => ({ ...group, period: '2026-06' }));
    const july = wards(share(30), share(20)).map((group) => ({ ...group, period: '2026-07' }));
    const left = withoutSmallNumbers([...june, ...july]).map(({ figures: { reopened } }) => reopened?.value);
    expect(left).toEqual([null, null, 50, 50]);
  });

  it('are never alone, and never shown', () =>
    fc.assert(
      fc.property(fc.array(fc.nat(30), { minLength: 2, maxLength: 8 }), (counts) => {
        const left = published(...counts.map((value) => ({ value })));
        const gone = counts.filter((_, index) => left[index] === null);
        expect(left.filter((one) => one !== null && one !== undefined && one > 0 && one < 5)).toEqual([]);
        if (counts.filter((one) => one > 0).length > 1) expect(gone).not.toHaveLength(1);
      }),
    ));
});
