import type { Content, LogRecord } from '../../event-store/embedded/log-record';
import { streamOf, TOMBSTONE } from '../streams/stream-state';
import { BackwardsWriter } from './backwards-writer';
import { JSON_TYPE, OCTETS_TYPE } from './content';
import type { ResolvedRecord } from './recorded-event';

/** Fields of the messages that carry an event, as the generated classes number them: a test compares the two. */
const READ_RESP = { event: 1 };
const READ_EVENT = { event: 1, link: 2, commitPosition: 3 };
const RECORDED = { id: 1, stream: 2, revision: 3, prepare: 4, commit: 5, about: 6, metadata: 7, data: 8 };
const UUID_TEXT = 2;
const STREAM_NAME = 3;
const ENTRY = { key: 1, value: 2 };

/** What an event takes beside its texts, at most. */
const OVERHEAD = 320;

/** A `ReadResp` with an event, as bytes: what a read and a subscription send most. */
export function encodedReadEvent({ event, link }: ResolvedRecord): Buffer {
  const writer = new BackwardsWriter(sizeOf(event) + sizeOf(link) + OVERHEAD);
  const end = writer.end;
  writer.number(READ_EVENT.commitPosition, (link ?? event)?.position ?? 0);
  if (link) writeRecord(writer, READ_EVENT.link, link);
  if (event) writeRecord(writer, READ_EVENT.event, event);
  writer.part(READ_RESP.event, end);
  return writer.finished();
}

function writeRecord(writer: BackwardsWriter, field: number, record: LogRecord): void {
  const end = writer.end;
  // A tombstone is kept beside the stream that it ends, and shown as its last event.
  const ends = record.type === TOMBSTONE;
  writeContent(writer, RECORDED.data, record.data);
  writeContent(writer, RECORDED.metadata, record.metadata);
  writeAbout(writer, 'content-type', typeof record.data === 'string' ? JSON_TYPE : OCTETS_TYPE);
  writeAbout(writer, 'created', `${record.created}0000`); // Milliseconds as ticks of 100 ns.
  writeAbout(writer, 'type', record.type);
  writer.number(RECORDED.commit, record.position);
  writer.number(RECORDED.prepare, record.position);
  if (ends) writer.largest(RECORDED.revision);
  else writer.number(RECORDED.revision, record.revision);
  const name = writer.end;
  writer.text(STREAM_NAME, ends ? streamOf(record.stream) : record.stream);
  writer.part(RECORDED.stream, name);
  const id = writer.end;
  writer.text(UUID_TEXT, record.id);
  writer.part(RECORDED.id, id);
  writer.part(field, end);
}

function writeContent(writer: BackwardsWriter, field: number, content: Content): void {
  if (content.length === 0) return;
  if (typeof content === 'string') writer.text(field, content);
  else writer.bytes(field, content);
}

function writeAbout(writer: BackwardsWriter, key: string, value: string): void {
  const end = writer.end;
  writer.text(ENTRY.value, value);
  writer.text(ENTRY.key, key);
  writer.part(RECORDED.about, end);
}

function sizeOf(record: LogRecord | undefined): number {
  if (!record) return 0;
  const { data, metadata, stream, type } = record;
  return (
    byteLength(data) + byteLength(metadata) + Buffer.byteLength(stream) + Buffer.byteLength(type) + OVERHEAD
  );
}

function byteLength(content: Content): number {
  return typeof content === 'string' ? Buffer.byteLength(content) : content.length;
}
