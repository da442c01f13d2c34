import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { parseInfo } from './check-redis';

/** In milliseconds. A connection that is lost is a reason to look at once; a FLUSHALL breaks no connection. */
const INTERVAL = 5_000;

export interface WatchOptions {
  /** The key of the mark that an emptied Redis no longer has. */
  key: string;
  /** Redis has lost all, or may have lost its last moments. */
  forgotten: (why: 'emptied' | 'restarted') => Promise<void>;
  failed: (error: Error) => void;
}

/**
 * Notices that Redis is not the one it was: it has no mark of ours, or somebody else's (it came back empty), or it has
 * been started again (with all its data, or without the last of it: who knows).
 */
export class RedisWatch {
  #mark = '';
  #run = '';
  #looking: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly redis: Redis,
    private readonly options: WatchOptions,
  ) {}

  static async start(redis: Redis, options: WatchOptions): Promise<RedisWatch> {
    const watch = new RedisWatch(redis, options);
    [watch.#mark, watch.#run] = await Promise.all([watch.#leaveMark(), watch.#readRun()]);
    redis.on('ready', watch.#look);
    watch.#timer = setInterval(watch.#look, INTERVAL).unref();
    return watch;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.redis.off('ready', this.#look);
    await this.#looking;
  }

  /** One look at a time. What fails is looked at again in a while. */
  readonly #look = (): void => {
    this.#looking ??= this.#compare()
      .catch((error: unknown) => this.options.failed(error as Error))
      .finally(() => (this.#looking = undefined));
  };

  async #compare(): Promise<void> {
    const [mark, run] = await Promise.all([this.#leaveMark(), this.#readRun()]);
    const why = mark !== this.#mark ? 'emptied' : run !== this.#run ? 'restarted' : undefined;
    if (why) await this.options.forgotten(why);
    // Only now: when that failed, it is still to be done.
    this.#mark = mark;
    this.#run = run;
  }

  /** Answers the mark that is there, and leaves one where there is none. */
  async #leaveMark(): Promise<string> {
    await this.redis.set(this.options.key, randomUUID(), 'NX');
    return (await this.redis.get(this.options.key)) ?? '';
  }

  async #readRun(): Promise<string> {
    return parseInfo(await this.redis.info('server')).get('run_id') ?? '';
  }
}
