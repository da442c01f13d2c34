import { createHash } from 'node:crypto';
import type { Link } from '../../event-store/embedded/link-index';
import type { LogRecord, NewRecord } from '../../event-store/embedded/log-record';

/** The type of an event that stands for another one; its data says which, as `7@case-1`. */
export const LINK = '$>';

/** Which event a link stands for; undefined when the record is no link. */
export function targetOf({ type, data }: NewRecord): { stream: string; revision: number } | undefined {
  if (type !== LINK) return undefined;
  const text = typeof data === 'string' ? data : Buffer.from(data).toString();
  const [, revision, stream] = /^(\d+)@(.+)$/s.exec(text) ?? [];
  return revision && stream ? { stream, revision: Number(revision) } : undefined;
}

export function linkTo({ stream, revision }: Pick<LogRecord, 'stream' | 'revision'>): Buffer {
  return Buffer.from(`${revision}@${stream}`);
}

/** A link of a derived stream, as an event: always the same one, with the position of the event it leads to. */
export function linkRecord(stream: string, { revision, position }: Link, target: LogRecord): LogRecord {
  return {
    position,
    stream,
    revision,
    id: idOf(stream, revision),
    type: LINK,
    data: linkTo(target),
    metadata: JSON.stringify({ $o: target.stream, $causedBy: target.id }),
    created: target.created,
  };
}

function idOf(stream: string, revision: number): string {
  const hash = createHash('sha1').update(`${revision}@${stream}`).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
