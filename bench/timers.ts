import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BullmqJobs } from '@guildhall/jobs/bullmq/bullmq-jobs';
import { EmbeddedJobs } from '@guildhall/jobs/embedded/embedded-jobs';
import { type Job, type Jobs, queueType } from '@guildhall/jobs/jobs';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { openDatabase } from '@guildhall/platform/sqlite/open-database';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { type BenchResult, median } from './bench-result';

const TIMERS = 10_000;
const IN_HAND = 100;
const ROUNDS = 3;
/** In milliseconds: time enough to schedule them all. */
const AHEAD = 8_000;

const timers = queueType<{ case: string }>({
  name: 'timers',
  payload: z.object({ case: z.string() }),
  retry: { attempts: 3, firstDelayMs: 1_000, longestDelayMs: 60_000 },
});

type Measure = () => Promise<number>;

/** From the instant at which 10,000 timers are due until the last has been done, and that is stored. */
export async function timersBench(): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-bench-'));
  const file = (): string => join(mkdtempSync(join(folder, 'round-')), 'jobs.sqlite');
  const url = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
  try {
    const results = [
      await compare(
        `${TIMERS.toLocaleString('en-GB')} timers due at once, embedded, against bare node:sqlite taking and deleting as many rows`,
        () => timeTimers((options) => Promise.resolve(EmbeddedJobs.open({ file: file(), ...options }))),
        () => timeBareSqlite(file()),
      ),
    ];
    try {
      const prefix = `guildhall-bench-${randomUUID()}`;
      results.push(
        await compare(
          `${TIMERS.toLocaleString('en-GB')} timers due at once, Redis, against four bare commands for each`,
          () => timeTimers((options) => BullmqJobs.open({ url, prefix, ...options })),
          () => timeBareRedis(url, prefix),
        ),
      );
      await forget(url, prefix);
    } catch (error) {
      if (!(error instanceof RefusalToStart)) throw error;
      process.stderr.write(`Not measured on Redis: ${error.message}\n`);
    }
    return results;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The rounds take turns: a busy machine is busy for both. */
async function compare(what: string, ours: Measure, ceiling: Measure): Promise<BenchResult> {
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    times[0].push(await ours());
    times[1].push(await ceiling());
  }
  const [our, bare] = [median(times[0]), median(times[1])];
  return { what, ours: our, ceiling: bare, unit: 'ms', ratio: bare / our };
}

type Open = (options: { onOutcome: () => void }) => Promise<Jobs>;

async function timeTimers(open: Open): Promise<number> {
  let left = TIMERS;
  let allDone = (): void => undefined;
  const done = new Promise<void>((resolve) => (allDone = resolve));
  const jobs = await open({
    onOutcome: () => {
      if (--left === 0) allDone();
    },
  });
  const queue = jobs.queue(timers);
  const due = Date.now() + AHEAD;
  await queue.schedule(
    Array.from({ length: TIMERS }, (_, index): Job<{ case: string }> => {
      const id = `CASE-${index}.respond-by`;
      return { id, at: due, payload: { case: `CASE-${index}` } };
    }),
  );
  queue.work(() => Promise.resolve(undefined), { concurrency: IN_HAND });
  if (Date.now() >= due) throw new Error(`Scheduling ${TIMERS} timers took longer than ${AHEAD} ms`);
  await done;
  const elapsed = Date.now() - due;
  await jobs.close();
  return elapsed;
}

/** Nothing is decided: a row is marked, which moves it in its index, and deleted, as many to a transaction as are in hand. */
async function timeBareSqlite(file: string): Promise<number> {
  // An empty queue of our own making, so that the tables and indexes are the same.
  await EmbeddedJobs.open({ file }).close();
  const db = openDatabase(file);
  const add = db.prepare("INSERT INTO jobs (queue, id, at, due, payload) VALUES ('timers', ?, 1, 1, ?)");
  const take = db.prepare("UPDATE jobs SET state = 1, ticket = 1 WHERE queue = 'timers' AND id = ?");
  const remove = db.prepare("DELETE FROM jobs WHERE queue = 'timers' AND id = ?");
  const ids = Array.from({ length: TIMERS }, (_, index) => `CASE-${index}.respond-by`);
  db.exec('BEGIN');
  for (const id of ids) add.run(id, JSON.stringify({ case: id }));
  db.exec('COMMIT');

  const started = performance.now();
  for (let first = 0; first < TIMERS; first += IN_HAND) {
    for (const statement of [take, remove]) {
      db.exec('BEGIN IMMEDIATE');
      for (const id of ids.slice(first, first + IN_HAND)) statement.run(id);
      db.exec('COMMIT');
    }
  }
  const elapsed = performance.now() - started;
  db.close();
  return elapsed;
}

/** As many journeys there and back as a job makes (taken, looked up, settled, finished), each for one small key. */
async function timeBareRedis(url: string, prefix: string): Promise<number> {
  const redis = new Redis(url);
  await redis.ping();
  const started = performance.now();
  let taken = 0;
  const caller = async (): Promise<void> => {
    for (let index = taken++; index < TIMERS; index = taken++) {
      const key = `${prefix}:bare-${index}`;
      await redis.set(key, index);
      await redis.get(key);
      await redis.exists(key);
      await redis.del(key);
    }
  };
  await Promise.all(Array.from({ length: IN_HAND }, caller));
  const elapsed = performance.now() - started;
  await redis.quit();
  return elapsed;
}

async function forget(url: string, prefix: string): Promise<void> {
  const redis = new Redis(url);
  for await (const keys of redis.scanStream({ match: `${prefix}:*`, count: 1_000 })) {
    if ((keys as string[]).length > 0) await redis.unlink(...(keys as string[]));
  }
  await redis.quit();
}
