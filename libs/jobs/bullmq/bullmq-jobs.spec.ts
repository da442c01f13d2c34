import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { describeWithRedis } from '../../testing/redis-for-tests';
import { TcpProxy } from '../../testing/tcp-proxy';
import { describeJobsContract } from '../jobs.contract';
import { BullmqJobs } from './bullmq-jobs';

describeWithRedis('On Redis', (start) => {
  describeJobsContract('BullMQ', async () => {
    const redis = await start();
    const prefix = `guildhall-test-${randomUUID()}`;
    const { hostname, port } = new URL(redis.url);
    const opened = new Set<BullmqJobs>();
    const lines = new Map<unknown, TcpProxy>();
    const cut = async (jobs: unknown): Promise<void> => {
      await lines.get(jobs)?.close();
      lines.delete(jobs);
    };
    return {
      open: async (options, leaseMs) => {
        const line = await TcpProxy.to(() => ({ host: hostname, port: Number(port || 6379) }));
        const url = new URL(redis.url);
        url.host = `127.0.0.1:${line.port}`;
        const jobs = await BullmqJobs.open({ ...options, url: url.href, prefix, leaseMs });
        opened.add(jobs);
        lines.set(jobs, line);
        return jobs;
      },
      /** To Redis, and so to everybody else, the program is no more when its line is cut for good. */
      kill: cut,
      dispose: async () => {
        for (const jobs of opened) await jobs.close(0);
        for (const jobs of opened) await cut(jobs);
        await forget(redis.url, prefix);
        await redis.dispose();
      },
    };
  });
});

async function forget(url: string, prefix: string): Promise<void> {
  const redis = new Redis(url);
  for await (const keys of redis.scanStream({ match: `${prefix}:*`, count: 1_000 })) {
    if ((keys as string[]).length > 0) await redis.unlink(...(keys as string[]));
  }
  await redis.quit();
}
