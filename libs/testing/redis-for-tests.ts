import { spawnSync } from 'node:child_process';
import { PrivateRedis, redisIsInstalled } from './private-redis';

/** A Redis to test on; with a prefix of its own, since others may use it too. */
export interface RedisForTests {
  url: string;
  dispose(): Promise<void>;
}

const STANDARD = 'redis://127.0.0.1:6379';

/** Tests of what needs a Redis: skipped, and said to be, where there is none and none can be started. */
export function describeWithRedis(name: string, tests: (start: () => Promise<RedisForTests>) => void): void {
  const shared = process.env.REDIS_URL ?? (isListening(6379) ? STANDARD : undefined);
  if (shared !== undefined) {
    describe(name, () => tests(() => Promise.resolve({ url: shared, dispose: () => Promise.resolve() })));
  } else {
    describeWithRedisServer(name, () => tests(() => PrivateRedis.start()));
  }
}

/** Tests of what needs a Redis to itself, to do it harm. */
export function describeWithRedisServer(name: string, tests: () => void): void {
  if (redisIsInstalled() || process.env.GUILDHALL_REQUIRE_SERVICES === '1') describe(name, tests);
  else
    describe.skip(
      `${name} (skipped, because there is no Redis at REDIS_URL or 6379 and no redis-server)`,
      tests,
    );
}

/** Tests are declared without waiting, so another process finds out. */
function isListening(port: number): boolean {
  const attempt = `require('net').connect(${port}, '127.0.0.1', () => process.exit(0)).on('error', () => process.exit(1))`;
  return spawnSync(process.execPath, ['-e', attempt]).status === 0;
}
