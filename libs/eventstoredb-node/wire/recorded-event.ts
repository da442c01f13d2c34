import { ReadResp } from '@eventstore/db-client/generated/streams_pb';
import type { LogRecord } from '../../event-store/embedded/log-record';
import { bytesOf, JSON_TYPE, OCTETS_TYPE } from './content';
import { streamIdentifier } from './stream-name';
import { uuid } from './uuid';

/** 100 ns ticks in a millisecond. */
const TICKS = 10_000n;

const { ReadEvent } = ReadResp;
export type RecordedEvent = ReadResp.ReadEvent.RecordedEvent;

/** An event that is sent: with the link that led to it, if one did. */
export interface ResolvedRecord {
  /** Left out when a link leads nowhere (any more). */
  event?: LogRecord | undefined;
  link?: LogRecord | undefined;
}

export function readEvent({ event, link }: ResolvedRecord): ReadResp {
  const message = new ReadEvent();
  if (event) message.setEvent(recordedEvent(event));
  if (link) message.setLink(recordedEvent(link));
  message.setCommitPosition(String((link ?? event)?.position ?? 0));
  return new ReadResp().setEvent(message);
}

export function recordedEvent(record: LogRecord): RecordedEvent {
  const message = new ReadEvent.RecordedEvent()
    .setId(uuid(record.id))
    .setStreamIdentifier(streamIdentifier(record.stream))
    .setStreamRevision(String(record.revision))
    .setPreparePosition(String(record.position))
    .setCommitPosition(String(record.position))
    .setData(bytesOf(record.data))
    .setCustomMetadata(bytesOf(record.metadata));
  const about = message.getMetadataMap();
  about.set('type', record.type);
  about.set('created', String(BigInt(record.created) * TICKS));
  about.set('content-type', typeof record.data === 'string' ? JSON_TYPE : OCTETS_TYPE);
  return message;
}
