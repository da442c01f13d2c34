import { Catalogue } from '../domain/catalogue/catalogue';
import { catalogueEvents, type StoredCatalogueEvent } from '../domain/catalogue/catalogue-events';
import type { Recorded } from '../event-sourcing/recorded-event';
import type { Position } from '../event-store/event-store';
import { Damage, isDamage } from '../platform/database/damage';
import { isDatabaseFault } from '../platform/database/database-fault';
import { type Checkpoint, createCheckpoint, Fenced, moveCheckpoint, readCheckpoint } from './checkpoint';
import { beginRecomputation, createRecomputation, recomputationIn, recomputeSome } from './recomputation';
import { databaseOf, parseKept, type Projection } from './projection';
import type { Database, Databases } from '../platform/database/databases';
import {
  analyse,
  assertTable,
  createIndexes,
  createUnindexed,
  type Row,
  type Table,
  upsert,
} from '../platform/database/table';

/** An event that cannot be read; a projection that wants its type stops there. */
export interface Undecodable {
  type: string;
  stream: string;
  revision: number;
  position: string;
  fault: Error;
}

export type Decoded = Recorded | Undecodable;

/** What follows from the log in the database of a projection, and nothing else. */
export const tablesOf = ({ parts }: Projection): Table[] => [published, ...parts.map(({ table }) => table)];

/** What had been published so far, kept beside the rows: a restarted projector knows it at once, and exactly as it was. */
const published: Table = {
  name: 'published',
  columns: { position: 'text', type: 'text', data: 'text' },
  key: ['position'],
};

/** The event that a projection cannot get past. */
export class PoisonousEvent extends Error {
  override readonly name = 'PoisonousEvent';
  constructor(projection: string, event: Decoded, cause: unknown) {
    super(
      `${projection} stopped at ${event.type}, ${event.stream}@${event.revision} (position ${event.position}): ${String(cause)}`,
      { cause },
    );
  }
}

/** Rows that follow a new calendar in one transaction: about half a second's work, and a few megabytes. */
const RECOMPUTED_AT_ONCE = 5_000;

/** A projection at work on its own database. */
export class OpenProjection {
  /** False while rows whose clocks run have yet to follow a calendar that was published. */
  private followsCalendar = true;

  private constructor(
    readonly projection: Projection,
    private readonly db: Database,
    private readonly recomputedAtOnce: number,
    private at: Checkpoint,
    /** Undefined when it may know what a transaction published that was then rolled back. */
    private catalogue: Catalogue | undefined,
  ) {}

  /**
   * Makes what it needs to be built where it is new, and goes on where it was left where it is not. Queries need
   * {@link index} too.
   * @param name the database; that of the first build when left out
   */
  static async open(
    projection: Projection,
    databases: Databases,
    recomputedAtOnce = RECOMPUTED_AT_ONCE,
    name = databaseOf(projection),
  ): Promise<OpenProjection> {
    const db = await databases.open(name, {
      durability: 'in-bulk',
      create: async (transaction) => {
        await createCheckpoint(transaction);
        await createRecomputation(transaction);
        for (const table of tablesOf(projection)) await createUnindexed(transaction, table);
      },
    });
    return OpenProjection.on(db, projection, recomputedAtOnce);
  }

  /**
   * Goes on with one that queries are answered from, or will be in a moment. It makes nothing: what it lacks is lost, and
   * an empty table in its place would be an answer that is wrong.
   * @throws Damage or what the database says, when it does not hold what it did
   */
  static async openLive(
    projection: Projection,
    databases: Databases,
    recomputedAtOnce = RECOMPUTED_AT_ONCE,
    name: string,
  ): Promise<OpenProjection> {
    if (!(await databases.exists(name))) throw new Damage(`${name} is missing.`);
    const db = await databases.open(name, { durability: 'rebuildable' });
    try {
      for (const table of tablesOf(projection)) await assertTable(db, table);
      return await OpenProjection.on(db, projection, recomputedAtOnce);
    } catch (fault) {
      await db.destroy();
      throw fault;
    }
  }

  private static async on(
    db: Database,
    projection: Projection,
    recomputedAtOnce: number,
  ): Promise<OpenProjection> {
    const [checkpoint, catalogue] = [await readCheckpoint(db), await readCatalogue(db)];
    const open = new OpenProjection(projection, db, recomputedAtOnce, checkpoint, catalogue);
    open.followsCalendar = (await recomputationIn(db)) === undefined;
    return open;
  }

  get position(): Position {
    return this.at.position;
  }

  /**
   * Applies events and moves the checkpoint to `to`, in one transaction: each event counts exactly once, however often
   * this is killed or run twice.
   * @throws PoisonousEvent naming the event; those before it have been applied
   * @throws Fenced when another projector is at work on the same database
   * @throws Error of the database's own, such as a full disk: it is no event's fault
   */
  async apply(batch: readonly Decoded[], to: Position): Promise<void> {
    const first = batch.findIndex(({ position }) => position > this.at.position);
    const events = first < 0 ? [] : batch.slice(first);
    try {
      await this.applyAll(events, to);
    } catch (fault) {
      if (isNoEventsFault(fault)) throw fault;
      await this.applyOneByOne(events);
      await this.applyAll([], to);
    }
  }

  /**
   * Has some more rows follow a calendar that was published, in a transaction of their own; answers whether there are
   * others still.
   * @throws Fenced when another projector is at work on the same database
   */
  async recomputeSome(): Promise<boolean> {
    if (this.followsCalendar) return false;
    const catalogue = this.catalogue ?? (await readCatalogue(this.db));
    const { parts } = this.projection;
    const hasMore = await this.db.transaction().execute(async (transaction) => {
      await moveCheckpoint(transaction, this.at.position, this.at);
      return recomputeSome(parts, this.recomputedAtOnce, catalogue, transaction);
    });
    this.followsCalendar = !hasMore;
    return hasMore;
  }

  /** Makes the indexes that queries need, once most rows are there; nothing happens where they are. */
  async index(): Promise<void> {
    for (const table of tablesOf(this.projection)) {
      await createIndexes(this.db, table);
      await analyse(this.db, table);
    }
  }

  close(): Promise<void> {
    return this.db.destroy();
  }

  private async applyOneByOne(events: readonly Decoded[]): Promise<void> {
    for (const event of events) {
      try {
        await this.applyAll([event], event.position as Position);
      } catch (fault) {
        throw isNoEventsFault(fault) ? fault : new PoisonousEvent(this.projection.name, event, fault);
      }
    }
  }

  private async applyAll(events: readonly Decoded[], to: Position): Promise<void> {
    if (to === this.at.position) return;
    const next = { position: to, eventAt: recordedAt(events.at(-1)) ?? this.at.eventAt };
    const catalogue = this.catalogue ?? (await readCatalogue(this.db));
    this.catalogue = undefined;
    await this.db.transaction().execute(async (transaction) => {
      await moveCheckpoint(transaction, this.at.position, next);
      const news: Row[] = [];
      let from = 0;
      for (const [index, event] of events.entries()) {
        if (!(event.type in catalogueEvents)) continue;
        await this.applyToParts(events.slice(from, index), catalogue, transaction);
        news.push(await this.publish(event, catalogue, transaction));
        from = index + 1;
      }
      await this.applyToParts(events.slice(from), catalogue, transaction);
      await upsert(transaction, published, news);
    });
    this.at = next;
    this.catalogue = catalogue;
    if (events.some(({ type }) => type === 'CalendarPublished')) {
      this.followsCalendar = (await recomputationIn(this.db)) === undefined;
    }
  }

  private async applyToParts(events: readonly Decoded[], catalogue: Catalogue, db: Database): Promise<void> {
    for (const part of this.projection.parts) {
      const wanted = events.filter(({ type }) => part.handles.has(type)).map(orThrow);
      if (wanted.length > 0) await part.apply(wanted, catalogue, db);
    }
  }

  /**
   * From here on it is in force; a new calendar moves every clock that runs. Those of a usual council at once, so that
   * whoever waits for this position sees them moved; the rest of a very large one as {@link recomputeSome} comes to it.
   * Answers what is kept of it.
   */
  private async publish(event: Decoded, catalogue: Catalogue, db: Database): Promise<Row> {
    const { position, type, data } = orThrow(event);
    catalogue.apply({ type, data } as unknown as StoredCatalogueEvent);
    if (type === 'CalendarPublished') {
      const { parts } = this.projection;
      await beginRecomputation(parts, db);
      for (const _ of parts) await recomputeSome(parts, this.recomputedAtOnce, catalogue, db);
    }
    return { position, type, data: JSON.stringify(data) };
  }
}

const isNoEventsFault = (fault: unknown): boolean =>
  fault instanceof Fenced || isDatabaseFault(fault) || isDamage(fault);

function orThrow(event: Decoded): Recorded {
  if ('fault' in event) throw event.fault;
  return event;
}

function recordedAt(event: Decoded | undefined): number | undefined {
  return event && 'metadata' in event ? Date.parse(event.metadata.recordedAt) : undefined;
}

async function readCatalogue(db: Database): Promise<Catalogue> {
  const catalogue = new Catalogue();
  const rows = await db.selectFrom(published.name).select(['type', 'data']).orderBy('position').execute();
  for (const { type, data } of rows) {
    catalogue.apply({ type, data: parseKept(data) } as StoredCatalogueEvent);
  }
  return catalogue;
}
