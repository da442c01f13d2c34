import { setTimeout as sleep } from 'node:timers/promises';
import { tell, tellOfCalendars } from '../../contracts/translation/tell';
import { caseOfStream, type RecordedCaseEvent } from '../../domain/case/case-events';
import type { CatalogueOverTime, Publication } from '../../domain/catalogue/catalogue-over-time';
import type { EventStore, Position, StoredEvent } from '../../event-store/event-store';
import { LogCorrupted } from '../../event-store/log-corrupted';
import { blaming, decoded, UnpublishableEvent } from './cause';
import { readCheckpoint, writeCheckpoint } from './checkpoint';
import { DepartmentFeed } from './department-feed';
import { FollowedCases } from './followed-cases';
import { readCatalogue } from './read-catalogue';
import { runningCases } from './running-cases';

/** Cases whose state is remembered, each about 2 kB: those that somebody works on. */
const REMEMBERED_CASES = 10_000;

/** Events of the log between two checkpoints: what a restart reads again, in well under a second. */
const CHECKPOINT_EVERY = 1_000;

/** Milliseconds between tries while the log cannot be read or written. */
const FIRST_WAIT = 50;
const LONGEST_WAIT = 5_000;

const filter = { streamPrefixes: ['case-', 'catalogue-'] };

/** What does not pass, however often it is tried. */
const stopsFor = [UnpublishableEvent, LogCorrupted, TypeError];

export interface PublisherOptions {
  /** Cases whose state is remembered; 10,000 when left out. */
  rememberedCases?: number;
  /** Events between two checkpoints; 1,000 when left out. */
  checkpointEvery?: number;
  /** Everything for events up to here has been published. */
  moved?(position: Position): void;
  /** The log cannot be read or written for now; it tries again. */
  waiting?(fault: Error): void;
  /** It has stopped at an event that it cannot get past, or because the log is damaged; nothing after it is published. */
  stopped?(fault: Error): void;
}

/** All that is remembered between two events. What is lost of it is found in the log again. */
interface Memory {
  position: Position;
  sinceCheckpoint: number;
  catalogue: CatalogueOverTime;
  cases: FollowedCases;
  feeds: Map<string, DepartmentFeed>;
}

/**
 * Follows the log and tells every department of its cases, in `department-<code>`. Each event is published once,
 * whenever this is killed, started again or run twice: see docs/decisions/0017-two-vocabularies.md.
 */
export class DepartmentFeedPublisher {
  private memory: Memory | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly options: PublisherOptions = {},
  ) {}

  /** Follows the log until the signal, or until an event that it cannot get past. */
  async run(signal: AbortSignal): Promise<void> {
    for (let wait = FIRST_WAIT; !signal.aborted; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      try {
        await this.follow(signal, () => (wait = FIRST_WAIT));
        return;
      } catch (fault) {
        this.memory = undefined;
        if (stopsFor.some((kind) => fault instanceof kind)) {
          this.options.stopped?.(fault as Error);
          return;
        }
        this.options.waiting?.(fault as Error);
        await sleep(wait, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /**
   * Publishes what there is now, and returns.
   * @throws UnpublishableEvent naming the event that it cannot get past; all before it has been published
   */
  async catchUp(): Promise<void> {
    try {
      const memory = await this.remember();
      for (let atEnd = false; !atEnd;) {
        const page = await this.store.readAll({ from: memory.position, filter });
        await this.publish(page.events, page.next, memory);
        ({ atEnd } = page);
      }
    } catch (fault) {
      this.memory = undefined;
      throw fault;
    }
  }

  private async follow(signal: AbortSignal, goesWell: () => void): Promise<void> {
    const memory = await this.remember();
    for await (const message of this.store.subscribeToAll({ from: memory.position, filter, signal })) {
      await this.publish(message.kind === 'events' ? message.events : [], message.checkpoint, memory);
      goesWell();
    }
  }

  private async remember(): Promise<Memory> {
    if (this.memory) return this.memory;
    const { store, options } = this;
    const catalogue = await readCatalogue(store);
    this.memory = {
      position: await readCheckpoint(store),
      sinceCheckpoint: 0,
      catalogue,
      cases: new FollowedCases(store, catalogue, options.rememberedCases ?? REMEMBERED_CASES),
      feeds: new Map(),
    };
    return this.memory;
  }

  private async publish(events: readonly StoredEvent[], to: Position, memory: Memory): Promise<void> {
    try {
      for (const event of events) {
        const reference = caseOfStream(event.stream);
        if (reference === undefined) await this.addPublication(decoded<Publication>(event), memory);
        else await this.addHappening(reference, decoded<RecordedCaseEvent>(event), memory);
      }
    } finally {
      // What came before an event that stops it is published all the same.
      await publishAll(memory.feeds.values());
    }
    memory.position = to;
    memory.sinceCheckpoint += events.length;
    const last = events.at(-1);
    if (last && memory.sinceCheckpoint >= (this.options.checkpointEvery ?? CHECKPOINT_EVERY)) {
      await writeCheckpoint(this.store, last);
      memory.sinceCheckpoint = 0;
    }
    this.options.moved?.(to);
  }

  private async addHappening(reference: string, event: RecordedCaseEvent, memory: Memory): Promise<void> {
    const { before, after } = await memory.cases.step(reference, event);
    const catalogue = memory.catalogue.before(event.position);
    const tellings = blaming(event, () => tell(event, { reference, before, after, catalogue }));
    for (const { department, told } of tellings) {
      const isFirst = !before.holders.includes(department);
      this.feedOf(department, memory).add({ department, reference, told, cause: event, isFirst });
    }
  }

  /** Bank holidays move the dates of cases whose clocks run, and so the holder of each is told. */
  private async addPublication(publication: Publication, memory: Memory): Promise<void> {
    memory.catalogue.add(publication);
    if (publication.type !== 'CalendarPublished') return;
    const { position } = publication;
    const [before, after] = [memory.catalogue.before(position), memory.catalogue.after(position)];
    for (const { definition } of after.current().departments) {
      const feed = this.feedOf(definition.code, memory);
      // What the feed holds so far is what tells which cases there are.
      await feed.publish();
      const end = await feed.end();
      if (!end || end.place.position > position) continue;
      for (const reference of await runningCases(this.store, feed.stream)) {
        const followed = await memory.cases.before(reference, position);
        const tellings = blaming(publication, () => tellOfCalendars(reference, followed, [before, after]));
        for (const { department, told } of tellings) {
          if (department !== definition.code) continue;
          feed.add({ department, reference, told, cause: publication, isFirst: false });
        }
        if (feed.isFull) await feed.publish();
      }
      await feed.publish();
    }
  }

  private feedOf(department: string, { feeds, catalogue }: Memory): DepartmentFeed {
    const known = feeds.get(department);
    if (known) return known;
    const feed = new DepartmentFeed(this.store, department, () => catalogue.calendars as Position[]);
    feeds.set(department, feed);
    return feed;
  }
}

/** Waits for all of them, so that none is still at work when it has failed. */
async function publishAll(feeds: Iterable<DepartmentFeed>): Promise<void> {
  const results = await Promise.allSettled([...feeds].map((feed) => feed.publish()));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
