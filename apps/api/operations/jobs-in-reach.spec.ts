import { JobsUnavailable } from '@guildhall/jobs/jobs';
import { readConfig } from '@guildhall/platform/config';
import { PrivateRedis } from '@guildhall/testing/private-redis';
import { describeWithRedisServer } from '@guildhall/testing/redis-for-tests';
import { pino } from 'pino';
import { JobsInReach } from './jobs-in-reach';

describeWithRedisServer('an API without a worker beside it', () => {
  it('starts without Redis, says so when it is asked, and asks Redis once that is there', async () => {
    const redis = await PrivateRedis.start();
    const jobs = new JobsInReach(undefined, readConfig({ REDIS_URL: redis.url }), pino({ level: 'silent' }));
    try {
      await redis.kill();
      await expect(jobs.queues()).rejects.toThrow(JobsUnavailable);

      await redis.start();

      const [timers] = await jobs.queues();
      expect(timers?.type.name).toBe('timers');
      expect(await timers?.figures()).toMatchObject({ dead: 0 });
    } finally {
      await jobs.close();
      await redis.dispose();
    }
  });
});
