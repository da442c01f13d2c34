import { StreamIdentifier } from '@eventstore/db-client/generated/shared_pb';
import { invalidArgument } from '../errors';

/** @throws ProtocolError when there is no name, or one that no stream can have */
export function streamNameOf(identifier: StreamIdentifier | undefined): string {
  const name = Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');
  checkStreamName(name);
  return name;
}

/** @throws ProtocolError when no stream can be called so */
export function checkStreamName(name: string): void {
  if (name === '') throw invalidArgument('The request names no stream');
  if (name.includes('\0')) throw invalidArgument('A stream name holds no NUL character');
}

export function streamIdentifier(name: string): StreamIdentifier {
  return new StreamIdentifier().setStreamName(Buffer.from(name));
}
