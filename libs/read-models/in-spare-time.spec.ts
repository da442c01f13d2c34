import { inSpareTime } from './in-spare-time';

/** Gives each as soon as it is asked for, or when the gate opens. */
async function* messages(gate?: Promise<void>): AsyncGenerator<number> {
  await gate;
  yield 1;
  yield 2;
}

const everyOne = async (source: AsyncIterable<number>): Promise<number[]> => {
  const all: number[] = [];
  for await (const message of source) all.push(message);
  return all;
};

describe('work in spare time', () => {
  it('is done to its end while nothing comes', async () => {
    let left = 5;
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const work = (): Promise<boolean> => {
      if (--left === 0) open();
      return Promise.resolve(left > 0);
    };
    expect(await everyOne(inSpareTime(messages(gate), work))).toEqual([1, 2]);
    expect(left).toBeLessThanOrEqual(0);
  });

  it('gets a piece done after each message, however fast they come', async () => {
    let done = 0;
    const work = (): Promise<boolean> => Promise.resolve(++done < 1_000_000);
    expect(await everyOne(inSpareTime(messages(), work))).toEqual([1, 2]);
    expect(done).toBeGreaterThanOrEqual(2);
  });

  it('ends what it listens to when nobody listens any more', async () => {
    const state = { isClosed: false };
    async function* endless(): AsyncGenerator<number> {
      try {
        for (let n = 0; ; n++) yield await Promise.resolve(n);
      } finally {
        state.isClosed = true;
      }
    }
    for await (const message of inSpareTime(endless(), () => Promise.resolve(false))) {
      if (message === 2) break;
    }
    expect(state.isClosed).toBe(true);
  });

  it('that fails is told at once, though nothing comes', async () => {
    const never = new Promise<void>(() => undefined);
    const failing = (): Promise<boolean> => Promise.reject(new Error('The disk is full'));
    await expect(everyOne(inSpareTime(messages(never), failing))).rejects.toThrow('The disk is full');
  });
});
