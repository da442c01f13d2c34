import { Redis } from 'ioredis';
import { z } from 'zod';
import { PrivateRedis } from '../../testing/private-redis';
import { describeWithRedisServer } from '../../testing/redis-for-tests';
import { queueType } from '../jobs';
import type { Job, JobsOptions } from '../jobs';
import { until } from '../../testing/until';
import { job } from '../jobs.contract';
import { BullmqJobs } from './bullmq-jobs';

const HOUR = 3_600_000;

const timers = queueType<{ case: string }>({
  name: 'timers',
  payload: z.object({ case: z.string() }),
  retry: { attempts: 3, firstDelayMs: 10, longestDelayMs: 20 },
});

describeWithRedisServer('Jobs in a Redis that', () => {
  let redis: PrivateRedis;
  let jobs: BullmqJobs;
  let forgotten: string[];
  let troubles: string[];
  let done: string[];

  const open = async (options: JobsOptions = {}): Promise<BullmqJobs> =>
    (jobs = await BullmqJobs.open({
      url: redis.url,
      leaseMs: 1_000,
      onTrouble: (sentence) => troubles.push(sentence),
      onForgotten: (why) => {
        forgotten.push(why);
        return Promise.resolve();
      },
      ...options,
    }));

  const work = (): void => {
    jobs.queue(timers).work(
      ({ id }) => {
        done.push(id);
        return Promise.resolve(undefined);
      },
      { concurrency: 10 },
    );
  };

  beforeEach(async () => {
    redis = await PrivateRedis.start();
    [forgotten, troubles, done] = [[], [], []];
  });
  afterEach(async () => {
    await jobs.close(0);
    await redis.dispose();
  });

  it('is killed under load and started again with its data are all done, without anyone’s help', async () => {
    await open();
    const owed = spread(300, 1_500);
    await jobs.queue(timers).schedule(owed);
    work();
    await until(() => done.length > 50);

    await redis.kill();
    await until(() => troubles.some((one) => one.includes('does not answer')));
    await redis.start();
    await until(() => new Set(done).size === owed.length);

    expect(forgotten).toEqual(['restarted']);
    expect(troubles.join()).toContain(`The Redis at redis://127.0.0.1:${redis.port} does not answer`);
  });

  it('comes back empty are all done, once what is owed is scheduled again from the log', async () => {
    const owed = spread(300, 1_500);
    const again = (why: string): Promise<void> => {
      forgotten.push(why);
      return jobs.queue(timers).schedule(owed.filter(({ id }) => !done.includes(id)));
    };
    await open({ onForgotten: again });
    await jobs.queue(timers).repeat('report', { everyMs: 100 }, { case: 'all' });
    await jobs.queue(timers).schedule(owed);
    work();
    await until(() => done.length > 50);

    await redis.kill();
    redis.wipe();
    await redis.start();
    await until(() => owed.every(({ id }) => done.includes(id)));

    expect(forgotten).toEqual(['emptied']);
    const reports = (): number => done.filter((id) => id.startsWith('report@')).length;
    const before = reports();
    await until(() => reports() >= before + 3);
  });

  it('is emptied while it runs are noticed to be gone, and asked for again', async () => {
    const owed = [job('later', Date.now() + HOUR)];
    await open({ onForgotten: () => jobs.queue(timers).schedule(owed) });
    await jobs.queue(timers).repeat('report', { everyMs: HOUR }, { case: 'all' });
    await jobs.queue(timers).schedule(owed);
    await emptied(redis);

    await until(async () => (await jobs.queue(timers).find('later')) !== undefined);

    // The report is due at once when it is new.
    expect(await jobs.queue(timers).figures()).toMatchObject({ scheduled: 1, due: 1 });
  });

  it('pauses under load are all done when it goes on', async () => {
    await open();
    const owed = spread(300, 1_000);
    await jobs.queue(timers).schedule(owed);
    work();
    await until(() => done.length > 50);

    redis.pause();
    const asked = jobs.queue(timers).schedule([job('asked-meanwhile', 1_000)]);
    // Longer than the lease: what was in hand may be done twice, as is promised.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    redis.resume();
    await asked;
    await until(() => new Set(done).size === owed.length + 1);

    expect(forgotten).toEqual([]);
  });

  it('is away are refused at once, with a sentence', async () => {
    await open();
    await redis.kill();

    await expect(jobs.queue(timers).schedule([job('a', 1_000)])).rejects.toMatchObject({
      name: 'JobsUnavailable',
      message: expect.stringContaining('The queue timers: ') as unknown,
    });
    await expect(jobs.health()).rejects.toThrow(
      `The Redis at redis://127.0.0.1:${redis.port} does not take jobs`,
    );
  });

  it('is away do not keep the program from stopping', async () => {
    await open();
    work();
    await redis.kill();

    await jobs.close(100);
  });

  it('does not let go of what was in hand pass on when it is back', async () => {
    await open();
    let begun = 0;
    jobs.queue(timers).work(() => {
      begun++;
      return new Promise<undefined>(() => undefined);
    });
    await jobs.queue(timers).schedule([job('a', 1_000)]);
    await until(() => begun === 1);
    await redis.kill();
    await jobs.close(0);
    await redis.start();

    await open();
    work();
    await until(() => done.length === 1);
  });

  it('is looked into hold nothing personal, whatever a handler throws', async () => {
    await open();
    jobs.queue(timers).work(() => Promise.reject(new Error('550 joan.carter@example.org is unknown')));
    await jobs.queue(timers).schedule([job('a', 1_000)]);

    await until(async () => (await jobs.queue(timers).dead()).length === 1);

    expect(redis.written()).toContain('CASE-1');
    expect(redis.written()).not.toMatch(/joan|example\.org/i);
  });
});

/** So many jobs, due one after the other over so many milliseconds from now. */
function spread(count: number, overMs: number): Job<{ case: string }>[] {
  const now = Date.now();
  return Array.from({ length: count }, (_, index) =>
    job(`job-${index}`, now + Math.floor((index * overMs) / count)),
  );
}

async function emptied({ url }: PrivateRedis): Promise<void> {
  const redis = new Redis(url);
  await redis.flushall();
  await redis.quit();
}
