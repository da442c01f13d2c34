import { Queue, type JobsOptions as BullOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import { checkId, checkJob, checkPayload } from '../check-job';
import { JobsUnavailable } from '../jobs';
import type {
  HeldJob,
  Job,
  JobHandler,
  JobPayload,
  JobQueue,
  JobsOptions,
  JobState,
  QueueFigures,
  QueueType,
  WorkOptions,
} from '../jobs';
import { checkRecurrence, type Recurrence } from '../recurrence';
import { BullmqWorker } from './bullmq-worker';
import { nextInstant } from './next-instant';
import { Owed } from './owed';
import { bullId, heldJobOf, isOccurrence, jobOf, type StoredBullJob, type StoredJob } from './stored-job';

/** Jobs sent to Redis at once: it answers nobody else meanwhile. */
const CHUNK = 500;
/** BullMQ tells every step of every job in a stream, which nothing here reads. */
const EVENTS_KEPT = 100;

export interface BullmqQueueOptions extends JobsOptions {
  callers: Redis;
  workers: Redis;
  prefix: string;
  leaseMs: number;
}

interface Repeat<Payload> {
  recurrence: Recurrence;
  payload: Payload;
}

/** One queue in Redis: BullMQ's, and what is owed beside it ({@link Owed}). */
export class BullmqQueue<Payload extends JobPayload> implements JobQueue<Payload> {
  /** Undefined until {@link work} is asked for. */
  worker: BullmqWorker<Payload> | undefined;
  readonly #queue: Queue<StoredJob<Payload>, unknown>;
  readonly #owed: Owed;
  readonly #owedKey: string;
  readonly #jobOptions: BullOptions;
  /** What was asked for, so that it can be asked for again. */
  readonly #repeats = new Map<string, Repeat<Payload>>();

  constructor(
    private readonly options: BullmqQueueOptions,
    readonly type: QueueType<Payload>,
  ) {
    const { callers, prefix } = options;
    this.#owedKey = `${prefix}:${type.name}:owed`;
    this.#owed = new Owed(callers, this.#owedKey);
    this.#jobOptions = {
      attempts: type.retry.attempts,
      backoff: { type: 'policy' },
      removeOnComplete: true,
      removeOnFail: false,
      stackTraceLimit: 0,
    };
    this.#queue = new Queue(type.name, {
      connection: callers,
      prefix,
      streams: { events: { maxLen: EVENTS_KEPT } },
      settings: { repeatStrategy: nextInstant },
    });
    // Its connection says so itself, and whoever asks is told.
    this.#queue.on('error', () => undefined);
  }

  async schedule(jobs: readonly Job<Payload>[]): Promise<void> {
    for (const job of jobs) checkJob(this.type, job);
    // Of two with one id, the last.
    const wanted = [...new Map(jobs.map((job) => [job.id, job])).values()];
    for (let first = 0; first < wanted.length; first += CHUNK) {
      await this.#ask(() => this.#schedule(wanted.slice(first, first + CHUNK)));
    }
  }

  async #schedule(jobs: readonly Job<Payload>[]): Promise<void> {
    const before = await this.#owed.atOf(jobs.map(({ id }) => id));
    const held = await this.#held(jobs.filter(({ id, at }) => before.get(id) === at));
    const wanted = jobs.filter(({ id }) => !held.has(id));
    const now = Date.now();
    // First that it counts, for a worker may take it the moment it is there. Who is cut off in between says it again.
    await this.#owed.set(wanted);
    await this.#queue.addBulk(
      wanted.map(({ id, at, payload }) => ({
        name: 'job',
        data: { id, at, payload },
        opts: { ...this.#jobOptions, jobId: bullId(id, at), timestamp: now, delay: Math.max(0, at - now) },
      })),
    );
    await this.#removeMoved(wanted.flatMap(({ id }) => entryOf(id, before.get(id))));
  }

  /** The ids of those that BullMQ has at this very instant: what only counts as owed may have been cut off. */
  async #held(jobs: readonly Job[]): Promise<Set<string>> {
    if (jobs.length === 0) return new Set();
    const pipeline = this.options.callers.pipeline();
    for (const { id, at } of jobs) pipeline.exists(this.#queue.toKey(bullId(id, at)));
    const answers = (await pipeline.exec()) ?? [];
    return new Set(jobs.flatMap(({ id }, index) => (answers[index]?.[1] === 1 ? id : [])));
  }

  /** Away with those that counted before; unless somebody else has moved one back meanwhile. */
  async #removeMoved(before: readonly (readonly [id: string, at: number])[]): Promise<void> {
    const now = await this.#owed.atOf(before.map(([id]) => id));
    await this.#remove(before.flatMap(([id, at]) => (now.get(id) === at ? [] : bullId(id, at))));
  }

  async cancel(ids: readonly string[]): Promise<void> {
    for (let first = 0; first < ids.length; first += CHUNK) {
      await this.#ask(async () => {
        const chunk = ids.slice(first, first + CHUNK);
        const before = await this.#owed.atOf(chunk);
        await this.#owed.forget(chunk);
        const occurrences = chunk.filter(isOccurrence).map((id) => bullId(id));
        await this.#remove([...occurrences, ...[...before].map(([id, at]) => bullId(id, at))]);
      });
    }
  }

  async find(id: string): Promise<HeldJob<Payload> | undefined> {
    return this.#ask(async () => {
      const stored = await this.#stored(id);
      if (stored === undefined) return undefined;
      const [bull, state] = await Promise.all([this.#queue.getJob(stored), this.#queue.getJobState(stored)]);
      return bull && heldJobOf(bull, stateOf(state));
    });
  }

  async repeat(id: string, recurrence: Recurrence, payload: Payload): Promise<void> {
    checkId(id);
    checkRecurrence(recurrence);
    checkPayload(this.type, payload);
    await this.#ask(() => this.#repeat(id, { recurrence, payload }));
    this.#repeats.set(id, { recurrence, payload });
  }

  async #repeat(id: string, { recurrence, payload }: Repeat<Payload>): Promise<void> {
    const known = await this.#queue.getJobScheduler(id);
    const [every, pattern] =
      'cron' in recurrence ? [undefined, recurrence.cron] : [recurrence.everyMs, undefined];
    const same = JSON.stringify(known?.template?.data?.payload) === JSON.stringify(payload);
    if (known && same && known.every === every && known.pattern === pattern) return;
    // BullMQ 6.7 counts a new interval from the old one's offset, and may be an old interval late: so away with it.
    if (known) await this.#queue.removeJobScheduler(id);
    await this.#queue.upsertJobScheduler(id, pattern === undefined ? { every } : { pattern }, {
      name: 'job',
      data: { payload },
      opts: this.#jobOptions,
    });
  }

  async stopRepeating(id: string): Promise<void> {
    this.#repeats.delete(id);
    await this.#ask(() => this.#queue.removeJobScheduler(id));
  }

  /** After Redis came back empty. */
  async repeatAgain(): Promise<void> {
    for (const [id, repeat] of this.#repeats) await this.#repeat(id, repeat);
  }

  async dead(max = 100): Promise<HeldJob<Payload>[]> {
    const bulls = await this.#ask(() => this.#queue.getFailed(0, max - 1));
    return bulls.map((bull) => heldJobOf(bull, 'dead'));
  }

  async replay(ids: readonly string[]): Promise<number> {
    let replayed = 0;
    for (const id of ids) if (await this.#ask(() => this.#replay(id))) replayed++;
    return replayed;
  }

  async #replay(id: string): Promise<boolean> {
    const stored = await this.#stored(id);
    const bull = stored && (await this.#queue.getJob(stored));
    if (!bull || !(await bull.isFailed())) return false;
    await bull.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true });
    return true;
  }

  figures(): Promise<QueueFigures> {
    return this.#ask(async () => {
      const now = Date.now();
      const [counts, ripe, [oldest], [oldestDelayed]] = await Promise.all([
        this.#queue.getJobCounts('waiting', 'delayed', 'active', 'failed'),
        // Due, but no worker has looked yet.
        this.#queue.getDelayedCount(now + 1),
        this.#queue.getWaiting(0, 0),
        this.#queue.getDelayed(0, 0),
      ]);
      const { waiting = 0, delayed = 0, active = 0, failed = 0 } = counts;
      const longest = [waiting > 0 && oldest, ripe > 0 && oldestDelayed];
      const since = longest.map((bull) => (bull ? dueOf(bull) : now));
      return {
        scheduled: delayed - ripe,
        due: waiting + ripe,
        inHand: active,
        dead: failed,
        waitingMs: Math.max(0, now - Math.min(...since)),
      };
    });
  }

  work(handler: JobHandler<Payload>, { concurrency = 1 }: WorkOptions = {}): BullmqWorker<Payload> {
    if (this.worker) throw new TypeError(`The queue ${this.type.name} has a worker already`);
    const { workers, ...options } = this.options;
    this.worker = new BullmqWorker({
      ...options,
      type: this.type,
      handler,
      concurrency,
      redis: workers,
      owedKey: this.#owedKey,
    });
    return this.worker;
  }

  async close(): Promise<void> {
    await this.#queue.close();
  }

  /** BullMQ's id of the job that counts. */
  async #stored(id: string): Promise<string | undefined> {
    if (isOccurrence(id)) return bullId(id);
    const at = await this.#owed.at(id);
    return at === undefined ? undefined : bullId(id, at);
  }

  /** One in hand stays until it is done, and is passed over from then on. */
  async #remove(bullIds: readonly string[]): Promise<void> {
    await Promise.all(bullIds.map((id) => this.#queue.remove(id)));
  }

  async #ask<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await question();
    } catch (cause) {
      throw new JobsUnavailable(`The queue ${this.type.name}: ${(cause as Error).message}`, { cause });
    }
  }
}

function entryOf(id: string, at: number | undefined): [string, number][] {
  return at === undefined ? [] : [[id, at]];
}

/** Since when it waits for a worker. When it has been tried, its delay is counted from then. */
function dueOf<Payload extends JobPayload>(bull: StoredBullJob<Payload>): number {
  return bull.processedOn === undefined ? jobOf(bull).at : bull.processedOn + bull.delay;
}

function stateOf(state: string): JobState {
  if (state === 'active') return 'in-hand';
  return state === 'failed' ? 'dead' : 'waiting';
}
