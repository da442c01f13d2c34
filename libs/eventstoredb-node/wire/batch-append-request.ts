import { UUID } from '@eventstore/db-client/generated/shared_pb';
import type { ExpectedRevision } from '../../event-store/event-store';
import { MessageReader } from './message-reader';
import type { ProposedEvent } from './proposed-event';
import { uuidText } from './uuid';

/** Fields, as the generated classes number them: a test compares the two. */
const REQUEST = { correlation: 1, options: 2, event: 3, isFinal: 4 };
const EVENT = { id: 1, about: 2, metadata: 3, data: 4 };
const OPTIONS = { stream: 1, revision: 2, noStream: 3, any: 4, exists: 5, deadline: 6 };
const STREAM_NAME = 3;
const MOMENT = { seconds: 1, nanos: 2 };
const UUID_TEXT = 2;
const ENTRY = { key: 1, value: 2 };

export interface BatchAppendOptions {
  /** Empty when it is missing. */
  stream: string;
  expected: ExpectedRevision;
  /** UTC milliseconds. Some clients give a moment, others none. */
  deadline: number;
}

/** A `BatchAppendReq`, read in one pass: a busy node reads little else. What it says is not judged yet, for an error here would end the call, and with it every other append on it. */
export interface BatchAppendRequest {
  /** The correlation id as it came, to be sent back so. */
  correlation: Buffer;
  /** Of the first message of an append. */
  options: BatchAppendOptions | undefined;
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
      request.options = optionsIn(reader.bytes());
    } else if (reader.field === REQUEST.isFinal) request.isFinal = reader.number() === 1;
    else reader.skip();
  }
  return request;
}

function optionsIn(message: Buffer): BatchAppendOptions {
  const options: BatchAppendOptions = { stream: '', expected: 'any', deadline: Infinity };
  const reader = new MessageReader(message);
  while (reader.next()) {
    if (reader.field === OPTIONS.stream) options.stream = fieldIn(reader.bytes(), STREAM_NAME)?.text() ?? '';
    else if (reader.field === OPTIONS.revision) {
      // No stream is that long, so that a larger one is refused all the same.
      options.expected = Math.min(reader.number(), Number.MAX_SAFE_INTEGER);
    } else if (reader.field === OPTIONS.deadline) options.deadline = momentIn(reader.bytes());
    else {
      if (reader.field === OPTIONS.noStream) options.expected = 'none';
      if (reader.field === OPTIONS.exists) options.expected = 'exists';
      reader.skip();
    }
  }
  return options;
}

/** A reader that stands at this field, if the message has it. */
function fieldIn(message: Buffer, field: number): MessageReader | undefined {
  const reader = new MessageReader(message);
  while (reader.next()) {
    if (reader.field === field) return reader;
    reader.skip();
  }
  return undefined;
}

function momentIn(message: Buffer): number {
  let milliseconds = 0;
  const reader = new MessageReader(message);
  while (reader.next()) {
    if (reader.field === MOMENT.seconds) milliseconds += reader.number() * 1_000;
    else if (reader.field === MOMENT.nanos) milliseconds += reader.number() / 1_000_000;
    else reader.skip();
  }
  return milliseconds;
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

function idIn(message: Buffer): string {
  // The other form, of two numbers, is rare.
  return fieldIn(message, UUID_TEXT)?.text().toLowerCase() ?? uuidText(UUID.deserializeBinary(message));
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
