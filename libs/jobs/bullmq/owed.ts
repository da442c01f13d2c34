import type { Redis } from 'ioredis';

/** Deletes a field if it still has this value. */
const SETTLE = `if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('HDEL', KEYS[1], ARGV[1]) end`;

/**
 * For each job of a queue, the instant it is wanted at: a hash beside BullMQ's own keys.
 *
 * BullMQ cannot move a job that waits or is in hand. So each instant of a job is a job of BullMQ's, and this says which
 * of them counts: one that was taken and is not wanted at its instant (any more) is passed over.
 */
export class Owed {
  constructor(
    private readonly redis: Redis,
    private readonly key: string,
  ) {}

  async at(id: string): Promise<number | undefined> {
    return instantOf(await this.redis.hget(this.key, id));
  }

  async atOf(ids: readonly string[]): Promise<Map<string, number>> {
    if (ids.length === 0) return new Map();
    const answers = await this.redis.hmget(this.key, ...ids);
    return new Map(ids.flatMap((id, index) => entry(id, instantOf(answers[index]))));
  }

  async set(jobs: readonly { id: string; at: number }[]): Promise<void> {
    if (jobs.length > 0) await this.redis.hset(this.key, new Map(jobs.map(({ id, at }) => [id, at])));
  }

  async forget(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.redis.hdel(this.key, ...ids);
  }

  /** It has been done at this instant; when it is wanted at another by now, that stands. */
  async settle(id: string, at: number): Promise<void> {
    await this.redis.eval(SETTLE, 1, this.key, id, at);
  }
}

function instantOf(answer: string | null | undefined): number | undefined {
  return answer === null || answer === undefined ? undefined : Number(answer);
}

function entry(id: string, at: number | undefined): [string, number][] {
  return at === undefined ? [] : [[id, at]];
}
