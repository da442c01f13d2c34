import { isUtf8 } from 'node:buffer';
import type { Content } from '../../event-store/embedded/log-record';

/** What the protocol calls data that is JSON; anything else is octets to it. */
export const JSON_TYPE = 'application/json';
export const OCTETS_TYPE = 'application/octet-stream';

/** Bytes as text where that loses nothing: shorter to store, and the port's readers can read it. */
export function textWherePossible(bytes: Uint8Array): Content {
  return isUtf8(bytes)
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
    : bytes;
}

/** Data is text only where its appender says that it is JSON: that is how the log remembers what it said. */
export function dataContent(bytes: Uint8Array, contentType: string | undefined): Content {
  return contentType === JSON_TYPE ? textWherePossible(bytes) : bytes;
}

export function bytesOf(content: Content): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
}
