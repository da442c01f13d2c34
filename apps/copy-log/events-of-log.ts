import type { EventReader, Position, StoredEvent } from '@guildhall/event-store/event-store';

/** Every event behind a position, in the order of the log. */
export async function* eventsOfLog(
  log: EventReader,
  from?: Position,
): AsyncGenerator<StoredEvent, void, undefined> {
  for (let at = from; ;) {
    const page = await log.readAll({ from: at });
    yield* page.events;
    if (page.atEnd) return;
    at = page.next;
  }
}
