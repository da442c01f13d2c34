import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DepartmentFeeds } from '../department-feeds/feed/department-feeds';
import type { FeedNews } from '../department-feeds/feed/feed-news';
import type { Attempted, Deliverer } from './deliverer';
import { messageOf } from './deliverer';
import type { Endpoint } from './endpoint';
import { retryAt } from './retry';
import { ATTEMPTS_KEPT, type Progress, type WebhookStorage } from './webhook-storage';

/** All in milliseconds. */
export interface DispatcherOptions {
  /**
   * How long an endpoint is in one worker's hands without a word: when a worker dies, nobody delivers for so long. It
   * is renewed three times as often while events are sent, so that a slow receiver does not cost it.
   */
  lease: number;
  /** How often endpoints are looked for that are new, due, or whose worker has died. */
  lookAgain: number;
  /** How long an attempt in hand may still take once it is to stop. */
  grace: number;
  /** Told why an endpoint cannot be looked after for now; it is tried again. */
  onFault: (reason: string) => void;
}

export const DISPATCHING = { lease: 10_000, lookAgain: 1_000, grace: 3_000 };

/** Events read at once. */
const PAGE = 100;
/**
 * Progress is saved after so many attempts or milliseconds, whichever comes first, and whenever one fails: so many are
 * delivered again after a crash at most.
 */
const SAVED_AFTER = { attempts: 20, milliseconds: 100 };
/** An endpoint or database that fails is left alone for so long, in milliseconds. */
const PAUSE = 1_000;

/**
 * Delivers the feeds of departments to their endpoints: to each the events one after the other, in the order of the
 * feed, each again and again until it is taken. Of several workers one delivers to an endpoint at a time.
 */
export class Dispatcher {
  private readonly inHand = new Map<string, Promise<void>>();
  private readonly sinceForgetting = new Map<string, number>();

  constructor(
    private readonly storage: WebhookStorage,
    private readonly feeds: DepartmentFeeds,
    private readonly news: FeedNews,
    private readonly deliverer: Deliverer,
    private readonly options: DispatcherOptions,
  ) {}

  /** Until the signal is aborted; then attempts in hand are finished, or cut off, and all endpoints given back. */
  async run(signal: AbortSignal): Promise<void> {
    const cutOff = new AbortController();
    signal.addEventListener('abort', () => setTimeout(() => cutOff.abort(), this.options.grace).unref(), {
      once: true,
    });
    await this.tried(() => this.storage.releaseAfterCrash());
    while (!signal.aborted) {
      await this.tried(async () => {
        for (const id of await this.storage.claimable()) this.lookAfter(id, signal, cutOff.signal);
      });
      await pause(this.options.lookAgain, signal);
    }
    await Promise.all(this.inHand.values());
  }

  private lookAfter(id: string, signal: AbortSignal, cutOff: AbortSignal): void {
    if (this.inHand.has(id)) {
      // In nobody's hands, though it was in ours: somebody has changed it while we waited for news.
      this.news.bells.ring(bellOf(id));
      return;
    }
    const work = this.tried(() => this.deliverTo(id, signal, cutOff), signal).finally(() =>
      this.inHand.delete(id),
    );
    this.inHand.set(id, work);
  }

  private async tried(work: () => Promise<void>, signal?: AbortSignal): Promise<void> {
    try {
      await work();
    } catch (fault) {
      this.options.onFault((fault as Error).message);
      if (signal) await pause(PAUSE, signal);
    }
  }

  /** For as long as it is in our hands and takes what it is sent. */
  private async deliverTo(id: string, signal: AbortSignal, cutOff: AbortSignal): Promise<void> {
    const holder = randomUUID();
    const { lease } = this.options;
    try {
      let endpoint = await this.storage.claim(id, holder, lease);
      if (endpoint && (await this.feeds.end(endpoint.department)) < endpoint.next) {
        await this.storage.save(id, holder, { ...unchanged(endpoint), disabled: FEED_WAS_CUT });
        return;
      }
      while (endpoint && !signal.aborted) {
        const { department, next } = endpoint;
        const renewing = this.keep(id, holder);
        const isAtEnd = await this.deliverSome(endpoint, holder, signal, cutOff).finally(() =>
          clearInterval(renewing),
        );
        if (isAtEnd) await this.news.at(department, next, { signal, atMost: lease / 2, alsoFor: bellOf(id) });
        endpoint = await this.storage.claim(id, holder, lease);
      }
    } finally {
      await this.storage.release(id, holder);
    }
  }

  /** Holds it however long an attempt takes, until the timer is cleared. */
  private keep(id: string, holder: string): NodeJS.Timeout {
    const { lease } = this.options;
    return setInterval(() => void this.tried(() => this.storage.renew(id, holder, lease)), lease / 3);
  }

  /** Some of what comes next, and saves how far it came. Whether there was nothing. */
  private async deliverSome(
    endpoint: Endpoint,
    holder: string,
    signal: AbortSignal,
    cutOff: AbortSignal,
  ): Promise<boolean> {
    const { id, department, eventTypes } = endpoint;
    const page = await this.feeds.page(department, endpoint.next, PAGE);
    if (page.next === endpoint.next) return true;
    const started = performance.now();
    const attempts: Attempted[] = [];
    let next = page.next;
    for (const entry of page.entries) {
      const isTime =
        attempts.length >= SAVED_AFTER.attempts || performance.now() - started > SAVED_AFTER.milliseconds;
      if (isTime || signal.aborted) {
        next = entry.revision;
        break;
      }
      if (eventTypes && !eventTypes.includes(entry.event.type)) continue;
      const attempt = await this.deliverer.attempt(endpoint, messageOf(entry, department, 'feed'), cutOff);
      if (attempt) attempts.push(attempt);
      if (!attempt?.delivered) {
        next = entry.revision;
        break;
      }
    }
    await this.storage.record(id, attempts);
    const now = endpoint.readAt + (performance.now() - started);
    await this.storage.save(id, holder, progressOf(endpoint, next, attempts, now));
    await this.forgetSometimes(id, attempts.length);
    return false;
  }

  private async forgetSometimes(id: string, attempts: number): Promise<void> {
    const since = (this.sinceForgetting.get(id) ?? 0) + attempts;
    this.sinceForgetting.set(id, since % (ATTEMPTS_KEPT / 10));
    if (since >= ATTEMPTS_KEPT / 10) await this.storage.forgetOldAttempts(id);
  }
}

const FEED_WAS_CUT =
  'The feed ends before the place that this webhook has come to: an older log was put back. Compare the feed with what the receiver has, and resume from where the two part.';

const bellOf = (id: string): string => `webhook ${id}`;

const unchanged = ({ next, failing }: Endpoint): Progress => ({
  next,
  delivered: 0,
  failed: 0,
  ...(failing && { failing }),
});

/** What attempts of one run have come to. Only the last of them may have failed. */
function progressOf(
  { next: from, failing }: Pick<Endpoint, 'next' | 'failing'>,
  next: number,
  attempts: readonly Attempted[],
  now: number,
): Progress {
  const last = attempts.at(-1);
  // Cut off before the event that failed last time could be tried again: it still fails.
  if (next === from && !last) return { next, delivered: 0, failed: 0, ...(failing && { failing }) };
  if (!last || last.delivered) return { next, delivered: attempts.length, failed: 0 };
  const before = next === from ? failing : undefined;
  const failed = { attempts: (before?.attempts ?? 0) + 1, since: before?.since ?? Math.floor(now) };
  const progress = { next, delivered: attempts.length - 1, failed: 1 };
  const reason = last.reason ?? '';
  const dueAt = retryAt({ ...failed, now, retryAfter: last.retryAfter, random: Math.random() });
  const kept = { failing: { ...failed, reason, dueAt: dueAt ?? Math.floor(now) } };
  if (last.status === 410) {
    return { ...progress, ...kept, disabled: 'The receiver answered 410 (Gone): it wants no more.' };
  }
  if (dueAt === undefined) {
    return {
      ...progress,
      ...kept,
      disabled: `For 24 hours the next event could not be delivered. ${reason}`,
    };
  }
  return { ...progress, ...kept };
}

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  sleep(milliseconds, undefined, { signal }).catch(() => undefined);
