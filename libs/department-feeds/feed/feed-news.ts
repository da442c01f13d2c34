import { setTimeout as sleep } from 'node:timers/promises';
import { departmentStream } from '../../contracts/department-event';
import type { EventReader, Position } from '../../event-store/event-store';
import { Bells } from './bells';

/** How long a subscription that failed is left alone, in milliseconds. */
const PAUSE = 1_000;

/** How somebody waits for news. */
export interface Patience {
  /** Ends the waiting at once. */
  signal: AbortSignal;
  /** Milliseconds at most. */
  atMost: number;
  /** Another bell that wakes. */
  alsoFor?: string;
}

/**
 * Wakes whoever waits for a department's next event. One subscription to the log serves all live readers and consumer
 * groups of the process: that hundreds wait costs the store nothing.
 */
export class FeedNews {
  /** Rung by the name of the stream for what is published. Whoever waits for other things has bells of their own here. */
  readonly bells = new Bells();
  /** The revision that comes next in each stream that there has been news of. */
  private readonly ends = new Map<string, number>();
  private readonly ending = new AbortController();
  private following: Promise<void> = Promise.resolve();

  private constructor(
    private readonly store: EventReader,
    private readonly onFault: (reason: string) => void,
  ) {}

  /** `onFault` is told why the subscription failed; it is made again, from where it was. */
  static async open(store: EventReader, onFault: (reason: string) => void): Promise<FeedNews> {
    const news = new FeedNews(store, onFault);
    news.following = news.follow(await store.head());
    return news;
  }

  /**
   * Resolves when the department's stream has come to this revision, or sooner. Look at the stream first: of what was
   * there before, there is no news.
   */
  at(department: string, revision: number, { signal, atMost, alsoFor }: Patience): Promise<void> {
    const stream = departmentStream(department);
    const isThere = (this.ends.get(stream) ?? 0) > revision;
    if (isThere || this.ending.signal.aborted) return Promise.resolve();
    return this.bells.wait(alsoFor === undefined ? [stream] : [stream, alsoFor], signal, atMost);
  }

  async close(): Promise<void> {
    this.ending.abort();
    this.bells.ringAll();
    await this.following;
  }

  private async follow(from: Position): Promise<void> {
    const { signal } = this.ending;
    const filter = { streamPrefixes: [departmentStream('')] };
    let checkpoint = from;
    while (!signal.aborted) {
      try {
        for await (const message of this.store.subscribeToAll({ from: checkpoint, filter, signal })) {
          ({ checkpoint } = message);
          if (message.kind === 'events') this.tell(message.events);
        }
      } catch (fault) {
        this.onFault((fault as Error).message);
        await sleep(PAUSE, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private tell(events: readonly { stream: string; revision: number }[]): void {
    for (const { stream, revision } of events) this.ends.set(stream, revision + 1);
    for (const stream of new Set(events.map((event) => event.stream))) this.bells.ring(stream);
  }
}
