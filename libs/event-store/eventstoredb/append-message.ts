import { randomUUID } from 'node:crypto';
import { BadRequest, MaximumAppendSizeExceeded, UUID } from '@eventstore/db-client/generated/shared_pb';
import type { Status } from '@eventstore/db-client/generated/status_pb';
import { BatchAppendReq, type BatchAppendResp } from '@eventstore/db-client/generated/streams_pb';
import { status } from '@grpc/grpc-js';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { EventData, ExpectedRevision, Position } from '../event-store';
import { deleted, refused } from './failure';
import { positionIfKnown } from './log-position';
import { identifierOf } from './read-request';

/** Bytes of events in one message, of the 4 MiB that gRPC takes by default: what is more goes into a further one. */
const MESSAGE_SIZE = 3 * 1_024 * 1_024;

/** What became of an append. */
export type AppendAnswer =
  /** Written, now or before; the position is missing where an old append is repeated. */
  | { kind: 'written'; revision: number; position: Position | undefined }
  /** Nothing was written: the stream is elsewhere. */
  | { kind: 'conflict' }
  /** Written or not: nobody knows. */
  | { kind: 'unresolved'; reason: string }
  /** Nothing was written, and never will be. */
  | { kind: 'refused'; error: Error };

/** An append as messages, which belong together by the correlation id. */
export function appendRequests(
  stream: string,
  expected: ExpectedRevision,
  events: readonly EventData[],
  deadline: Date,
): { correlationId: string; requests: BatchAppendReq[] } {
  const correlationId = randomUUID();
  const requests: BatchAppendReq[] = [];
  let request: BatchAppendReq | undefined;
  let size = 0;
  for (const event of events) {
    const data = Buffer.from(event.data, 'utf8');
    const metadata = Buffer.from(event.metadata, 'utf8');
    size += data.length + metadata.length;
    if (!request || size > MESSAGE_SIZE) {
      request = new BatchAppendReq();
      request.setCorrelationId(uuidOf(correlationId));
      if (requests.length === 0) request.setOptions(optionsOf(stream, expected, deadline));
      requests.push(request);
      size = data.length + metadata.length;
    }
    request.addProposedMessages(proposed(event, data, metadata));
  }
  request?.setIsFinal(true);
  return { correlationId, requests };
}

export function appendAnswer(response: BatchAppendResp, what: string): AppendAnswer {
  const success = response.getSuccess();
  if (success) {
    const revision = Number(success.getCurrentRevision());
    return { kind: 'written', revision, position: positionIfKnown(success.getPosition()) };
  }
  return failedAnswer(response.getError(), what);
}

function failedAnswer(error: Status | undefined, what: string): AppendAnswer {
  const details = error?.getDetails();
  const said = error?.getMessage() ?? '';
  switch (details?.getTypeName()) {
    case 'event_store.client.WrongExpectedVersion':
      return { kind: 'conflict' };
    case 'event_store.client.StreamDeleted':
      return { kind: 'refused', error: deleted(what) };
    case 'event_store.client.AccessDenied':
      return { kind: 'refused', error: refused(what, status.PERMISSION_DENIED, said) };
    case 'event_store.client.MaximumAppendSizeExceeded': {
      const limit = details.unpack(
        (bytes) => MaximumAppendSizeExceeded.deserializeBinary(bytes),
        details.getTypeName(),
      );
      const most = `the most that it takes at once is ${limit?.getMaxappendsize() ?? 'less'} bytes`;
      return { kind: 'refused', error: refused(what, status.RESOURCE_EXHAUSTED, most) };
    }
    case 'event_store.client.BadRequest': {
      const fault = details
        .unpack((bytes) => BadRequest.deserializeBinary(bytes), details.getTypeName())
        ?.getMessage();
      return { kind: 'refused', error: refused(what, status.INVALID_ARGUMENT, fault ?? said) };
    }
    default:
      return { kind: 'unresolved', reason: said || 'the server says that it does not know' };
  }
}

function optionsOf(stream: string, expected: ExpectedRevision, deadline: Date): BatchAppendReq.Options {
  const options = new BatchAppendReq.Options();
  options.setStreamIdentifier(identifierOf(stream));
  options.setDeadline(Timestamp.fromDate(deadline));
  if (expected === 'none') options.setNoStream(new Empty());
  else if (expected === 'any') options.setAny(new Empty());
  else if (expected === 'exists') options.setStreamExists(new Empty());
  else options.setStreamPosition(String(expected));
  return options;
}

/** JSON by its content type, and yet to the letter: the bytes are ours. */
function proposed({ id, type }: EventData, data: Buffer, metadata: Buffer): BatchAppendReq.ProposedMessage {
  const message = new BatchAppendReq.ProposedMessage();
  message.setId(uuidOf(id));
  message.getMetadataMap().set('type', type).set('content-type', 'application/json');
  message.setData(data);
  message.setCustomMetadata(metadata);
  return message;
}

function uuidOf(text: string): UUID {
  const uuid = new UUID();
  uuid.setString(text);
  return uuid;
}
