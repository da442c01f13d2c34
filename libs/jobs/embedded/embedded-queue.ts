import { checkId, checkJob, checkPayload } from '../check-job';
import { JobsUnavailable } from '../jobs';
import type {
  HeldJob,
  Job,
  JobHandler,
  JobPayload,
  JobQueue,
  QueueFigures,
  QueueType,
  WorkOptions,
} from '../jobs';
import { checkRecurrence, type Recurrence } from '../recurrence';
import { EmbeddedWorker, type Workshop } from './embedded-worker';

/** Jobs written in one transaction: bounds how long the process is busy with one. */
const CHUNK = 2_000;

/** One queue of the file. */
export class EmbeddedQueue<Payload extends JobPayload> implements JobQueue<Payload> {
  /** Undefined until {@link work} is asked for. */
  worker: EmbeddedWorker<Payload> | undefined;

  constructor(
    private readonly shop: Workshop,
    readonly type: QueueType<Payload>,
  ) {}

  async schedule(jobs: readonly Job<Payload>[]): Promise<void> {
    for (const job of jobs) checkJob(this.type, job);
    for (let first = 0; first < jobs.length; first += CHUNK) {
      const chunk = jobs.slice(first, first + CHUNK);
      await this.#write(() => {
        for (const { id, at, payload } of chunk) this.#table.put(this.#name, id, at, JSON.stringify(payload));
      });
      // Whether or not it is the next: the worker looks, and sleeps again.
      this.worker?.wake(chunk.reduce((least, { at }) => Math.min(least, at), Infinity));
    }
  }

  async cancel(ids: readonly string[]): Promise<void> {
    for (let first = 0; first < ids.length; first += CHUNK) {
      const chunk = ids.slice(first, first + CHUNK);
      await this.#write(() => chunk.forEach((id) => this.#table.remove(this.#name, id)));
    }
  }

  find(id: string): Promise<HeldJob<Payload> | undefined> {
    return Promise.resolve(this.#table.find<Payload>(this.#name, id));
  }

  async repeat(id: string, recurrence: Recurrence, payload: Payload): Promise<void> {
    checkId(id);
    checkRecurrence(recurrence);
    checkPayload(this.type, payload);
    const now = this.shop.clock.now();
    const first = await this.#write(() =>
      this.#table.repeat(this.#name, id, recurrence, JSON.stringify(payload), now),
    );
    if (first !== undefined) this.worker?.wake(first);
  }

  async stopRepeating(id: string): Promise<void> {
    await this.#write(() => this.#table.stopRepeating(this.#name, id));
  }

  dead(max = 100): Promise<HeldJob<Payload>[]> {
    return Promise.resolve(this.#table.dead<Payload>(this.#name, max));
  }

  async replay(ids: readonly string[]): Promise<number> {
    const now = this.shop.clock.now();
    const replayed = await this.#write(() => ids.filter((id) => this.#table.replay(this.#name, id, now)));
    this.worker?.wake(now);
    return replayed.length;
  }

  figures(): Promise<QueueFigures> {
    return Promise.resolve(this.#table.figures(this.#name, this.shop.clock.now()));
  }

  work(handler: JobHandler<Payload>, { concurrency = 1 }: WorkOptions = {}): EmbeddedWorker<Payload> {
    if (this.worker) throw new TypeError(`The queue ${this.#name} has a worker already`);
    this.worker = new EmbeddedWorker(this.shop, this.type, handler, concurrency);
    return this.worker;
  }

  get #name(): string {
    return this.type.name;
  }

  get #table() {
    return this.shop.table;
  }

  async #write<T>(work: () => T): Promise<T> {
    try {
      return await this.shop.commits.run(work);
    } catch (cause) {
      throw new JobsUnavailable(`The queue ${this.#name}: ${(cause as Error).message}`, { cause });
    }
  }
}
