import { isLinkStream, type LinkIndex } from '../../event-store/embedded/link-index';
import type { LogRecord } from '../../event-store/embedded/log-record';
import type { Direction, LogRecords } from '../../event-store/embedded/log-records';
import { streamDeleted } from '../errors';
import type { ResolvedRecord } from '../wire/recorded-event';
import { LINK, linkRecord, targetOf } from './links';
import { rulesOf, type StreamRules } from './stream-state';

export interface StreamPage {
  records: LogRecord[];
  /** The revision to go on from. */
  next: number;
  atEnd: boolean;
}

/** Streams as they may be read: without what was deleted, truncated or has grown too old; and derived ones. */
export class StreamPages {
  constructor(
    private readonly records: LogRecords,
    private readonly links: LinkIndex,
  ) {}

  /** Await it before reading a stream, and before going on with one that may have grown. */
  async prepare(stream: string): Promise<void> {
    if (isLinkStream(stream)) await this.links.catchUp();
  }

  /** Whether there is something to be called a stream: it was appended to, and not deleted since. */
  exists(stream: string): boolean {
    return !rulesOf(this.records, stream).deleted && this.last(stream) >= 0;
  }

  /** Revision of the last event, readable or not; -1 when there is none. */
  last(stream: string): number {
    return isLinkStream(stream) ? this.links.last(stream) : this.records.lastRevision(stream);
  }

  /** Revision of the first event that may be read, if there is one from there on. */
  first(stream: string): number {
    return firstReadable(rulesOf(this.records, stream), this.last(stream));
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
      const read = start > last ? [] : this.#read(stream, direction, start, max);
      const next = start + read.length;
      return { records: read.filter(youngEnough(rules)), next, atEnd: next > last };
    }
    const start = Math.min(from, last);
    const wanted = Math.min(max, start - first + 1);
    const read = wanted <= 0 ? [] : this.#read(stream, direction, start, wanted);
    const next = start - read.length;
    return { records: read.filter(youngEnough(rules)), next, atEnd: next < first };
  }

  /** The event that a record stands for, where it is a link and that event may still be read; itself when it is none. */
  resolve(record: LogRecord): ResolvedRecord {
    if (record.type !== LINK) return { event: record };
    const target = targetOf(record);
    return { link: record, event: target && this.event(target.stream, target.revision) };
  }

  /** One event, where it may still be read. */
  event(stream: string, revision: number): LogRecord | undefined {
    const rules = rulesOf(this.records, stream);
    const last = this.last(stream);
    if (rules.tombstoned || revision > last || revision < firstReadable(rules, last)) return undefined;
    return this.#read(stream, 'forwards', revision, 1).find(youngEnough(rules));
  }

  #read(stream: string, direction: Direction, from: number, max: number): LogRecord[] {
    if (!isLinkStream(stream)) return this.records.ofStream(stream, { direction, from, max });
    return this.links.page(stream, direction, from, max).flatMap((link) => {
      const target = this.records.at(link.position);
      return target ? [linkRecord(stream, link, target)] : [];
    });
  }
}

function firstReadable({ truncateBefore, maxCount }: StreamRules, last: number): number {
  return Math.max(truncateBefore, last - maxCount + 1, 0);
}

function youngEnough({ maxAge }: StreamRules): (record: LogRecord) => boolean {
  const since = Date.now() - maxAge;
  return ({ created }) => created >= since;
}
