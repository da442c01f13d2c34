import type { Redis } from 'ioredis';
import { RefusalToStart } from '../../platform/refusal-to-start';
import { checkQueueName } from '../check-job';
import { JobsUnavailable } from '../jobs';
import type { JobPayload, Jobs, JobsOptions, QueueType } from '../jobs';
import { within } from '../within';
import { BullmqQueue } from './bullmq-queue';
import { LAST_WORDS } from './bullmq-worker';
import { checkRedis, parseInfo } from './check-redis';
import { addressOf, connectionForCallers, connectionForWorkers } from './redis-connection';
import { RedisWatch } from './redis-watch';

/** How long a worker may be silent before its jobs pass on to another, in milliseconds. */
const LEASE = 30_000;
/** How long a trouble that goes on is not told again, in milliseconds. */
const TOLD = 60_000;

export interface BullmqJobsOptions extends JobsOptions {
  /** `redis://` or `rediss://`, with its password where it has one. */
  url: string;
  /** What all its keys begin with, so that installations can share a Redis; `guildhall` when left out. */
  prefix?: string;
  /** How long a worker may be silent before its jobs pass on to another, in milliseconds; 30,000 when left out. */
  leaseMs?: number | undefined;
}

/**
 * The queues in Redis, by BullMQ, for more than one machine. Redis may be away, start again or come back empty: workers
 * wait for it, callers are told at once, and what it may have forgotten is asked for again.
 */
export class BullmqJobs implements Jobs {
  readonly #queues = new Map<string, BullmqQueue<JobPayload>>();
  #watch: RedisWatch | undefined;
  #closing: Promise<void> | undefined;

  /** @throws RefusalToStart when there is no Redis, or one that cannot keep jobs */
  static async open(options: BullmqJobsOptions): Promise<BullmqJobs> {
    const told = { ...options, onTrouble: withoutRepetition(options.onTrouble) };
    const address = addressOf(options.url);
    let why: Error | undefined;
    const away = (error: Error): void => {
      why = error;
      told.onTrouble(`The Redis at ${address} does not answer: ${error.message}`);
    };
    const callers = connectionForCallers(options.url).on('error', away);
    let workers: Redis | undefined;
    try {
      await callers.connect();
      const unwise = checkRedis(parseInfo(await callers.info()), address);
      workers = connectionForWorkers(options.url).on('error', away);
      const jobs = new BullmqJobs(told, callers, workers, unwise);
      await jobs.#startWatching();
      return jobs;
    } catch (cause) {
      callers.disconnect();
      workers?.disconnect();
      if (cause instanceof RefusalToStart) throw cause;
      throw new RefusalToStart(
        `The Redis at ${address} does not answer (${(why ?? (cause as Error)).message}). Start it, or correct REDIS_URL.`,
        { cause },
      );
    }
  }

  private constructor(
    private readonly options: BullmqJobsOptions,
    private readonly callers: Redis,
    private readonly workers: Redis,
    /** What works but is unwise about this Redis: a sentence each, for the log. */
    readonly unwise: readonly string[],
  ) {}

  queue<Payload extends JobPayload>(type: QueueType<Payload>): BullmqQueue<Payload> {
    checkQueueName(type.name);
    const known = this.#queues.get(type.name);
    const queue = known ?? (this.#make(type) as unknown as BullmqQueue<JobPayload>);
    if ((queue.type as unknown) !== type) throw new TypeError(`There are two queues named ${type.name}`);
    this.#queues.set(type.name, queue);
    return queue as unknown as BullmqQueue<Payload>;
  }

  async health(): Promise<void> {
    try {
      await this.callers.set(`${this.#prefix}:health`, Date.now());
    } catch (cause) {
      const address = addressOf(this.options.url);
      throw new JobsUnavailable(`The Redis at ${address} does not take jobs: ${(cause as Error).message}`, {
        cause,
      });
    }
  }

  close(withinMs?: number): Promise<void> {
    return (this.#closing ??= this.#close(withinMs));
  }

  async #close(withinMs?: number): Promise<void> {
    const queues = [...this.#queues.values()];
    await Promise.all(queues.flatMap(({ worker }) => worker?.stop(withinMs) ?? []));
    await this.#watch?.stop();
    await within(LAST_WORDS, Promise.all(queues.map((queue) => queue.close())));
    this.callers.disconnect();
    this.workers.disconnect();
  }

  get #prefix(): string {
    return this.options.prefix ?? 'guildhall';
  }

  #make<Payload extends JobPayload>(type: QueueType<Payload>): BullmqQueue<Payload> {
    const { onOutcome, onTrouble, leaseMs = LEASE } = this.options;
    const { callers, workers } = this;
    return new BullmqQueue({ callers, workers, prefix: this.#prefix, leaseMs, onOutcome, onTrouble }, type);
  }

  async #startWatching(): Promise<void> {
    this.#watch = await RedisWatch.start(this.callers, {
      key: `${this.#prefix}:mark`,
      forgotten: async (why) => {
        if (why === 'emptied') for (const queue of this.#queues.values()) await queue.repeatAgain();
        await this.options.onForgotten?.(why);
      },
      failed: (error) =>
        this.options.onTrouble?.(`What Redis has forgotten is yet to be seen to: ${error.message}`),
    });
  }
}

/** Redis being away is noticed by every connection, many times a second. */
function withoutRepetition(tell: ((sentence: string) => void) | undefined): (sentence: string) => void {
  const told = new Map<string, number>();
  return (sentence) => {
    const now = Date.now();
    if (now - (told.get(sentence) ?? -Infinity) < TOLD) return;
    for (const [old, when] of told) if (now - when >= TOLD) told.delete(old);
    told.set(sentence, now);
    tell?.(sentence);
  };
}
