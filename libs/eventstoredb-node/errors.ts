import { Metadata, status } from '@grpc/grpc-js';

/**
 * An answer that the protocol gives as an error: a gRPC status, and in its trailers the names that clients know it
 * by (`exception`, `stream-name`, …).
 */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  constructor(
    readonly code: status,
    readonly details: string,
    trailers: Record<string, string | number> = {},
  ) {
    super(details);
    for (const [key, value] of Object.entries(trailers)) this.metadata.set(key, headerText(String(value)));
  }

  readonly metadata = new Metadata();
}

/** gRPC allows printable ASCII in a trailer: the rest of a stream's name is percent-encoded, as gRPC does in messages. */
function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, encodeURIComponent);
}

export function invalidArgument(details: string): ProtocolError {
  return new ProtocolError(status.INVALID_ARGUMENT, details);
}

export function streamDeleted(stream: string): ProtocolError {
  return new ProtocolError(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });
}

export function wrongExpectedVersion(
  stream: string,
  expected: bigint,
  actual: number | undefined,
): ProtocolError {
  return new ProtocolError(
    status.FAILED_PRECONDITION,
    `Append failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${expected}, Actual version: ${actual ?? -1}`,
    {
      exception: 'wrong-expected-version',
      'stream-name': stream,
      'expected-version': String(expected),
      'actual-version': actual ?? -1,
    },
  );
}

export function maximumAppendSizeExceeded(most: number): ProtocolError {
  return new ProtocolError(status.INVALID_ARGUMENT, `Maximum Append Size of ${most} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': most,
  });
}

/** What this node, being a subset of the protocol's server, leaves to the real one. */
export function unimplemented(method: string): ProtocolError {
  return new ProtocolError(
    status.UNIMPLEMENTED,
    `${method} is not served here. This is guildhall-node, which serves a part of EventStoreDB's protocol: streams and ` +
      'persistent subscriptions. Use EventStoreDB or KurrentDB for the rest.',
  );
}

export function accessDenied(): ProtocolError {
  return new ProtocolError(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });
}

/** A persistent subscription, by what it reads and its name. */
export interface GroupName {
  /** A stream, or `$all`. */
  source: string;
  group: string;
}

export function subscriptionDoesNotExist(name: GroupName): ProtocolError {
  return aboutGroup(status.NOT_FOUND, 'persistent-subscription-does-not-exist', name, 'does not exist.');
}

export function subscriptionExists(name: GroupName): ProtocolError {
  return aboutGroup(status.ALREADY_EXISTS, 'persistent-subscription-exists', name, 'exists.');
}

export function subscriptionDropped(name: GroupName): ProtocolError {
  return aboutGroup(status.CANCELLED, 'persistent-subscription-dropped', name, 'was dropped.');
}

export function maximumSubscribersReached(name: GroupName): ProtocolError {
  return aboutGroup(
    status.FAILED_PRECONDITION,
    'maximum-subscribers-reached',
    name,
    'has all the subscribers it may.',
  );
}

function aboutGroup(
  code: status,
  exception: string,
  { source, group }: GroupName,
  what: string,
): ProtocolError {
  return new ProtocolError(code, `Subscription group ${group} on stream ${source} ${what}`, {
    exception,
    'stream-name': source,
    'group-name': group,
  });
}
