import { wilsonInterval } from './wilson-interval';

describe('the confidence interval of a share', () => {
  // R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
  it.each([
    [81, 263, 25.53, 36.62],
    [15, 148, 6.24, 16.05],
    [0, 20, 0, 16.11],
    [1, 29, 0.61, 17.18],
  ])('of %i in %i is what has been published: %d to %d %%', (counted, all, low, high) => {
    expect(wilsonInterval(counted, all)).toEqual({ low, high });
  });

  it('never passes 100', () => expect(wilsonInterval(3, 3)).toEqual({ low: 43.85, high: 100 }));

  it('is not made up without an answer', () => expect(wilsonInterval(0, 0)).toBeUndefined());
});
