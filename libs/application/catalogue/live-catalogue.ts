import type { Catalogue } from '../../domain/catalogue/catalogue';
import { catalogueStreams } from '../../domain/catalogue/catalogue-decider';
import { CatalogueOverTime, type Publication } from '../../domain/catalogue/catalogue-over-time';
import { domainCodec } from '../../domain/events';
import type { EventReader, StoredEvent } from '../../event-store/event-store';

/** The catalogue in memory, kept up with the log: what command handlers look facts up in. */
export class LiveCatalogue {
  private readonly catalogue = new CatalogueOverTime();
  private readonly read = new Map<string, number>();
  private readonly ending = new AbortController();
  private following: Promise<void> = Promise.resolve();
  private fault: Error | undefined;

  private constructor(private readonly store: EventReader) {}

  /** Reads what has been published and follows what will be, by whichever process. */
  static async open(store: EventReader): Promise<LiveCatalogue> {
    const live = new LiveCatalogue(store);
    const from = await store.head();
    await live.refresh();
    live.following = live.follow(from).catch((fault: unknown) => {
      live.fault = fault as Error;
    });
    return live;
  }

  /** @throws what ended the following: facts are never looked up in a catalogue that may be old */
  get current(): Catalogue {
    return this.overTime.current;
  }

  /**
   * As it was at any place of the log too.
   * @throws what ended the following
   */
  get overTime(): CatalogueOverTime {
    if (this.fault) throw this.fault;
    return this.catalogue;
  }

  /** Reads what is new in the catalogue's streams: after it, everything acknowledged before is known here. */
  async refresh(): Promise<void> {
    for (const stream of Object.values(catalogueStreams)) {
      for (;;) {
        const from = this.read.get(stream) ?? 0;
        const events = await this.store.readStream(stream, { from });
        if (events.length === 0) break;
        for (const event of events) this.apply(event);
      }
    }
  }

  async close(): Promise<void> {
    this.ending.abort();
    await this.following;
  }

  private async follow(from: Awaited<ReturnType<EventReader['head']>>): Promise<void> {
    const filter = { streamPrefixes: ['catalogue-'] };
    for await (const message of this.store.subscribeToAll({ from, filter, signal: this.ending.signal })) {
      if (message.kind === 'events') message.events.forEach((event) => this.apply(event));
    }
  }

  /** In order and once, whichever way an event gets here first. */
  private apply(event: StoredEvent): void {
    if (event.revision !== (this.read.get(event.stream) ?? 0)) return;
    this.catalogue.add(domainCodec.decode(event) as unknown as Publication);
    this.read.set(event.stream, event.revision + 1);
  }
}
