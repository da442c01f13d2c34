/**
 * What an appender handed in, byte for byte: text where it said that it is JSON (of data) or where the bytes are text
 * (of metadata), else the bytes themselves. The log never changes one into the other.
 */
export type Content = string | Uint8Array;

/** An event to append, as the log takes it: of any type, in any stream, with any content. */
export interface NewRecord {
  /** A UUID in lower case, unique in its stream. */
  id: string;
  type: string;
  data: Content;
  metadata: Content;
}

/** An event as the log stores it, system events included. */
export interface LogRecord extends NewRecord {
  /** Place in the log, from 1, without gaps. */
  position: number;
  stream: string;
  /** Place in the stream, from 0, without gaps. */
  revision: number;
  /** UTC milliseconds. */
  created: number;
}

/** Streams and types whose name begins so belong to the store itself. */
const SYSTEM = '$';

/** Whether an event is the store's own business, which the port's readers are not shown. */
export function isSystemRecord({ stream, type }: Pick<LogRecord, 'stream' | 'type'>): boolean {
  return stream.startsWith(SYSTEM) || type.startsWith(SYSTEM);
}
