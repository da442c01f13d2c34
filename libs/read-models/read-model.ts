import type { EventReader, Position } from '../event-store/event-store';
import type { Database, Databases } from '../platform/database/databases';
import { Arrivals } from './arrivals';
import { readCheckpoint } from './checkpoint';
import { recomputationIn, type RecomputationProgress } from './recomputation';
import { databaseOf, type Projection } from './projection';

/** How fresh an answer is. */
export interface Freshness {
  /** The read model knows the log up to here. Opaque. */
  position: string;
  /** When the last event it knows was recorded; null before the first. */
  upTo: string | null;
  /** Events it has yet to read; null where the store cannot count. */
  behind: number | null;
  /** The answer was asked to wait for a position and did not get there in time: ask again. */
  stale: boolean;
}

export interface Fresh<Answer> {
  answer: Answer;
  freshness: Freshness;
}

/** The position to wait for is not in the log: whoever gave it did not have it from us. */
export class UnknownPosition extends Error {
  override readonly name = 'UnknownPosition';
}

/** The read model has not been built yet: its projector has not started. */
export class NotBuilt extends Error {
  override readonly name = 'NotBuilt';
}

/** One read model, to be asked: its answers say how fresh they are, and can wait for what the asker has just written. */
export class ReadModel {
  private db: Database | undefined;
  private readonly arrivals = new Arrivals(() => this.position());

  constructor(
    private readonly projection: Projection,
    private readonly databases: Databases,
    private readonly log: EventReader,
    private readonly waitMs: number,
  ) {}

  get name(): string {
    return this.projection.name;
  }

  /**
   * Asks, once the read model has reached `waitFor` or the wait is over.
   * @throws NotBuilt when there is no read model yet
   * @throws UnknownPosition when the log itself has not reached `waitFor`
   */
  async ask<Answer>(
    question: (db: Database) => Promise<Answer>,
    waitFor: string | undefined,
  ): Promise<Fresh<Answer>> {
    const db = await this.open();
    const arrived = waitFor === undefined || (await this.reached(waitFor));
    // Before the question, so that the answer is never older than it says.
    const { position, eventAt } = await readCheckpoint(db);
    const answer = await question(db);
    const behind = await this.log.countAfter(position);
    return {
      answer,
      freshness: {
        position,
        upTo: eventAt ? new Date(eventAt).toISOString() : null,
        behind: behind ?? null,
        stale: !arrived,
      },
    };
  }

  async position(): Promise<Position> {
    return (await readCheckpoint(await this.open())).position;
  }

  /** How far it has come in following a calendar that was published; undefined when every row follows it. */
  async recomputation(): Promise<RecomputationProgress | undefined> {
    return recomputationIn(await this.open());
  }

  async close(): Promise<void> {
    await this.db?.destroy();
  }

  private async reached(position: string): Promise<boolean> {
    if (position > (await this.log.head())) throw new UnknownPosition(`The log has no position ${position}.`);
    return this.arrivals.reached(position, this.waitMs);
  }

  private async open(): Promise<Database> {
    if (this.db) return this.db;
    const name = databaseOf(this.projection);
    if (!(await this.databases.exists(name))) {
      throw new NotBuilt(`The read model ${this.name} has not been built yet.`);
    }
    const db = await this.databases.open(name, { readOnly: true });
    return (this.db ??= db);
  }
}
