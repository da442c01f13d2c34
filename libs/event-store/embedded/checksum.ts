import { crc32 } from 'node:zlib';
import type { NewRecord } from './log-record';

/**
 * CRC-32 (RFC 1952, section 8) of all that a record says, kept beside it in the log and compared by whoever reads it: a
 * bit that the disk has turned over, or a word that somebody has changed, is noticed. It is no proof against one who
 * counts it anew; that is what the digest of `examineLog` is for.
 */
export function checksumOf(
  stream: string,
  revision: number,
  created: number,
  { id, type, data, metadata }: NewRecord,
): number {
  const heading = crc32(`${stream}\n${revision}\n${created}\n${id}\n${type}\n`);
  return crc32(metadata, crc32(data, heading));
}
