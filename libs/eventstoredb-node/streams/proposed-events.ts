import type { NewRecord } from '../../event-store/embedded/log-record';
import { invalidArgument, maximumAppendSizeExceeded } from '../errors';
import { dataContent, textWherePossible } from '../wire/content';
import type { ProposedEvent } from '../wire/proposed-event';
import { isUuid } from '../wire/uuid';
import { TOMBSTONE } from './stream-state';

/** Bytes that one append holds at most: what the protocol's server allows unless it is told otherwise. */
export const MAX_APPEND_SIZE = 1_048_576;

/** The events of one append, gathered from however many messages they come in. */
export class ProposedEvents {
  readonly records: NewRecord[] = [];
  readonly #ids = new Set<string>();
  #size = 0;

  /** @throws ProtocolError when an event cannot be taken, or there are too many bytes of them */
  add({ id, type, contentType, data, metadata }: ProposedEvent): void {
    if (!type) throw invalidArgument('An event has no type');
    if (type === TOMBSTONE) throw invalidArgument(`${TOMBSTONE} is written by Tombstone alone`);
    if (!isUuid(id)) throw invalidArgument('The id of an event is not a UUID');
    if (this.#ids.has(id)) throw invalidArgument(`The id ${id} stands twice in one append`);
    this.#size += data.length + metadata.length + type.length * 2;
    if (this.#size > MAX_APPEND_SIZE) throw maximumAppendSizeExceeded(MAX_APPEND_SIZE);
    this.#ids.add(id);
    this.records.push({
      id,
      type,
      data: dataContent(data, contentType),
      metadata: textWherePossible(metadata),
    });
  }
}
