import { setImmediate } from 'node:timers/promises';
import { ReadResp } from '@eventstore/db-client/generated/streams_pb';
import type { LogRecord } from '../../event-store/embedded/log-record';
import type { LogRecords } from '../../event-store/embedded/log-records';
import { invalidArgument } from '../errors';
import type { Outlet } from '../server/calls';
import { encodedReadEvent } from '../wire/read-event';
import { streamIdentifier } from '../wire/stream-name';
import type { From, ReadOptions } from './read-options';
import type { StreamPages } from './stream-pages';

/** Events read in one go: bounds what is held for a client that takes its time. */
export const PAGE = 64;
/** Events looked at in one go, wanted or not: bounds how long one client keeps the thread. */
export const SCAN = 2_000;

/** What reads and subscriptions read from. */
export interface Log {
  records: LogRecords;
  pages: StreamPages;
}

/** Sends the events asked for, and is done. A read begins with the event it names. */
export async function read(log: Log, options: ReadOptions, outlet: Outlet<ReadResp | Buffer>): Promise<void> {
  const { stream, count = 0, resolveLinks } = options;
  if (count <= 0) throw invalidArgument('The read must ask for at least one event');
  if (stream !== undefined) await log.pages.prepare(stream);
  if (stream !== undefined && notFound(log, stream)) {
    const missing = new ReadResp.StreamNotFound().setStreamIdentifier(streamIdentifier(stream));
    outlet.write(new ReadResp().setStreamNotFound(missing));
    return;
  }
  let left = count;
  for (const page of stream === undefined ? pagesOfAll(log, options) : pagesOfStream(log, stream, options)) {
    for (const record of page) {
      if (left-- === 0 || outlet.isGone()) return;
      const ready = outlet.write(
        encodedReadEvent(resolveLinks ? log.pages.resolve(record) : { event: record }),
      );
      if (!ready) await outlet.ready();
    }
    await setImmediate();
  }
}

/** A tombstoned stream is not missing: reading it says what became of it. */
function notFound({ pages }: Log, stream: string): boolean {
  return pages.page(stream, 'forwards', 0, 1).records.length === 0 && !pages.exists(stream);
}

function* pagesOfStream({ pages }: Log, stream: string, options: ReadOptions): Iterable<LogRecord[]> {
  const { direction, from, count = 0 } = options;
  const last = pages.last(stream);
  if (from === 'end' && direction === 'forwards') return;
  if (from === 'start' && direction === 'backwards' && last > 0) {
    yield pages.page(stream, direction, 0, 1).records;
    return;
  }
  for (let next = from === 'start' ? 0 : from === 'end' ? last : from; ;) {
    const page = pages.page(stream, direction, next, Math.min(PAGE, count));
    yield page.records;
    if (page.atEnd) return;
    next = page.next;
  }
}

function* pagesOfAll(
  { records }: Log,
  { direction, from, filter, count = 0 }: ReadOptions,
): Iterable<LogRecord[]> {
  for (let next = boundOf(records, from, direction); ;) {
    const page = records.ofAll({
      direction,
      from: next,
      max: Math.min(PAGE, count),
      scan: SCAN,
      wants: filter?.wants,
    });
    yield page.records;
    if (page.atEnd || page.last === undefined) return;
    next = page.last;
  }
}

/** The position before the first event to read: forwards a read begins with the event it names, backwards with the one before. */
function boundOf(records: LogRecords, from: From, direction: ReadOptions['direction']): number {
  const head = records.head();
  if (from === 'start') return 0;
  if (from === 'end') return direction === 'forwards' ? head : head + 1;
  return direction === 'forwards' ? Math.max(0, from - 1) : from;
}
