import { setTimeout as sleep } from 'node:timers/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EventReader, Position } from '../event-store/event-store';
import { kyselyOn } from '../platform/sqlite/kysely-on-sqlite';
import { openDatabase } from '../platform/sqlite/open-database';
import { readCheckpoint } from './checkpoint';
import type { Projection } from './projection';
import type { Database } from '../platform/database/databases';

/** How often a query looks whether the position it waits for has come, in milliseconds. */
const LOOK_EVERY = 4;

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

/** The database file of one version of a projection. A new version is built beside the old one. */
export function projectionFile(folder: string, { name, version }: Projection): string {
  return join(folder, `${name}.v${version}.db`);
}

/** One read model, to be asked: its answers say how fresh they are, and can wait for what the asker has just written. */
export class ReadModel {
  private db: Database | undefined;

  constructor(
    private readonly projection: Projection,
    private readonly folder: string,
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
    const db = this.open();
    const arrived = waitFor === undefined || (await this.reached(db, waitFor));
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
    return (await readCheckpoint(this.open())).position;
  }

  async close(): Promise<void> {
    await this.db?.destroy();
  }

  private async reached(db: Database, position: string): Promise<boolean> {
    if (position > (await this.log.head())) throw new UnknownPosition(`The log has no position ${position}.`);
    const deadline = Date.now() + this.waitMs;
    for (;;) {
      if ((await readCheckpoint(db)).position >= position) return true;
      if (Date.now() >= deadline) return false;
      await sleep(LOOK_EVERY);
    }
  }

  private open(): Database {
    const file = projectionFile(this.folder, this.projection);
    if (!this.db && !existsSync(file))
      throw new NotBuilt(`The read model ${this.name} has not been built yet.`);
    this.db ??= kyselyOn(openDatabase(file, { readOnly: true }));
    return this.db;
  }
}
