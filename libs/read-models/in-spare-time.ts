import { setImmediate as turnOfTheLoop } from 'node:timers/promises';

/**
 * Passes on what comes and, for as long as nothing is there, does some work that waits: a piece after each message at
 * least, so that a busy stream does not put it off for ever. The work answers whether there is more of it; what it
 * throws ends the passing on.
 * @param every milliseconds after which it is asked again for work while nothing comes; left out: it is not
 */
export async function* inSpareTime<Message>(
  messages: AsyncIterable<Message>,
  work: () => Promise<boolean>,
  every?: number,
): AsyncGenerator<Message> {
  const coming = messages[Symbol.asyncIterator]();
  let arrival = awaited();
  try {
    for (;;) {
      const expected = (arrival = awaited());
      const next = coming.next();
      const here = (): void => {
        expected.isHere = true;
        expected.told?.();
      };
      next.then(here, here);
      for (;;) {
        while ((await work()) && !expected.isHere) await turnOfTheLoop();
        if (every === undefined || expected.isHere || (await comesWithin(every, expected))) break;
      }
      const result = await next;
      if (result.done) return;
      yield result.value;
    }
  } finally {
    const ended = coming.return?.();
    // It ends once the message that is asked for has come, which may be never: whoever listened is not kept.
    if (arrival.isHere) await ended;
  }
}

/** A message that is asked for and may not have come. */
interface Awaited {
  isHere: boolean;
  /** Is told when it comes. */
  told?: () => void;
}

const awaited = (): Awaited => ({ isHere: false });

/** Whether it comes within so many milliseconds. */
function comesWithin(milliseconds: number, expected: Awaited): Promise<boolean> {
  return new Promise((resolve) => {
    const over = setTimeout(() => resolve(false), milliseconds);
    expected.told = () => {
      clearTimeout(over);
      resolve(true);
    };
  });
}
