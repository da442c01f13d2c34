import { RefusalToStart } from '../../platform/refusal-to-start';
import { PrivateRedis } from '../../testing/private-redis';
import { describeWithRedisServer } from '../../testing/redis-for-tests';
import { BullmqJobs } from './bullmq-jobs';
import { checkRedis, parseInfo } from './check-redis';

const good = {
  redis_version: '7.0.15',
  redis_mode: 'standalone',
  role: 'master',
  maxmemory_policy: 'noeviction',
  aof_enabled: '1',
};
const check = (fault: Record<string, string>): string[] =>
  checkRedis(new Map(Object.entries({ ...good, ...fault })), 'redis://queue:6379');

describe('A Redis for jobs', () => {
  it('is taken as BullMQ’s documentation wants it', () => expect(check({})).toEqual([]));

  it.each([
    ['would throw jobs away', { maxmemory_policy: 'allkeys-lru' }, 'maxmemory-policy is allkeys-lru'],
    ['is too old', { redis_version: '6.0.16' }, '6.2 is the oldest that will do'],
    ['does not say how old it is', { redis_version: '' }, 'its version is unknown'],
    ['is part of a cluster', { redis_mode: 'cluster' }, 'part of a cluster'],
    ['is a replica', { role: 'slave' }, 'Give the address of its primary'],
  ])('is refused when it %s', (_, fault, sentence) => {
    expect(() => check(fault)).toThrow(RefusalToStart);
    expect(() => check(fault)).toThrow(sentence);
  });

  it('is taken with a warning when a stop may cost it its last jobs', () => {
    expect(check({ aof_enabled: '0' })).toEqual([expect.stringContaining('Set “appendonly yes”')]);
    expect(check({ aof_last_write_status: 'err' })).toEqual([expect.stringContaining('Look at its disk')]);
  });

  it('says of itself what its INFO says', () => {
    expect(parseInfo('# Server\r\nredis_version:7.0.15\r\nexecutable:/usr/bin/redis:server\r\n\r\n')).toEqual(
      new Map([
        ['redis_version', '7.0.15'],
        ['executable', '/usr/bin/redis:server'],
      ]),
    );
  });
});

describeWithRedisServer('At the start, a Redis', () => {
  it('that would throw jobs away is refused', async () => {
    const redis = await PrivateRedis.start(['--maxmemory-policy', 'allkeys-lru']);
    await expect(BullmqJobs.open({ url: redis.url })).rejects.toThrow(
      `The Redis at redis://127.0.0.1:${redis.port} cannot keep jobs: its maxmemory-policy is allkeys-lru`,
    );
    await redis.dispose();
  });

  it('without an append-only file is taken, and said to be unwise', async () => {
    const redis = await PrivateRedis.start(['--appendonly', 'no']);
    const jobs = await BullmqJobs.open({ url: redis.url });
    expect(jobs.unwise).toEqual([expect.stringContaining('keeps no append-only file')]);
    await jobs.close();
    await redis.dispose();
  });

  it('that is not there, or wants a password, is refused; no password is repeated', async () => {
    const redis = await PrivateRedis.start(['--requirepass', 'open-sesame']);
    const wrong = redis.url.replace('//', '//:hunter2@');
    await expect(BullmqJobs.open({ url: wrong })).rejects.toThrow(/does not answer \((?!.*hunter2)/);
    await expect(BullmqJobs.open({ url: redis.url })).rejects.toThrow(RefusalToStart);
    await redis.kill();
    await expect(BullmqJobs.open({ url: wrong })).rejects.toThrow(
      /ECONNREFUSED.*Start it, or correct REDIS_URL/,
    );
    await redis.dispose();
  });
});
