import type { StreamIdentifier, UUID } from '@eventstore/db-client/generated/shared_pb';
import type { Map as ProtobufMap } from 'google-protobuf';
import type { LogRecord } from '../../event-store/embedded/log-record';
import { streamOf, TOMBSTONE } from '../streams/stream-state';
import { bytesOf, JSON_TYPE, OCTETS_TYPE } from './content';
import { streamIdentifier } from './stream-name';
import { uuid } from './uuid';

/** 100 ns ticks in a millisecond. */
const TICKS = 10_000n;

/** Revision of a tombstone: past every other there can be. */
const AT_THE_END = '9223372036854775807';

/** An event that is sent: with the link that led to it, if one did. */
export interface ResolvedRecord {
  /** Left out when a link leads nowhere (any more). */
  event?: LogRecord | undefined;
  link?: LogRecord | undefined;
}

/** The protocol has this message twice, for reads and for persistent subscriptions, with the same fields. */
interface RecordedEventMessage {
  setId(id: UUID): unknown;
  setStreamIdentifier(name: StreamIdentifier): unknown;
  setStreamRevision(revision: string): unknown;
  setPreparePosition(position: string): unknown;
  setCommitPosition(position: string): unknown;
  setData(data: Uint8Array): unknown;
  setCustomMetadata(metadata: Uint8Array): unknown;
  getMetadataMap(): ProtobufMap<string, string>;
}

export function fillRecordedEvent<M extends RecordedEventMessage>(message: M, record: LogRecord): M {
  // A tombstone is kept beside the stream that it ends, and shown as its last event.
  const ends = record.type === TOMBSTONE;
  message.setId(uuid(record.id));
  message.setStreamIdentifier(streamIdentifier(ends ? streamOf(record.stream) : record.stream));
  message.setStreamRevision(ends ? AT_THE_END : String(record.revision));
  message.setPreparePosition(String(record.position));
  message.setCommitPosition(String(record.position));
  message.setData(bytesOf(record.data));
  message.setCustomMetadata(bytesOf(record.metadata));
  const about = message.getMetadataMap();
  about.set('type', record.type);
  about.set('created', String(BigInt(record.created) * TICKS));
  about.set('content-type', typeof record.data === 'string' ? JSON_TYPE : OCTETS_TYPE);
  return message;
}
