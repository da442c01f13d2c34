import type { LogRecords } from '../../event-store/embedded/log-records';
import type { LogRecord } from '../../event-store/embedded/log-record';

/** `$tb` of a stream that was deleted: past every revision there can be, the largest 64-bit number as JSON keeps it. */
export const DELETED = 2 ** 63;

/** The type of the record that says, in a metadata stream, that its stream is gone for good. */
export const TOMBSTONE = '$streamDeleted';

/** What a stream's metadata says of which of its events are still to be read. */
export interface StreamRules {
  /** No such stream any more, and never again. */
  tombstoned: boolean;
  /** Deleted, and not appended to since. */
  deleted: boolean;
  /** First revision that is still to be read. */
  truncateBefore: number;
  maxCount: number;
  /** Milliseconds. */
  maxAge: number;
  acl: unknown;
  /** Whether the stream has metadata at all. */
  told: boolean;
}

const NO_RULES: StreamRules = {
  tombstoned: false,
  deleted: false,
  truncateBefore: 0,
  maxCount: Infinity,
  maxAge: Infinity,
  acl: undefined,
  told: false,
};
/** Of a metadata stream the last event counts. */
const METASTREAM_RULES: StreamRules = { ...NO_RULES, maxCount: 1 };

export function isMetastream(stream: string): boolean {
  return stream.startsWith('$$');
}

export function metastreamOf(stream: string): string {
  return `$$${stream}`;
}

/** The stream that a metadata stream is about. */
export function streamOf(metastream: string): string {
  return metastream.slice(2);
}

/** The rules as they stand in the log now. */
export function rulesOf(records: LogRecords, stream: string): StreamRules {
  if (isMetastream(stream)) {
    const tombstoned = records.lastOf(stream)?.type === TOMBSTONE;
    return tombstoned ? { ...METASTREAM_RULES, tombstoned } : METASTREAM_RULES;
  }
  const last = records.lastOf(metastreamOf(stream));
  if (!last) return NO_RULES;
  return last.type === TOMBSTONE ? { ...NO_RULES, tombstoned: true, told: true } : rulesIn(last);
}

/** What cannot be understood is no rule: the server of this protocol does not refuse it either. */
function rulesIn(record: LogRecord): StreamRules {
  const metadata = parsed(record.data);
  const truncateBefore = countIn(metadata.$tb) ?? 0;
  return {
    ...NO_RULES,
    told: true,
    deleted: truncateBefore >= DELETED,
    truncateBefore,
    maxCount: countIn(metadata.$maxCount) || Infinity,
    maxAge: (countIn(metadata.$maxAge) || Infinity) * 1_000,
    acl: metadata.$acl,
  };
}

export function parsed(data: LogRecord['data']): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(typeof data === 'string' ? data : Buffer.from(data).toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function countIn(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined;
}
