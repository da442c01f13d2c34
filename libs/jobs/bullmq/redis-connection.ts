import { Redis, type RedisOptions } from 'ioredis';

/** In milliseconds: a command that is not answered by then has failed for whoever asked. */
const COMMAND_TIMEOUT = 10_000;

const common: RedisOptions = {
  // A Redis that is still loading its data answers errors: it counts as connected once it has finished.
  enableReadyCheck: true,
  connectTimeout: 5_000,
  retryStrategy: (times) => Math.min(2_000, 25 * 2 ** times),
};

/** For asking and being answered: fails at once while Redis is away, since whoever asks can ask again. */
export function connectionForCallers(url: string): Redis {
  return new Redis(url, {
    ...common,
    lazyConnect: true,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    commandTimeout: COMMAND_TIMEOUT,
  });
}

/**
 * For workers: waits for Redis as long as it takes, which BullMQ requires of it. Not lazy: of a lazy connection BullMQ
 * takes the first failure for the last.
 */
export function connectionForWorkers(url: string): Redis {
  return new Redis(url, { ...common, maxRetriesPerRequest: null });
}

/** Where it is, without the password. */
export function addressOf(url: string): string {
  try {
    const { protocol, hostname, port, pathname } = new URL(url);
    return `${protocol}//${hostname}:${port || '6379'}${pathname === '/' ? '' : pathname}`;
  } catch {
    return 'the address in REDIS_URL';
  }
}
