import type { DatabaseSync } from 'node:sqlite';
import { GroupCommit } from '../../platform/sqlite/group-commit';
import { assertDurable, openDatabase } from '../../platform/sqlite/open-database';
import { checkQueueName } from '../check-job';
import { type Clock, systemClock } from '../clock';
import type { JobPayload, Jobs, JobsOptions, QueueType } from '../jobs';
import { EmbeddedQueue } from './embedded-queue';
import type { Workshop } from './embedded-worker';
import { JobTable } from './job-table';

export interface EmbeddedJobsOptions extends JobsOptions {
  /** Made when it does not exist; its folder must. One process at a time: see `DataFolder`. */
  file: string;
  /** The machine's when left out. */
  clock?: Clock;
  /** From 0 up to 1: spreads what is tried again. */
  random?: () => number;
}

/**
 * The queues in one SQLite file, in process, for one machine. What is scheduled is on disk when that is acknowledged;
 * what was in hand when the process ended is done again by the next.
 */
export class EmbeddedJobs implements Jobs {
  readonly #db: DatabaseSync;
  readonly #shop: Workshop;
  readonly #queues = new Map<string, EmbeddedQueue<JobPayload>>();

  /** @throws RefusalToStart when the file cannot be opened, made durable, or was written by a newer program */
  static open(options: EmbeddedJobsOptions): EmbeddedJobs {
    const db = openDatabase(options.file);
    try {
      return new EmbeddedJobs(db, options);
    } catch (error) {
      db.close();
      throw error;
    }
  }

  /** Over a connection of its own, which `close` closes. */
  constructor(db: DatabaseSync, options: Omit<EmbeddedJobsOptions, 'file'> = {}) {
    assertDurable(db);
    this.#db = db;
    const table = new JobTable(db);
    table.giveBackAll();
    let ticket = 0;
    this.#shop = {
      clock: systemClock,
      random: Math.random,
      ...options,
      table,
      commits: new GroupCommit(db),
      nextTicket: () => ++ticket,
    };
  }

  queue<Payload extends JobPayload>(type: QueueType<Payload>): EmbeddedQueue<Payload> {
    checkQueueName(type.name);
    const known = this.#queues.get(type.name);
    const queue = known ?? (new EmbeddedQueue(this.#shop, type) as unknown as EmbeddedQueue<JobPayload>);
    if ((queue.type as unknown) !== type) throw new TypeError(`There are two queues named ${type.name}`);
    this.#queues.set(type.name, queue);
    return queue as unknown as EmbeddedQueue<Payload>;
  }

  /** Resolves once every worker sleeps: what a clock that is moved by hand waits for before it moves on. */
  async settled(): Promise<void> {
    while (this.#workers().some((worker) => worker.busy)) await new Promise(setImmediate);
  }

  async health(): Promise<void> {
    await this.#shop.commits.run(() => this.#shop.table.stamp());
  }

  async close(withinMs?: number): Promise<void> {
    if (!this.#db.isOpen) return;
    await Promise.all(this.#workers().map((worker) => worker.stop(withinMs)));
    await this.#shop.commits.close();
    this.#db.close();
  }

  #workers() {
    return [...this.#queues.values()].flatMap(({ worker }) => worker ?? []);
  }
}
