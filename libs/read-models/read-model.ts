import type { EventReader, Position } from '../event-store/event-store';
import type { Database, Databases } from '../platform/database/databases';
import { Arrivals } from './arrivals';
import { Builds } from './builds/builds';
import { LiveBuild } from './builds/live-build';
import { readCheckpoint } from './checkpoint';
import { recomputationIn, type RecomputationProgress } from './recomputation';
import type { Projection } from './projection';

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

/** One read model, to be asked: its answers say how fresh they are, and can wait for what the asker has just written. */
export class ReadModel {
  private readonly live: LiveBuild;
  private readonly arrivals = new Arrivals(() => this.position());

  /** `builds`: the account of builds of these databases, which the read models of a process share. */
  constructor(
    private readonly projection: Projection,
    databases: Databases,
    private readonly log: EventReader,
    private readonly waitMs: number,
    builds = new Builds(databases),
  ) {
    this.live = new LiveBuild(projection, databases, builds);
  }

  get name(): string {
    return this.projection.name;
  }

  /**
   * Asks, once the read model has reached `waitFor` or the wait is over.
   * @throws NotBuilt when there is no build that is whole
   * @throws UnknownPosition when the log itself has not reached `waitFor`
   */
  async ask<Answer>(
    question: (db: Database) => Promise<Answer>,
    waitFor: string | undefined,
  ): Promise<Fresh<Answer>> {
    const arrived = waitFor === undefined || (await this.reached(waitFor));
    const { answer, position, eventAt } = await this.live.answer(async (db) => {
      // Before the question, so that the answer is never older than it says.
      const checkpoint = await readCheckpoint(db);
      return { ...checkpoint, answer: await question(db) };
    });
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

  /**
   * Asks for what is at hand, without saying how fresh it is: counting what is yet to be read takes longer than that.
   * @throws NotBuilt when there is no read model yet
   */
  async glance<Answer>(question: (db: Database) => Promise<Answer>): Promise<Answer> {
    return this.live.answer(question);
  }

  /** @throws NotBuilt when there is no build that is whole */
  async position(): Promise<Position> {
    return (await this.live.answer(readCheckpoint)).position;
  }

  /** How far it has come in following a calendar that was published; undefined when every row follows it. */
  recomputation(): Promise<RecomputationProgress | undefined> {
    return this.live.answer(recomputationIn);
  }

  close(): Promise<void> {
    return this.live.close();
  }

  private async reached(position: string): Promise<boolean> {
    if (position > (await this.log.head())) throw new UnknownPosition(`The log has no position ${position}.`);
    return this.arrivals.reached(position, this.waitMs);
  }
}
