import type { LogRecord } from '../../event-store/embedded/log-record';
import type { Direction, LogRecords } from '../../event-store/embedded/log-records';
import { streamDeleted } from '../errors';
import { rulesOf, type StreamRules } from './stream-state';

export interface StreamPage {
  records: LogRecord[];
  /** The revision to go on from. */
  next: number;
  atEnd: boolean;
}

/** Streams as their metadata lets them be read: without what was deleted, truncated or has grown too old. */
export class StreamPages {
  constructor(private readonly records: LogRecords) {}

  /** Whether there is something to be called a stream: it was appended to, and not deleted since. */
  exists(stream: string): boolean {
    return !rulesOf(this.records, stream).deleted && this.last(stream) >= 0;
  }

  /** Revision of the last event, readable or not; -1 when there is none. */
  last(stream: string): number {
    return this.records.lastRevision(stream);
  }

  /**
   * Some events from this revision on, inclusive.
   * @throws ProtocolError when the stream was tombstoned
   */
  page(stream: string, direction: Direction, from: number, max: number): StreamPage {
    const rules = rulesOf(this.records, stream);
    if (rules.tombstoned) throw streamDeleted(stream);
    const last = this.last(stream);
    const first = firstReadable(rules, last);
    if (direction === 'forwards') {
      const start = Math.max(from, first);
      const read = start > last ? [] : this.records.ofStream(stream, { direction, from: start, max });
      const next = start + read.length;
      return { records: read.filter(youngEnough(rules)), next, atEnd: next > last };
    }
    const wanted = Math.min(max, Math.min(from, last) - first + 1);
    const read = wanted <= 0 ? [] : this.records.ofStream(stream, { direction, from, max: wanted });
    const next = Math.min(from, last) - read.length;
    return { records: read.filter(youngEnough(rules)), next, atEnd: next < first };
  }

  /** One event, where it may still be read. */
  event(stream: string, revision: number): LogRecord | undefined {
    const rules = rulesOf(this.records, stream);
    if (rules.tombstoned || revision < firstReadable(rules, this.last(stream))) return undefined;
    const [record] = this.records.ofStream(stream, { from: revision, max: 1 });
    return record && youngEnough(rules)(record) ? record : undefined;
  }
}

function firstReadable({ truncateBefore, maxCount }: StreamRules, last: number): number {
  return Math.max(truncateBefore, last - maxCount + 1);
}

function youngEnough({ maxAge }: StreamRules): (record: LogRecord) => boolean {
  const since = Date.now() - maxAge;
  return ({ created }) => created >= since;
}
