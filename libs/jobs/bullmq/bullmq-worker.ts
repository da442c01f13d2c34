import { DelayedError, UnrecoverableError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { GiveUp, PAYLOAD_UNFIT, reasonOf } from '../give-up';
import { GRACE } from '../jobs';
import type {
  JobHandler,
  JobOutcome,
  JobPayload,
  JobsOptions,
  JobWorker,
  Postponed,
  QueueType,
} from '../jobs';
import { retryDelay } from '../retry-policy';
import { within } from '../within';
import { nextInstant } from './next-instant';
import { Owed } from './owed';
import { isOccurrence, jobOf, reasonInWords, type StoredBullJob, type StoredJob } from './stored-job';

/** How long a Redis that does not answer may hold up a stop, in milliseconds. */
export const LAST_WORDS = 1_000;

export interface BullmqWorkerOptions<Payload extends JobPayload> extends JobsOptions {
  type: QueueType<Payload>;
  handler: JobHandler<Payload>;
  concurrency: number;
  redis: Redis;
  prefix: string;
  owedKey: string;
  leaseMs: number;
}

/** What an attempt that did not fail comes to. */
type Ended = 'done' | 'superseded';

interface InHand<Payload> {
  bull: StoredBullJob<Payload>;
  token: string;
  abort: AbortController;
}

/** Does the jobs of one queue, by BullMQ's worker. */
export class BullmqWorker<Payload extends JobPayload> implements JobWorker {
  readonly #inHand = new Map<string, InHand<Payload>>();
  readonly #owed: Owed;
  readonly #worker: Worker<StoredJob<Payload>, Ended>;

  constructor(private readonly options: BullmqWorkerOptions<Payload>) {
    const { type, redis, prefix, owedKey, concurrency, leaseMs, onTrouble } = options;
    const { retry, limit } = type;
    this.#owed = new Owed(redis, owedKey);
    this.#worker = new Worker(type.name, (bull, token = '') => this.#do(bull, token), {
      connection: redis,
      prefix,
      concurrency,
      ...(limit && { limiter: { max: limit.max, duration: limit.perMs } }),
      lockDuration: leaseMs,
      stalledInterval: leaseMs,
      // The last of these is one too many.
      maxStalledCount: retry.attempts - 1,
      settings: { backoffStrategy: (failures) => retryDelay(retry, failures), repeatStrategy: nextInstant },
    });
    this.#worker.on('error', (error) => onTrouble?.(`The worker of ${type.name}: ${error.message}`));
    this.#worker.on('completed', (bull, ended) => this.#tell(bull, ended));
    this.#worker.on('failed', (bull, error) => bull && this.#tellFailed(bull, error));
  }

  async stop(withinMs = GRACE): Promise<void> {
    await within(withinMs, this.#worker.pause());
    const left = [...this.#inHand.values()];
    await within(LAST_WORDS, Promise.all(left.map((inHand) => this.#giveBack(inHand))));
    await within(LAST_WORDS, this.#worker.close(true));
  }

  async #giveBack({ bull, token, abort }: InHand<Payload>): Promise<void> {
    abort.abort(new Error('The worker stops and has given this job back'));
    // When Redis cannot be told, the lease ends by itself.
    await bull.moveToWait(token).catch(() => undefined);
  }

  async #do(bull: StoredBullJob<Payload>, token: string): Promise<Ended> {
    const inHand = { bull, token, abort: new AbortController() };
    this.#inHand.set(token, inHand);
    try {
      return await this.#attempt(inHand);
    } finally {
      this.#inHand.delete(token);
    }
  }

  async #attempt({ bull, token, abort }: InHand<Payload>): Promise<Ended> {
    const { type, handler } = this.options;
    const { id, at, payload: stored } = jobOf(bull);
    if (!(await this.#isWanted(id, at))) return 'superseded';
    const payload = type.payload.safeParse(stored);
    if (!payload.success) throw new UnrecoverableError(PAYLOAD_UNFIT);
    const job = { id, at, payload: payload.data, attempt: bull.attemptsMade + 1, signal: abort.signal };
    let answer: Postponed | undefined;
    try {
      answer = await handler(job);
    } catch (error) {
      // Cancelled or moved while it was in hand: then its failure is nobody's concern.
      if (!(await this.#isWanted(id, at))) return 'superseded';
      throw withoutDetails(error);
    }
    if (answer) {
      await bull.moveToDelayed(answer.postponedTo, token);
      this.#tell(bull, 'postponed');
      throw new DelayedError();
    }
    // Before BullMQ hears of it: should the program end between the two, the job is passed over the next time.
    if (!isOccurrence(id)) await this.#owed.settle(id, at);
    return 'done';
  }

  async #isWanted(id: string, at: number): Promise<boolean> {
    return isOccurrence(id) || (await this.#owed.at(id)) === at;
  }

  #tellFailed(bull: StoredBullJob<Payload>, error: Error): void {
    const isDead = error instanceof UnrecoverableError || bull.attemptsMade >= (bull.opts.attempts ?? 1);
    this.#tell(bull, isDead ? 'dead' : 'to-be-retried', reasonInWords(error.message));
  }

  #tell(bull: StoredBullJob<Payload>, outcome: JobOutcome['outcome'], reason?: string): void {
    const { id, at } = jobOf(bull);
    const now = Date.now();
    const begun = bull.processedOn ?? now;
    // BullMQ has counted an attempt that came to an end, and none that was postponed.
    const attempt = outcome === 'postponed' ? bull.attemptsMade + 1 : bull.attemptsMade;
    this.options.onOutcome?.({
      queue: this.options.type.name,
      id,
      outcome,
      attempt,
      lateMs: Math.max(0, begun - at),
      tookMs: now - begun,
      ...(reason !== undefined && { reason }),
    });
  }
}

/** What BullMQ stores of an error is its message and its stack: of others' errors, both may hold what is personal. */
function withoutDetails(error: unknown): Error {
  const reason = reasonOf(error);
  const safe = error instanceof GiveUp ? new UnrecoverableError(reason) : new Error(reason);
  safe.stack = reason;
  return safe;
}
