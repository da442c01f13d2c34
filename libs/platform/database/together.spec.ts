import { Together } from './together';

describe('what is asked together', () => {
  it('is answered together, each with its own answer', async () => {
    const lots: number[][] = [];
    const doubling = new Together<number, number>((asks) => {
      lots.push([...asks]);
      return Promise.resolve(asks.map((ask) => 2 * ask));
    });
    expect(await Promise.all([1, 2, 3].map((ask) => doubling.answer(ask)))).toEqual([2, 4, 6]);
    expect(await doubling.answer(4)).toBe(8);
    expect(lots).toEqual([[1, 2, 3], [4]]);
  });

  it('while others are being answered makes the next lot', async () => {
    const lots: string[][] = [];
    const gates: (() => void)[] = [];
    const slow = new Together<string, string>(async (asks) => {
      lots.push([...asks]);
      await new Promise<void>((resolve) => gates.push(resolve));
      return asks;
    });
    const first = slow.answer('a');
    while (gates.length < 1) await new Promise(setImmediate);
    const rest = [slow.answer('b'), slow.answer('c')];
    gates[0]?.();
    await first;
    while (gates.length < 2) await new Promise(setImmediate);
    gates[1]?.();
    expect(await Promise.all(rest)).toEqual(['b', 'c']);
    expect(lots).toEqual([['a'], ['b', 'c']]);
  });

  it('fails together, and what is asked afterwards is answered', async () => {
    let isDown = true;
    const asking = new Together<string, string>((asks) =>
      isDown ? Promise.reject(new Error('out of reach')) : Promise.resolve(asks),
    );
    const both = await Promise.allSettled([asking.answer('a'), asking.answer('b')]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    isDown = false;
    expect(await asking.answer('c')).toBe('c');
  });

  it('is answered before it is over', async () => {
    const asking = new Together<number, number>((asks) => Promise.resolve(asks));
    const answers = Array.from({ length: 600 }, (_, ask) => asking.answer(ask));
    await asking.settled();
    expect(await Promise.all(answers)).toEqual(answers.map((_, ask) => ask));
  });
});
