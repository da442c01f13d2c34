import { UUID } from '@eventstore/db-client/generated/shared_pb';
import { BatchAppendReq } from '@eventstore/db-client/generated/streams_pb';
import { MessageReader } from './message-reader';
import type { ProposedEvent } from './proposed-event';
import { uuidOf } from './uuid';

/** Fields, as the generated classes number them: a test compares the two. */
const REQUEST = { correlation: 1, options: 2, event: 3, isFinal: 4 };
const EVENT = { id: 1, about: 2, metadata: 3, data: 4 };
const UUID_TEXT = 2;
const ENTRY = { key: 1, value: 2 };

/** A `BatchAppendReq`, read in one pass: a busy node reads little else. */
export interface BatchAppendRequest {
  /** The correlation id as it came, to be sent back so. */
  correlation: Buffer;
  options: BatchAppendReq.Options | undefined;
  events: ProposedEvent[];
  isFinal: boolean;
}

export function decodedBatchAppend(message: Buffer): BatchAppendRequest {
  const request: BatchAppendRequest = {
    correlation: Buffer.alloc(0),
    options: undefined,
    events: [],
    isFinal: false,
  };
  const reader = new MessageReader(message);
  while (reader.next()) {
    if (reader.field === REQUEST.event) request.events.push(eventIn(reader.bytes()));
    else if (reader.field === REQUEST.correlation) request.correlation = reader.bytes();
    else if (reader.field === REQUEST.options) {
      request.options = BatchAppendReq.Options.deserializeBinary(reader.bytes());
    } else if (reader.field === REQUEST.isFinal) request.isFinal = reader.number() === 1;
    else reader.skip();
  }
  return request;
}

function eventIn(message: Buffer): ProposedEvent {
  const event: ProposedEvent = {
    id: '',
    type: undefined,
    contentType: undefined,
    data: Buffer.alloc(0),
    metadata: Buffer.alloc(0),
  };
  const reader = new MessageReader(message);
  while (reader.next()) {
    if (reader.field === EVENT.data) event.data = reader.bytes();
    else if (reader.field === EVENT.metadata) event.metadata = reader.bytes();
    else if (reader.field === EVENT.id) event.id = idIn(reader.bytes());
    else if (reader.field === EVENT.about) takeAbout(event, reader.bytes());
    else reader.skip();
  }
  return event;
}

/** @throws ProtocolError when it is no UUID */
export function idIn(message: Buffer): string {
  const reader = new MessageReader(message);
  // The other form, of two numbers, is rare.
  return reader.next() && reader.field === UUID_TEXT
    ? reader.text().toLowerCase()
    : uuidOf(UUID.deserializeBinary(message));
}

function takeAbout(event: ProposedEvent, entry: Buffer): void {
  let [key, value] = ['', ''];
  const reader = new MessageReader(entry);
  while (reader.next()) {
    if (reader.field === ENTRY.key) key = reader.text();
    else if (reader.field === ENTRY.value) value = reader.text();
    else reader.skip();
  }
  if (key === 'type') event.type = value;
  else if (key === 'content-type') event.contentType = value;
}
