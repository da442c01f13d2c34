import { join } from 'node:path';
import { BullmqJobs } from '@guildhall/jobs/bullmq/bullmq-jobs';
import { EmbeddedJobs } from '@guildhall/jobs/embedded/embedded-jobs';
import { GiveUp } from '@guildhall/jobs/give-up';
import type { Jobs } from '@guildhall/jobs/jobs';
import { timerJob, timersQueue } from '@guildhall/processes/timers-queue';
import { PrivateRedis } from '@guildhall/testing/private-redis';
import { describeWithRedisServer } from '@guildhall/testing/redis-for-tests';
import { until } from '@guildhall/testing/until';
import { Guildhall } from './guildhall';

const QUEUES = ['timers', 'notifications', 'email', 'sms', 'post'];

/** As a worker gives a job up. */
async function giveUp(jobs: Jobs, reference: string): Promise<void> {
  const queue = jobs.queue(timersQueue);
  queue.work(() => Promise.reject(new GiveUp('The log was away')));
  await queue.schedule([timerJob(reference, { name: 'survey', at: Date.parse('2026-06-01T09:00:00Z') })]);
  await until(
    () => queue.dead(),
    ({ length }) => length > 0,
  );
  await jobs.close();
}

function aGivenUpJob(guildhall: () => Guildhall, open: () => Promise<Jobs>): void {
  let reference: string;
  beforeAll(async () => {
    reference = await guildhall().raise();
    await guildhall().end();
    await giveUp(await open(), reference);
    await guildhall().start();
  });

  it('is listed with the case it is about, since when and why, and nothing else of the case', async () => {
    const { status, body } = await guildhall().get('/operations/jobs');
    expect(status).toBe(200);
    expect(body.queues.map(({ queue }: { queue: string }) => queue)).toEqual(QUEUES);
    expect(body.queues[0]).toMatchObject({ queue: 'timers', dead: 1 });
    expect(body.givenUp).toEqual([
      {
        queue: 'timers',
        id: `${reference}.survey`,
        reference,
        since: expect.stringMatching(/^20\d\d-.*Z$/) as string,
        reason: 'The log was away',
        attempts: 1,
      },
    ]);
    expect(Date.now() - Date.parse(body.givenUp[0].since as string)).toBeLessThan(600_000);
  });

  it('is replayed, and done: then it is held no longer', async () => {
    const replay = (id: string) => guildhall().post(`/operations/jobs/timers/${id}/replay`);
    expect(await replay(`${reference}.survey`)).toMatchObject({
      status: 202,
      body: { queue: 'timers', id: `${reference}.survey` },
    });
    await until(
      async () => (await guildhall().get('/operations/jobs')).body,
      ({ givenUp, queues: [timers] }) => givenUp.length === 0 && timers.inHand === 0 && timers.due === 0,
    );
    expect(await replay(`${reference}.survey`)).toMatchObject({
      status: 404,
      body: { type: 'urn:guildhall:problem:job-not-found' },
    });
  });

  it('is the only sort that is replayed: not one that waits for its day, nor one of no queue', async () => {
    const replay = (path: string) => guildhall().post(`/operations/jobs/${path}/replay`);
    // It may yet have to be scheduled.
    const waiting = until(
      () => replay(`timers/${reference}.missed.resolve`),
      ({ status }) => status !== 404,
    );
    expect(await waiting).toMatchObject({
      status: 409,
      body: { type: 'urn:guildhall:problem:job-not-given-up' },
    });
    expect(await replay('letters/a')).toMatchObject({
      status: 404,
      body: { type: 'urn:guildhall:problem:queue-not-found' },
    });
  });
}

describe('a job that was given up', () => {
  let guildhall: Guildhall;
  beforeAll(async () => (guildhall = await Guildhall.start()));
  afterAll(() => guildhall.dispose());

  it('is no sign of cases left behind: that the timers of all were judged is said apart', async () => {
    await until(
      async () => (await guildhall.get('/health/ready')).body,
      ({ judging }) => judging === undefined,
    );
    expect((await guildhall.get('/metrics')).body).toMatch(/^guildhall_timers_judged_ratio 1$/m);
  });

  aGivenUpJob(
    () => guildhall,
    () => Promise.resolve(EmbeddedJobs.open({ file: join(guildhall.folder, 'jobs.db') })),
  );
});

describeWithRedisServer('a job that was given up, in Redis', () => {
  let redis: PrivateRedis;
  let guildhall: Guildhall;
  beforeAll(async () => {
    redis = await PrivateRedis.start();
    guildhall = await Guildhall.start({ REDIS_URL: redis.url });
  });
  afterAll(async () => {
    await guildhall.dispose();
    await redis.dispose();
  });

  aGivenUpJob(
    () => guildhall,
    () => BullmqJobs.open({ url: redis.url, prefix: prefixOf(guildhall) }),
  );
});

const prefixOf = ({ environment: { ESDB_STREAM_PREFIX: prefix } }: Guildhall): string =>
  `guildhall${prefix ? `-${prefix}` : ''}`;
