import { setImmediate as turnOfTheLoop } from 'node:timers/promises';

/**
 * Passes on what comes and, for as long as nothing is there, does some work that waits: a piece after each message at
 * least, so that a busy stream does not put it off for ever. The work answers whether there is more of it; what it
 * throws ends the passing on.
 */
export async function* inSpareTime<Message>(
  messages: AsyncIterable<Message>,
  work: () => Promise<boolean>,
): AsyncGenerator<Message> {
  const coming = messages[Symbol.asyncIterator]();
  let arrival = awaited();
  try {
    for (;;) {
      const expected = (arrival = awaited());
      const next = coming.next();
      const here = (): boolean => (expected.isHere = true);
      next.then(here, here);
      while ((await work()) && !expected.isHere) await turnOfTheLoop();
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
const awaited = (): { isHere: boolean } => ({ isHere: false });
