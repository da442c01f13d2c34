import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { mayPass } from '../database/database-fault';
import type { Database, Databases } from '../database/databases';
import { createTable, type Table } from '../database/table';

/** A turn that is not renewed is over after so many milliseconds; it is renewed five times in that time. */
const HELD_FOR = 5_000;
const RENEWALS = 5;

const leases: Table = {
  name: 'leases',
  columns: { name: 'text', holder: 'text', until: 'integer' },
  key: ['name'],
};

/** The clock of the database, the same for all: in UTC milliseconds. */
const now = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`;

/** A turn at the work, until it is ended or lost. */
export interface Turn {
  /** Aborts when the turn may have become somebody else's. */
  lost: AbortSignal;
  /** Lets the next one in. */
  end(): Promise<void>;
}

/**
 * Work that one of several processes does at a time. Whoever holds the lease renews it; when it ends its turn the next
 * begins at once, and when it dies or hangs, as soon as its time is over. A process that hung and comes to again may
 * believe for a moment that its turn goes on: what it writes then must be fenced.
 */
export class Lease {
  private readonly holder = randomUUID();

  private constructor(
    private readonly db: Database,
    private readonly work: string,
    private readonly heldFor: number,
  ) {}

  static async open(databases: Databases, work: string, heldFor = HELD_FOR): Promise<Lease> {
    const create = (db: Database): Promise<void> => createTable(db, leases);
    return new Lease(await databases.open('leases', { create }), work, heldFor);
  }

  /**
   * Waits for a turn; undefined when the signal came first.
   * @param standingBy is told once, when another has the turn
   */
  async take(signal: AbortSignal, standingBy?: () => void): Promise<Turn | undefined> {
    for (let isFirst = true; !signal.aborted; isFirst = false) {
      const askedAt = performance.now();
      if (await this.claim()) return this.begin(askedAt);
      if (isFirst) standingBy?.();
      await hasPassed(this.heldFor / RENEWALS / 2, signal);
    }
    return undefined;
  }

  close(): Promise<void> {
    return this.db.destroy();
  }

  /** Begins or renews a turn; false when another has it. */
  private async claim(): Promise<boolean> {
    const { rows } = await sql`
      insert into leases (name, holder, until) values (${this.work}, ${this.holder}, ${now} + ${this.heldFor}::bigint)
      on conflict (name) do update set holder = excluded.holder, until = excluded.until
      where leases.holder = excluded.holder or leases.until < ${now}
      returning name`.execute(this.db);
    return rows.length === 1;
  }

  private begin(askedAt: number): Turn {
    const [lost, ended] = [new AbortController(), new AbortController()];
    const renewing = this.renew(askedAt, lost, ended.signal);
    return {
      lost: lost.signal,
      end: async () => {
        ended.abort();
        await renewing;
        // Should this fail, the turn is over all the same when its time is.
        await this.db
          .deleteFrom(leases.name)
          .where('name', '=', this.work)
          .where('holder', '=', this.holder)
          .execute()
          .catch(() => undefined);
      },
    };
  }

  /** By this process's own clock, from when it asked: by the database's, the turn is over later if anything. */
  private async renew(askedAt: number, lost: AbortController, ended: AbortSignal): Promise<void> {
    const isOver = (): void => lost.abort();
    let over = setTimeout(isOver, this.heldFor + askedAt - performance.now());
    while (!lost.signal.aborted && (await hasPassed(this.heldFor / RENEWALS, ended))) {
      const asked = performance.now();
      const isOurs = await this.claim().catch((error: unknown) => (mayPass(error) ? undefined : false));
      if (isOurs === false) lost.abort();
      if (!isOurs) continue;
      clearTimeout(over);
      over = setTimeout(isOver, this.heldFor + asked - performance.now());
    }
    clearTimeout(over);
  }
}

/** Waits; false when the signal came first. */
function hasPassed(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return sleep(milliseconds, true, { signal }).catch(() => false);
}
