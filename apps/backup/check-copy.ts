import { domainCodec, domainStreams } from '@guildhall/domain/events';
import { EmbeddedEventReader } from '@guildhall/event-store/embedded/embedded-event-reader';
import type { Position } from '@guildhall/event-store/event-store';
import { EmbeddedKeyring } from '@guildhall/keyring/embedded/embedded-keyring';

const PAGE = 1_000;

/** What was found in a log and its keys. */
export interface Checked {
  events: number;
  position: string;
  /** Events with something personal in them that its key still opens. */
  opened: number;
  /** Events with something personal in them whose key has been destroyed: nobody can read it any more. */
  erased: number;
}

export interface Copy {
  log: string;
  keys: string;
  masterKey: string;
}

/**
 * Reads a log from the first event to the last, as a program that starts on it would: none is missing, each is what
 * its schema says, and what is personal in it can be opened.
 * @throws Error naming the first event that is not so
 */
export async function checkCopy({ log, keys, masterKey }: Copy): Promise<Checked> {
  const keyring = EmbeddedKeyring.open({ keys, masterKey });
  const reader = EmbeddedEventReader.open({ file: log });
  const checked: Checked = { events: 0, position: '', opened: 0, erased: 0 };
  try {
    for (let from: Position | undefined; ;) {
      const page = await reader.readAll({ from, max: PAGE });
      for (const event of page.events) {
        checked.events++;
        checked.position = event.position;
        if (!domainStreams.some((prefix) => event.stream.startsWith(prefix))) continue;
        const { sealed } = domainCodec.decode(event).data;
        if (typeof sealed !== 'string') continue;
        if (await keyring.open(sealed)) checked.opened++;
        else checked.erased++;
      }
      if (page.atEnd) return checked;
      from = page.next;
    }
  } finally {
    await reader.close();
    await keyring.close();
  }
}
