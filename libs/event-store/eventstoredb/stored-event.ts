import { isUtf8 } from 'node:buffer';
import type { ReadResp } from '@eventstore/db-client/generated/streams_pb';
import type { StoredEvent } from '../event-store';
import { positionOfMessage } from './log-position';

/** EventStoreDB dates events in units of 100 nanoseconds since 1970. */
const TICKS_PER_MILLISECOND = 10_000n;

type Recorded = ReadResp.ReadEvent.RecordedEvent;

/** The event in an answer, to the letter; undefined when the answer holds none. */
export function storedEventOf(response: ReadResp): StoredEvent | undefined {
  const recorded = response.getEvent()?.getEvent();
  if (!recorded) return undefined;
  const known = recorded.getMetadataMap();
  return {
    stream: streamOf(recorded),
    revision: Number(recorded.getStreamRevision()),
    position: positionOfMessage(recorded),
    id: recorded.getId()?.getString() ?? '',
    type: known.get('type') ?? '',
    data: textOf(recorded.getData_asU8(), known.get('content-type') === 'application/json'),
    metadata: textOf(recorded.getCustomMetadata_asU8(), true),
    created: Number(BigInt(known.get('created') ?? 0) / TICKS_PER_MILLISECOND),
  };
}

/** What belongs to the store, and is left out of the log as we tell it. */
export function isSystemEvent({ stream, type }: Pick<StoredEvent, 'stream' | 'type'>): boolean {
  return stream.startsWith('$') || type.startsWith('$');
}

function streamOf(recorded: Recorded): string {
  return Buffer.from(recorded.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8');
}

/** Bytes that other programs appended and that are no text are told in base64. */
function textOf(bytes: Uint8Array, isText: boolean): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString(isText && isUtf8(buffer) ? 'utf8' : 'base64');
}
