import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { openDatabase } from '../../platform/sqlite/open-database';
import { readPragma } from '../../platform/sqlite/pragma';
import { FakeClock } from '../../testing/fake-clock';
import { AttemptFailed } from '../give-up';
import { queueType } from '../jobs';
import { until } from '../../testing/until';
import { describeJobsContract, job } from '../jobs.contract';
import { EmbeddedJobs } from './embedded-jobs';

describeJobsContract('The embedded queue', () => {
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-jobs-'));
  let file = join(folder, 'jobs.sqlite');
  let life = 0;
  const opened: EmbeddedJobs[] = [];
  return Promise.resolve({
    open: (options) => {
      const jobs = EmbeddedJobs.open({ file, ...options });
      opened.push(jobs);
      return Promise.resolve(jobs);
    },
    /** What is on disk between two turns of the event loop is what a killed process leaves behind. */
    kill: () => {
      const next = join(folder, `life-${++life}.sqlite`);
      for (const suffix of ['', '-wal'])
        if (existsSync(file + suffix)) copyFileSync(file + suffix, next + suffix);
      file = next;
      return Promise.resolve(undefined);
    },
    dispose: async () => {
      await Promise.all(opened.map((jobs) => jobs.close(0)));
      rmSync(folder, { recursive: true });
    },
  });
});

describe('The embedded queue', () => {
  const MINUTE = 60_000;
  const HOUR = 60 * MINUTE;
  const DAY = 24 * HOUR;
  const start = Date.parse('2026-01-05T09:00:00Z');

  const timers = queueType<{ case: string }>({
    name: 'timers',
    payload: z.object({ case: z.string() }),
    retry: { attempts: 4, firstDelayMs: MINUTE, longestDelayMs: 3 * MINUTE },
  });

  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'guildhall-jobs-'));
    file = join(folder, 'jobs.sqlite');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  describe('by a clock that is moved by hand', () => {
    let clock: FakeClock;
    let jobs: EmbeddedJobs;
    beforeEach(() => {
      clock = new FakeClock(start);
      jobs = EmbeddedJobs.open({ file, clock, random: () => 1 });
    });
    afterEach(() => jobs.close());

    const advance = (to: number): Promise<void> => clock.advanceTo(to, () => jobs.settled());
    const instants = (): number[] => {
      const seen: number[] = [];
      jobs.queue(timers).work(() => {
        seen.push(clock.now());
        return Promise.resolve(undefined);
      });
      return seen;
    };

    it('does each job at its very instant, and wakes for nothing else', async () => {
      const seen = instants();
      const due = [start + HOUR, start + 30 * DAY, start + 364 * DAY];
      await jobs.queue(timers).schedule(due.map((at, index) => job(`job-${index}`, at)));

      await advance(start + HOUR - 1);
      expect(seen).toEqual([]);
      await advance(start + 365 * DAY);

      expect(seen).toEqual(due);
    });

    it('is woken by an earlier job than the one it sleeps for', async () => {
      const seen = instants();
      await jobs.queue(timers).schedule([job('later', start + DAY)]);
      await advance(start + HOUR);
      await jobs.queue(timers).schedule([job('earlier', start + 2 * HOUR)]);
      await advance(start + 2 * DAY);

      expect(seen).toEqual([start + 2 * HOUR, start + DAY]);
    });

    it('tries again after one, two and three minutes, and then gives up', async () => {
      const seen: number[] = [];
      jobs.queue(timers).work(() => {
        seen.push(clock.now() - start);
        return Promise.reject(new AttemptFailed('The line was busy'));
      });
      await jobs.queue(timers).schedule([job('a', start)]);

      await advance(start + DAY);

      expect(seen).toEqual([0, MINUTE, 3 * MINUTE, 6 * MINUTE]);
      expect(await jobs.queue(timers).dead()).toMatchObject([{ id: 'a', failures: 4 }]);
    });

    it.each([1, 10])('keeps to a rate limit, window after window, with %d in hand', async (concurrency) => {
      const limited = { ...timers, limit: { max: 2, perMs: HOUR } };
      const seen: number[] = [];
      jobs.queue(limited).work(
        () => {
          seen.push(clock.now() - start);
          return Promise.resolve(undefined);
        },
        { concurrency },
      );
      await jobs.queue(limited).schedule(Array.from({ length: 5 }, (_, index) => job(`job-${index}`, start)));

      await advance(start + DAY);

      expect(seen).toEqual([0, 0, HOUR, HOUR, 2 * HOUR]);
    });

    it('repeats every morning by London’s clock, through a year', async () => {
      const seen = instants();
      await jobs.queue(timers).repeat('morning', { cron: '0 7 * * *' }, { case: 'all' });

      await advance(start + 365 * DAY);

      expect(seen).toHaveLength(365);
      const hours = new Set(seen.map((instant) => new Date(instant).getUTCHours()));
      expect([...hours].toSorted()).toEqual([6, 7]);
    });

    it('does once what it missed while the program was not running', async () => {
      await jobs.queue(timers).repeat('hourly', { everyMs: HOUR }, { case: 'all' });
      await jobs.close();
      clock = new FakeClock(start + 10.5 * HOUR);
      jobs = EmbeddedJobs.open({ file, clock });
      const seen = instants();

      await advance(start + 12 * HOUR);

      expect(seen.map((instant) => instant - start)).toEqual([10.5 * HOUR, 11 * HOUR, 12 * HOUR]);
    });

    it('simulates a year of 20,000 timers, each done at its instant', async () => {
      const seen = new Map<string, number>();
      jobs.queue(timers).work(
        ({ id }) => {
          seen.set(id, clock.now());
          return Promise.resolve(undefined);
        },
        { concurrency: 100 },
      );
      // Many in the same minute, as promises fall due at the close of a working day.
      const owed = Array.from({ length: 20_000 }, (_, index) =>
        job(`job-${index}`, start + (((index * 7_919) % 20_000) % 365) * DAY),
      );
      await jobs.queue(timers).schedule(owed);

      await advance(start + 366 * DAY);

      expect(owed.filter(({ id, at }) => seen.get(id) !== at)).toEqual([]);
    });
  });

  it('looks up what is due, and what is in hand, by an index: never by all jobs', async () => {
    await EmbeddedJobs.open({ file }).close();
    using db = openDatabase(file);
    const plan = (query: string): string =>
      db
        .prepare(`EXPLAIN QUERY PLAN ${query}`)
        .all()
        .map(({ detail }) => detail)
        .join('; ');

    for (const where of [
      'state = 0 AND due <= 5 ORDER BY due LIMIT 9',
      'state = 1',
      'state = 2 ORDER BY due DESC',
    ]) {
      const how = plan(`SELECT queue, id FROM jobs WHERE queue = 'timers' AND ${where}`);
      expect(how).toMatch(/^SEARCH jobs USING COVERING INDEX jobs_by_due \(queue=\? AND state=\?[^;]*$/);
    }
    expect(plan("SELECT min(queue) FROM jobs WHERE queue > 'timers'")).toContain('SEARCH jobs');
  });

  it('goes on when the disk was full: nothing that was scheduled is lost, and nothing is done twice', async () => {
    const db = openDatabase(file);
    const troubles: string[] = [];
    const jobs = new EmbeddedJobs(db, { onTrouble: (sentence) => troubles.push(sentence) });
    const done: string[] = [];
    await jobs.queue(timers).schedule(Array.from({ length: 50 }, (_, index) => job(`job-${index}`, 1_000)));
    db.exec(`PRAGMA max_page_count = ${Number(readPragma(db, 'page_count'))}`);
    const many = Array.from({ length: 500 }, (_, index) => job(`more-${index}`, 1_000));
    await expect(jobs.queue(timers).schedule(many)).rejects.toMatchObject({
      name: 'JobsUnavailable',
      message: 'The queue timers: Nothing was saved: database or disk is full',
    });
    db.exec('PRAGMA max_page_count = 1000000');

    jobs.queue(timers).work(({ id }) => {
      done.push(id);
      return Promise.resolve(undefined);
    });
    await until(() => done.length === 50);

    expect(new Set(done).size).toBe(50);
    await jobs.close();
    expect(done).toHaveLength(50);
  });

  it('waits and tries again while another connection holds the file', async () => {
    const db = openDatabase(file);
    const troubles: string[] = [];
    const jobs = new EmbeddedJobs(db, { onTrouble: (sentence) => troubles.push(sentence) });
    await jobs.queue(timers).schedule([job('a', 1_000)]);
    db.exec('PRAGMA busy_timeout = 0');
    using other = openDatabase(file);
    other.exec('BEGIN IMMEDIATE');
    const done: string[] = [];
    jobs.queue(timers).work(({ id }) => {
      done.push(id);
      return Promise.resolve(undefined);
    });

    await until(() => troubles.length > 0);
    other.exec('COMMIT');
    await until(() => done.length === 1);

    expect(troubles[0]).toBe(
      'Jobs of timers cannot be taken and will be in a moment: Nothing was saved: database is locked',
    );
    await jobs.close();
  });

  it('refuses a file that a newer version wrote, and says what to do', async () => {
    await EmbeddedJobs.open({ file }).close();
    new DatabaseSync(file).exec('PRAGMA user_version = 2');

    expect(() => EmbeddedJobs.open({ file })).toThrow(
      /jobs\.sqlite was written by a newer Guildhall .* remove the file/,
    );
  });

  it('syncs every commit, and refuses a connection that would not', () => {
    using careless = openDatabase(file, { durability: 'rebuildable' });
    expect(() => new EmbeddedJobs(careless)).toThrow('needs synchronous = 2 and has 1');
  });

  it('takes nothing once it is closed', async () => {
    const jobs = EmbeddedJobs.open({ file });
    await jobs.close();
    await jobs.close();

    await expect(jobs.queue(timers).schedule([job('a', 1_000)])).rejects.toThrow(
      'the database has been closed',
    );
  });
});
