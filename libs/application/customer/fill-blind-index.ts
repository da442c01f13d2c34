import { findableEvents, termsOfEvent } from '../../domain/customer/contact-term';
import { domainCodec } from '../../domain/events';
import { InvalidEvent } from '../../event-sourcing/event-codec';
import type { EventReader, Position, StoredEvent } from '../../event-store/event-store';
import type { Keyring } from '../../keyring/keyring';

const PAGE = 1_000;
const filter = { streamPrefixes: ['case-', 'customer-'] };

/**
 * Makes findable what the log held before there was a blind index, or when terms were spelt otherwise. To be done once,
 * while everything else goes on: what is new is findable anyway. Broken off, it begins again, and adds nothing twice.
 * Answers how many events there were to find something by; undefined when the signal came first.
 */
export async function fillBlindIndex(
  log: EventReader,
  keyring: Keyring,
  signal: AbortSignal,
): Promise<number | undefined> {
  let findable = 0;
  for (let from: Position | undefined; ;) {
    const page = await log.readAll({ from, max: PAGE, filter });
    const found = await Promise.all(page.events.map((event) => makeFindable(event, keyring)));
    findable += found.filter(Boolean).length;
    if (signal.aborted) return undefined;
    if (page.atEnd) break;
    from = page.next;
  }
  await keyring.allIsFound();
  return findable;
}

/** Not what has been forgotten, nor what cannot be read: whoever decides on that stream will hear of it. */
async function makeFindable(stored: StoredEvent, keyring: Keyring): Promise<boolean> {
  if (!findableEvents.has(stored.type)) return false;
  try {
    const { stream, type, data } = domainCodec.decode(stored);
    const box = data['sealed'];
    const opened = typeof box === 'string' ? await keyring.open(box) : undefined;
    const findBy = termsOfEvent({ type, data: { ...data, ...opened } });
    if (typeof box !== 'string' || !opened || findBy.length === 0) return false;
    await keyring.sealerFor(stream, { box, findBy });
    return true;
  } catch (fault) {
    if (fault instanceof InvalidEvent) return false;
    throw fault;
  }
}
