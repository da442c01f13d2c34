import { status } from '@grpc/grpc-js';
import type { EmbeddedEventStore } from '../../event-store/embedded/embedded-event-store';
import { type GroupName, type ProtocolError, subscriptionDoesNotExist, subscriptionExists } from '../errors';
import { nodeIsStopping } from '../server/open-calls';
import type { StreamPages } from '../streams/stream-pages';
import { Checkpoints } from './checkpoints';
import { Group } from './group';
import { type GroupConfig, GroupConfigs } from './group-config';
import { AllSource, type GroupSource, StreamSource } from './group-source';
import { ParkedMessages } from './parked-messages';

export const ALL = '$all';

/** A group that is there, whether or not anyone is connected to it. */
export interface StandingGroup {
  config: GroupConfig;
  source: GroupSource;
  parked: ParkedMessages;
  checkpoints: Checkpoints;
  group: Group;
}

/** Every persistent subscription of the log. Changes are on disk before they are answered. */
export class PersistentSubscriptions {
  readonly #groups = new Map<string, StandingGroup>();
  readonly #configs: GroupConfigs;
  /** Changes are made one after another. */
  #changing: Promise<unknown> = Promise.resolve();

  /** With the groups that the log knows. */
  static async open(store: EmbeddedEventStore, pages: StreamPages): Promise<PersistentSubscriptions> {
    const subscriptions = new PersistentSubscriptions(store, pages);
    await subscriptions.#configs.prepare();
    await subscriptions.#openAll();
    return subscriptions;
  }

  private constructor(
    private readonly store: EmbeddedEventStore,
    private readonly pages: StreamPages,
  ) {
    this.#configs = new GroupConfigs(store);
  }

  /** @throws ProtocolError when there is none of that name */
  get(name: GroupName): StandingGroup {
    const standing = this.#groups.get(keyOf(name));
    if (!standing) throw subscriptionDoesNotExist(name);
    return standing;
  }

  /** All of them, or those that read this source. */
  list(source?: string): StandingGroup[] {
    return [...this.#groups.values()].filter(
      ({ config }) => source === undefined || config.name.source === source,
    );
  }

  /** @throws ProtocolError when there is one of that name already */
  create(config: GroupConfig): Promise<void> {
    return this.#change(async () => {
      if (this.#groups.has(keyOf(config.name))) throw subscriptionExists(config.name);
      const standing = await this.#standing(config);
      await this.#configs.write([...this.#configsNow(), config]);
      this.#groups.set(keyOf(config.name), standing);
    });
  }

  /** Its consumers are dropped, and find it changed when they come back. How far it has come stays. */
  update(config: GroupConfig): Promise<void> {
    return this.#change(async () => {
      const before = this.get(config.name);
      const changed = { ...config, filter: before.config.filter };
      await this.#configs.write(
        this.#configsNow().map((other) => (other === before.config ? changed : other)),
      );
      await before.group.close();
      this.#groups.set(keyOf(config.name), await this.#standing(changed));
    });
  }

  delete(name: GroupName): Promise<void> {
    return this.#change(async () => {
      const { config, group, checkpoints, parked } = this.get(name);
      await this.#configs.write(this.#configsNow().filter((other) => other !== config));
      this.#groups.delete(keyOf(name));
      await group.close();
      // Another group of the same name begins anew.
      await checkpoints.forget();
      await parked.forgetAll();
    });
  }

  /** Drops every consumer, and begins again from what is on disk. */
  restart(): Promise<void> {
    return this.#change(async () => {
      await this.#closeAll();
      await this.#openAll();
    });
  }

  /** Keeps how far each group has come. */
  close(): Promise<void> {
    return this.#change(() => this.#closeAll(nodeIsStopping(status.CANCELLED)));
  }

  #change(work: () => Promise<void>): Promise<void> {
    const change = this.#changing.then(work);
    this.#changing = change.catch(() => undefined);
    return change;
  }

  #configsNow(): GroupConfig[] {
    return this.list().map(({ config }) => config);
  }

  async #openAll(): Promise<void> {
    for (const config of this.#configs.read()) {
      this.#groups.set(keyOf(config.name), await this.#standing(config));
    }
  }

  async #closeAll(reason?: ProtocolError): Promise<void> {
    await Promise.all(this.list().map(({ group }) => group.close(reason)));
    this.#groups.clear();
  }

  async #standing(config: GroupConfig): Promise<StandingGroup> {
    const { name, settings, from, filter } = config;
    const { store, pages } = this;
    const source =
      name.source === ALL ? new AllSource(store.records, filter) : new StreamSource(pages, name.source);
    const checkpoints = new Checkpoints(store, pages, name);
    const parked = new ParkedMessages(store, pages, name);
    const checkpoint = checkpoints.read();
    // Where a group begins is settled once: “at the end” means the end there was when it was made.
    const startAfter = checkpoint === undefined ? await source.startOf(from) : source.placeOf(checkpoint);
    if (checkpoint === undefined && from === 'end') await checkpoints.write(source.text(startAfter));
    const group = new Group({
      name,
      settings,
      source,
      pages,
      news: store.news,
      checkpoints,
      parked,
      startAfter,
    });
    return { config, source, parked, checkpoints, group };
  }
}

function keyOf({ source, group }: GroupName): string {
  return `${source}::${group}`;
}
