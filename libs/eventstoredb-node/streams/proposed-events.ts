import type { UUID } from '@eventstore/db-client/generated/shared_pb';
import type { Map as ProtobufMap } from 'google-protobuf';
import type { NewRecord } from '../../event-store/embedded/log-record';
import { invalidArgument, maximumAppendSizeExceeded } from '../errors';
import { dataContent, textWherePossible } from '../wire/content';
import { uuidOf } from '../wire/uuid';
import { TOMBSTONE } from './stream-state';

/** Bytes that one append holds at most: what the protocol's server allows unless it is told otherwise. */
export const MAX_APPEND_SIZE = 1_048_576;

/** An event as either kind of append sends it. */
interface ProposedMessage {
  getId(): UUID | undefined;
  getMetadataMap(): ProtobufMap<string, string>;
  getCustomMetadata_asU8(): Uint8Array;
  getData_asU8(): Uint8Array;
}

/** The events of one append, gathered from however many messages they come in. */
export class ProposedEvents {
  readonly records: NewRecord[] = [];
  readonly #ids = new Set<string>();
  #size = 0;

  /** @throws ProtocolError when an event cannot be taken, or there are too many bytes of them */
  add(message: ProposedMessage): void {
    const about = message.getMetadataMap();
    const type = about.get('type');
    if (!type) throw invalidArgument('An event has no type');
    if (type === TOMBSTONE) throw invalidArgument(`${TOMBSTONE} is written by Tombstone alone`);
    const data = message.getData_asU8();
    const metadata = message.getCustomMetadata_asU8();
    this.#size += data.length + metadata.length + type.length * 2;
    if (this.#size > MAX_APPEND_SIZE) throw maximumAppendSizeExceeded(MAX_APPEND_SIZE);
    const id = uuidOf(message.getId());
    if (this.#ids.has(id)) throw invalidArgument(`The id ${id} stands twice in one append`);
    this.#ids.add(id);
    this.records.push({
      id,
      type,
      data: dataContent(data, about.get('content-type')),
      metadata: textWherePossible(metadata),
    });
  }
}
