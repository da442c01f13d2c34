import type { DepartmentFeeds, FeedEntry } from './department-feeds';
import type { FeedNews } from './feed-news';

/** Events that a live reader is handed at once, at most: bounds what is in memory for one that reads slowly. */
const AT_ONCE = 100;

/** What a live reader is told: some events, that it has now seen all there is, or that nothing has happened for a while. */
export type LiveMessage =
  { kind: 'events'; entries: readonly FeedEntry[] } | { kind: 'caught-up'; next: number } | { kind: 'quiet' };

export interface LiveOptions {
  /** Ends it, at once and without an error. */
  signal: AbortSignal;
  /** Milliseconds after which it says that nothing has happened. */
  heartbeat: number;
}

/**
 * A department's feed from a revision on, and whatever is published while it is followed. Pulls: the next events are
 * read when they are asked for, so a slow reader slows the reading and nothing else.
 */
export async function* followFeed(
  feeds: DepartmentFeeds,
  news: FeedNews,
  department: string,
  from: number,
  { signal, heartbeat }: LiveOptions,
): AsyncGenerator<LiveMessage, void, undefined> {
  let next = from;
  let isBehind = true;
  while (!signal.aborted) {
    const page = await feeds.page(department, next, AT_ONCE);
    const isNew = page.next > next;
    next = page.next;
    if (page.entries.length > 0) yield { kind: 'events', entries: page.entries };
    if (!page.atEnd) isBehind = true;
    else if (isBehind) {
      isBehind = false;
      yield { kind: 'caught-up', next };
    } else if (!isNew) {
      yield { kind: 'quiet' };
    }
    if (page.atEnd) await news.at(department, next, { signal, atMost: heartbeat });
  }
}
