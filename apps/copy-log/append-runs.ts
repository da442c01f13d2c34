import type { StoredEvent } from '@guildhall/event-store/event-store';

/** What one append holds at most: servers take a megabyte at once. */
const EVENTS = 500;
const CHARACTERS = 250_000;

/** Events side by side in the log and in one stream: they can be appended together, and the order stays. */
export async function* runsOf(
  events: AsyncIterable<StoredEvent>,
): AsyncGenerator<[StoredEvent, ...StoredEvent[]], void, undefined> {
  let run: [StoredEvent, ...StoredEvent[]] | undefined;
  let characters = 0;
  for await (const event of events) {
    const length = event.data.length + event.metadata.length;
    const fits = run?.[0].stream === event.stream && run.length < EVENTS && characters + length <= CHARACTERS;
    if (run && fits) {
      run.push(event);
      characters += length;
    } else {
      if (run) yield run;
      run = [event];
      characters = length;
    }
  }
  if (run) yield run;
}
