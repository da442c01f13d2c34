import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { ReadResp } from '@eventstore/db-client/generated/streams_pb';
import type { News } from '../../event-store/embedded/news';
import type { LogRecord } from '../../event-store/embedded/log-record';
import type { Outlet } from '../server/calls';
import { encodedReadEvent } from '../wire/read-event';
import { type Log, PAGE, SCAN } from './read';
import type { ReadOptions } from './read-options';

/** Events behind at which a subscription that was caught up is told that it no longer is. */
const FAR_BEHIND = 2_000;

/** What comes next for a subscription. */
interface Stretch {
  records: LogRecord[];
  /** Told after the records. */
  checkpoint?: number | undefined;
  atEnd: boolean;
  /** How many events there are beyond these, wanted or not. */
  behind: number;
}

/** Sends events from after the one named, as they come, until the client leaves. */
export async function subscribe(
  log: Log,
  news: News,
  options: ReadOptions,
  outlet: Outlet<ReadResp | Buffer>,
): Promise<void> {
  const { stream } = options;
  if (stream !== undefined) await log.pages.prepare(stream);
  const next = stream === undefined ? followAll(log, options) : followStream(log, stream, options);
  outlet.write(confirmation());
  let live = false;
  while (!outlet.isGone()) {
    const edition = news.edition;
    if (stream !== undefined) await log.pages.prepare(stream);
    const { records, checkpoint, atEnd, behind } = next();
    if (live && behind > FAR_BEHIND) {
      live = false;
      outlet.write(new ReadResp().setFellBehind(new ReadResp.FellBehind()));
    }
    for (const record of records) {
      const ready = outlet.write(
        encodedReadEvent(options.resolveLinks ? log.pages.resolve(record) : { event: record }),
      );
      if (!ready) await outlet.ready();
      if (outlet.isGone()) return;
    }
    if (checkpoint !== undefined) outlet.write(checkpointAt(checkpoint));
    if (!atEnd) {
      await setImmediate(); // A long catch-up leaves everyone else on this thread their turn.
      continue;
    }
    if (!live) {
      live = true;
      outlet.write(new ReadResp().setCaughtUp(new ReadResp.CaughtUp()));
    }
    await news.after(edition, outlet.signal);
  }
}

function followStream({ pages }: Log, stream: string, { from }: ReadOptions): () => Stretch {
  let next = from === 'start' ? 0 : from === 'end' ? pages.last(stream) + 1 : from + 1;
  return () => {
    const page = pages.page(stream, 'forwards', next, PAGE);
    next = Math.max(next, page.next);
    return { ...page, behind: pages.last(stream) - next + 1 };
  };
}

function followAll({ records }: Log, { from, filter }: ReadOptions): () => Stretch {
  let position = from === 'start' ? 0 : from === 'end' ? records.head() : from;
  let sinceCheckpoint = 0;
  return () => {
    const due = filter ? filter.checkpointEvery - sinceCheckpoint : SCAN;
    const page = records.ofAll({
      from: position,
      max: PAGE,
      scan: Math.min(SCAN, due),
      wants: filter?.wants,
    });
    position = page.last ?? position;
    sinceCheckpoint += page.scanned;
    const reached = filter !== undefined && sinceCheckpoint >= filter.checkpointEvery;
    if (reached) sinceCheckpoint = 0;
    return {
      records: page.records,
      checkpoint: reached ? position : undefined,
      atEnd: page.atEnd,
      behind: page.atEnd ? 0 : records.head() - position,
    };
  };
}

function confirmation(): ReadResp {
  const confirmed = new ReadResp.SubscriptionConfirmation().setSubscriptionId(randomUUID());
  return new ReadResp().setConfirmation(confirmed);
}

function checkpointAt(position: number): ReadResp {
  const checkpoint = new ReadResp.Checkpoint()
    .setCommitPosition(String(position))
    .setPreparePosition(String(position));
  return new ReadResp().setCheckpoint(checkpoint);
}
