import { Any } from 'google-protobuf/google/protobuf/any_pb';
import type { Message } from 'google-protobuf';
import { status } from '@grpc/grpc-js';
import { Code } from '@eventstore/db-client/generated/code_pb';
import {
  AccessDenied,
  AllStreamPosition,
  BadRequest,
  MaximumAppendSizeExceeded,
  StreamDeleted,
  Timeout,
  Unknown,
  WrongExpectedVersion,
} from '@eventstore/db-client/generated/shared_pb';
import { Status } from '@eventstore/db-client/generated/status_pb';
import { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb';
import type { Place } from '../../event-store/embedded/log-appender';
import type { RevisionConflict } from '../../event-store/event-store';
import type { ProtocolError } from '../errors';
import { GOOGLE_EMPTY } from '../wire/empty';
import { streamIdentifier } from '../wire/stream-name';
import { MAX_APPEND_SIZE } from './proposed-events';

/*
 * What BatchAppend answers to one append. An error there is no gRPC error, which would end the call for every append
 * on it, but a google.rpc.Status whose details are one of the protocol's own messages.
 */

/** To an empty append to an empty stream. */
export function appendedNothing({ position }: Place): BatchAppendResp {
  const place = new AllStreamPosition()
    .setCommitPosition(String(position))
    .setPreparePosition(String(position));
  return new BatchAppendResp().setSuccess(
    new BatchAppendResp.Success().setPosition(place).setNoStream(GOOGLE_EMPTY),
  );
}

export function conflict({ message, expected, actual }: RevisionConflict): BatchAppendResp {
  const details = new WrongExpectedVersion();
  if (actual === undefined) details.setCurrentNoStream(GOOGLE_EMPTY);
  else details.setCurrentStreamRevision(String(actual));
  if (expected === 'none') details.setExpectedNoStream(GOOGLE_EMPTY);
  else if (expected === 'exists') details.setExpectedStreamExists(GOOGLE_EMPTY);
  else if (expected === 'any') details.setExpectedAny(GOOGLE_EMPTY);
  else details.setExpectedStreamPosition(String(expected));
  return failed(Code.FAILED_PRECONDITION, message, details, 'WrongExpectedVersion');
}

export function deleted(stream: string): BatchAppendResp {
  const details = new StreamDeleted().setStreamIdentifier(streamIdentifier(stream));
  return failed(Code.FAILED_PRECONDITION, `Stream ${stream} is deleted`, details, 'StreamDeleted');
}

export function tooLate(): BatchAppendResp {
  return failed(
    Code.DEADLINE_EXCEEDED,
    'The deadline had passed: nothing was appended',
    new Timeout(),
    'Timeout',
  );
}

/** What goes wrong with the request itself. */
export function refused({ code, message }: ProtocolError, exception: string | undefined): BatchAppendResp {
  if (exception === 'maximum-append-size-exceeded') {
    const details = new MaximumAppendSizeExceeded().setMaxappendsize(MAX_APPEND_SIZE);
    return failed(Code.INVALID_ARGUMENT, message, details, 'MaximumAppendSizeExceeded');
  }
  if (code === status.PERMISSION_DENIED || code === status.UNAUTHENTICATED) {
    return failed(Code.PERMISSION_DENIED, message, new AccessDenied(), 'AccessDenied');
  }
  if (code === status.INVALID_ARGUMENT) {
    return failed(Code.INVALID_ARGUMENT, message, new BadRequest().setMessage(message), 'BadRequest');
  }
  return failed(Code.UNKNOWN, message, new Unknown(), 'Unknown');
}

function failed(code: Code, message: string, details: Message, type: string): BatchAppendResp {
  const packed = new Any();
  packed.pack(details.serializeBinary(), `event_store.client.${type}`);
  return new BatchAppendResp().setError(new Status().setCode(code).setMessage(message).setDetails(packed));
}
