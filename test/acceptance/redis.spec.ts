import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PrivateRedis } from '@guildhall/testing/private-redis';
import { describeWithRedisServer } from '@guildhall/testing/redis-for-tests';
import { until } from '@guildhall/testing/until';
import { Guildhall, lampIsOut } from './guildhall';

const CASES = 30;
const PATIENCE = { within: 90_000, every: 50 };
/** Long past: its dates have been missed by the time it is typed up. */
const occurredAt = '2026-03-02T09:00:00.000Z';

describeWithRedisServer('a Guildhall with its jobs in Redis', () => {
  let redis: PrivateRedis;
  let guildhall: Guildhall;
  beforeEach(async () => {
    redis = await PrivateRedis.start();
    guildhall = await Guildhall.start({
      REDIS_URL: redis.url,
      GUILDHALL_TELL_CUSTOMERS: '1',
      GUILDHALL_QUIET_HOURS: 'none',
    });
  });
  afterEach(async () => {
    await guildhall.dispose();
    await redis.dispose();
  });

  async function resolvedCase(): Promise<string> {
    const reference = await guildhall.raise({ occurredAt });
    await guildhall.post(`/cases/${reference}/resolve`, { outcome: 'fixed', explanation: 'Lit again.' });
    return reference;
  }

  /** Raises cases and resolves them, whatever Redis does meanwhile: commands have nothing to do with it. */
  async function work(): Promise<string[]> {
    const references: string[] = [];
    for (let i = 0; i < CASES; i++) {
      references.push(await resolvedCase());
      await sleep(20);
    }
    return references;
  }

  /** What the clock and the notifier have written of a case. */
  async function written(reference: string): Promise<string[]> {
    const { body } = await guildhall.get(`/cases/${reference}/history`);
    const { events } = body as { events: { type: string; data: { message?: string; target?: string } }[] };
    return events
      .filter(({ type }) => type === 'CustomerTold' || type === 'TargetMissed')
      .map(({ type, data: { message, target } }) => `${type} ${message ?? target}`)
      .sort();
  }

  const everything = [
    'CustomerTold received',
    'CustomerTold resolved',
    'TargetMissed acknowledge',
    'TargetMissed resolve',
  ];

  const areWritten = (reference: string, count: number) =>
    until(
      () => written(reference),
      ({ length }) => length >= count,
      PATIENCE,
    );

  /** Whether every case has been judged afresh, and no job is left to be done now. */
  async function isAtRest(): Promise<boolean> {
    const { judging } = (await guildhall.get('/health/ready')).body as { judging?: unknown };
    const { queues } = (await guildhall.get('/operations/jobs')).body as {
      queues: { due: number; inHand: number }[];
    };
    return !judging && queues.every(({ due, inHand }) => due === 0 && inHand === 0);
  }

  /** Waits until all that was promised is done; then nothing of it is there twice. */
  async function isAccountedFor(promised: readonly string[]): Promise<void> {
    // What comes a second time comes late. By the time that a case that came after is done with, it would be there.
    const references = [...promised, await resolvedCase()];
    for (const reference of references) await areWritten(reference, everything.length);
    await until(isAtRest, Boolean, PATIENCE);
    const { messages } = (await guildhall.get('/outbox')).body as { messages: { id: string }[] };
    expect(messages.map(({ id }) => id.slice(0, -17)).sort()).toEqual(
      references.flatMap((reference) => [`${reference}-received`, `${reference}-resolved`]).sort(),
    );
    for (const reference of references) expect(await written(reference)).toEqual(everything);
  }

  it.each<[string, () => Promise<void>]>([
    [
      'is emptied under it',
      async () => {
        await redis.kill();
        redis.wipe();
        await redis.start();
      },
    ],
    [
      'is killed, and comes back with what it kept',
      async () => {
        await redis.kill();
        await sleep(300);
        await redis.start();
      },
    ],
    [
      'answers nobody for a while',
      async () => {
        redis.pause();
        await sleep(1_500);
        redis.resume();
      },
    ],
  ])(
    'keeps every promise, and none twice, when Redis %s',
    async (_, happens) => {
      const working = work();
      for (let time = 0; time < 2; time++) {
        await sleep(400);
        await happens();
      }
      await isAccountedFor(await working);
    },
    120_000,
  );

  it('leaves nothing personal in Redis, in files, in its log or in its figures', async () => {
    const reference = await guildhall.raise();
    await guildhall.post(`/cases/${reference}/resolve`, {
      outcome: 'fixed',
      explanation: 'Lit in Larch Close.',
    });
    await areWritten(reference, 2);
    const files = readdirSync(guildhall.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
      .join('\n');
    const metrics = String((await guildhall.get('/metrics')).body);
    const places = { redis: redis.written(), files, log: guildhall.output, metrics };
    // What is looked for would be found: each place has something in it.
    expect(places.redis).toContain(reference);
    expect(places.metrics).toContain('guildhall_job_outcomes_total');
    expect(places.log).toContain('Guildhall is open');
    for (const [place, text] of Object.entries(places)) {
      const found = personal.filter((word) => text.toLowerCase().includes(word.toLowerCase()));
      expect([place, found]).toEqual([place, []]);
    }
  });
});

/** What only the customer and those who work on the case may read. Not her name, which is in the welcome's example too. */
const personal = [
  lampIsOut.customer.email,
  lampIsOut.customer.phone,
  lampIsOut.customer.address,
  lampIsOut.description,
  'Larch',
];
