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

export function accessDenied(): ProtocolError {
  return new ProtocolError(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });
}
