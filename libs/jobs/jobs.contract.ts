import fc from 'fast-check';
import { z } from 'zod';
import { until } from '../testing/until';
import { AttemptFailed, GiveUp, PAYLOAD_UNFIT, PROCESS_ENDED } from './give-up';
import { queueType } from './jobs';
import type { Job, JobInHand, JobOutcome, Jobs, JobsOptions, QueueType } from './jobs';

/** A store of jobs to test: its own, empty, and gone afterwards. */
export interface JobsUnderTest {
  /**
   * Opens the jobs over what is stored, the first time or again.
   * @param leaseMs how long a worker may be silent before its jobs pass on, where that is how a death is noticed
   */
  open(options?: JobsOptions, leaseMs?: number): Promise<Jobs>;
  /** As if the program that has these open were killed: nothing is finished, and nothing given back. */
  kill(jobs: Jobs): Promise<void>;
  /** Closes what is open and removes all trace of it. */
  dispose(): Promise<void>;
}

interface Payload extends Record<string, string> {
  case: string;
}

const HOUR = 3_600_000;

/** Retries almost at once, so that tests need not wait. */
const retry = { attempts: 3, firstDelayMs: 10, longestDelayMs: 20 };
const payload = z.object({ case: z.string() });
const timers = queueType<Payload>({ name: 'timers', payload, retry });
const email = queueType<Payload>({ name: 'email', payload, retry });

/** What the port promises, as tests that every adapter passes. It knows nothing of how an adapter keeps its promises. */
export function describeJobsContract(name: string, start: () => Promise<JobsUnderTest>): void {
  describe(`${name}, as a store of jobs,`, () => {
    let underTest: JobsUnderTest;
    let jobs: Jobs;
    let outcomes: JobOutcome[];

    beforeEach(async () => {
      underTest = await start();
      outcomes = [];
      jobs = await underTest.open({ onOutcome: (outcome) => outcomes.push(outcome) });
    });
    afterEach(() => underTest.dispose());

    /** The ids of what has been done, in order, by a worker that does everything. */
    const doneBy = (type: QueueType<Payload> = timers, concurrency = 5): string[] => {
      const done: string[] = [];
      jobs.queue(type).work(
        (job) => {
          done.push(job.id);
          return Promise.resolve(undefined);
        },
        { concurrency },
      );
      return done;
    };

    /** Waits until another job has been done: whatever was due before it has been begun too. */
    const afterAnother = async (at = Date.now()): Promise<void> => {
      const id = `another-${crypto.randomUUID()}`;
      await jobs.queue(timers).schedule([job(id, at)]);
      await until(() => outcomes.some((outcome) => outcome.id === id && outcome.outcome === 'done'));
    };

    describe('scheduling', () => {
      it('has a job done at its instant and not before, with what it carries', async () => {
        const begun: { job: JobInHand<Payload>; when: number }[] = [];
        jobs.queue(timers).work((job) => {
          begun.push({ job, when: Date.now() });
          return Promise.resolve(undefined);
        });
        const at = Date.now() + 300;

        await jobs.queue(timers).schedule([{ id: 'CASE-1.respond-by', at, payload: { case: 'CASE-1' } }]);
        await until(() => begun.length > 0);

        expect(begun[0]?.when).toBeGreaterThanOrEqual(at);
        expect(begun[0]?.job).toMatchObject({
          id: 'CASE-1.respond-by',
          at,
          payload: { case: 'CASE-1' },
          attempt: 1,
        });
      });

      it('has a job whose instant has passed done at once, the oldest first', async () => {
        await jobs.queue(timers).schedule([job('second', 2_000)]);
        await jobs.queue(timers).schedule([job('third', 3_000)]);
        const done = doneBy(timers, 1);

        await until(() => done.length >= 2);

        expect(done).toEqual(['second', 'third']);
      });

      it('does a job once that is scheduled again and again', async () => {
        const at = Date.now() + 100;
        for (let time = 0; time < 5; time++) await jobs.queue(timers).schedule([job('a', at)]);
        await Promise.all(Array.from({ length: 5 }, () => jobs.queue(timers).schedule([job('a', at)])));
        const done = doneBy();

        await afterAnother(at + 50);

        expect(done.filter((id) => id === 'a')).toEqual(['a']);
        expect(await jobs.queue(timers).find('a')).toBeUndefined();
      });

      it('forgets a job that is done: the same id may be scheduled anew', async () => {
        const done = doneBy();
        await jobs.queue(timers).schedule([job('a', 1_000)]);
        await until(() => outcomes.length >= 1);
        await jobs.queue(timers).schedule([job('a', 1_000)]);
        await until(() => outcomes.length >= 2);

        expect(done).toEqual(['a', 'a']);
      });

      it('moves a job that is scheduled at another instant, to earlier and to later', async () => {
        const [soon, later] = [Date.now() + 150, Date.now() + HOUR];
        await jobs.queue(timers).schedule([job('earlier', later), job('later', soon)]);
        await jobs.queue(timers).schedule([job('earlier', soon), job('later', later)]);
        const done = doneBy();

        await afterAnother(soon + 50);

        expect(done).toContain('earlier');
        expect(done).not.toContain('later');
        expect(await jobs.queue(timers).find('later')).toEqual({
          ...job('later', later),
          state: 'waiting',
          failures: 0,
          reason: undefined,
        });
      });

      it('takes the last of two in one call', async () => {
        const later = Date.now() + HOUR;
        await jobs.queue(timers).schedule([job('a', 1_000), job('a', later)]);

        expect(await jobs.queue(timers).find('a')).toMatchObject({ at: later });
        expect(await jobs.queue(timers).figures()).toMatchObject({ scheduled: 1, due: 0 });
      });

      it('has a job that is moved while it is in hand done once more', async () => {
        const queue = jobs.queue(timers);
        const done: number[] = [];
        queue.work(async ({ at }) => {
          if (done.length === 0) await queue.schedule([job('a', 2_000)]);
          done.push(at);
        });
        await queue.schedule([job('a', 1_000)]);

        await until(() => done.length >= 2);

        expect(done).toEqual([1_000, 2_000]);
        await until(async () => (await queue.find('a')) === undefined);
      });

      it('has many jobs done, each once', async () => {
        const done = doneBy(timers, 50);
        const many = Array.from({ length: 2_500 }, (_, index) => job(`job-${index}`, 1_000));

        await jobs.queue(timers).schedule(many);
        await until(() => outcomes.length === many.length);

        expect(new Set(done).size).toBe(many.length);
        expect(done).toHaveLength(many.length);
      });

      it('keeps queues apart: one does not do another’s jobs, and an id means nothing elsewhere', async () => {
        const [timersDone, emailDone] = [doneBy(timers), doneBy(email)];
        await jobs.queue(email).schedule([job('a', 1_000), job('b', 1_000)]);
        await jobs.queue(timers).schedule([job('a', 1_000)]);

        await until(() => outcomes.length >= 3);

        expect(timersDone).toEqual(['a']);
        expect(emailDone.toSorted()).toEqual(['a', 'b']);
      });

      it.each<[string, Partial<Job<Payload>>, string]>([
        ['an id with a space', { id: 'Joan Carter' }, 'id must be'],
        ['an id that is empty', { id: '' }, 'id must be'],
        ['an instant that is no number', { at: NaN }, 'at must be'],
        ['an instant with a fraction', { at: 0.5 }, 'at must be'],
        ['words', { payload: { case: 'Joan Carter, 1 High Street' } }, 'payload.case must be an id'],
        ['an address', { payload: { case: 'joan@example.org' } }, 'payload.case must be an id'],
        ['what its schema does not know', { payload: { case: 7 } as never }, 'payload.case is not what'],
        [
          'more than ids',
          {
            payload: Object.fromEntries(
              ['case', ...'abcdefgh'].map((key) => [key, 'x'.repeat(150)]),
            ) as never,
          },
          'payload must be at most',
        ],
      ])('refuses %s, and then schedules none of the call', async (_, fault, message) => {
        const queue = jobs.queue(timers);

        await expect(queue.schedule([job('a', 1_000), { ...job('b', 1_000), ...fault }])).rejects.toThrow(
          message,
        );

        expect(await queue.find('a')).toBeUndefined();
      });

      it('refuses a name that no queue can have', () => {
        expect(() => jobs.queue({ ...timers, name: 'Timers: all' })).toThrow('name must be');
      });
    });

    describe('cancelling', () => {
      it('forgets a job, and one that there is not', async () => {
        const soon = Date.now() + 150;
        await jobs.queue(timers).schedule([job('a', soon), job('b', soon)]);
        const done = doneBy();
        await jobs.queue(timers).cancel(['a', 'never-heard-of']);

        await afterAnother(soon + 50);

        expect(done).toContain('b');
        expect(done).not.toContain('a');
        expect(await jobs.queue(timers).find('a')).toBeUndefined();
      });

      it('leaves a job in hand to its end, and does not try it again', async () => {
        const queue = jobs.queue(timers);
        let attempts = 0;
        queue.work(async ({ id }) => {
          if (id !== 'a') return;
          attempts++;
          await queue.cancel(['a']);
          throw new AttemptFailed('Nobody at home');
        });
        await queue.schedule([job('a', 1_000)]);
        await until(() => attempts === 1);

        await afterAnother(Date.now() + 100);

        expect(attempts).toBe(1);
        expect(await queue.find('a')).toBeUndefined();
        expect(await queue.figures()).toMatchObject({ dead: 0, due: 0, scheduled: 0 });
      });

      it('forgets a dead one', async () => {
        const queue = jobs.queue(timers);
        queue.work(() => Promise.reject(new GiveUp('No such case')));
        await queue.schedule([job('a', 1_000)]);
        await until(async () => (await queue.dead()).length === 1);

        await queue.cancel(['a']);

        expect(await queue.dead()).toEqual([]);
        expect(await queue.find('a')).toBeUndefined();
      });
    });

    describe('a job that fails', () => {
      it('is tried again until it is done', async () => {
        const attempts: number[] = [];
        jobs.queue(timers).work(({ attempt }) => {
          attempts.push(attempt);
          return attempt < 3
            ? Promise.reject(new AttemptFailed('The line was busy'))
            : Promise.resolve(undefined);
        });
        await jobs.queue(timers).schedule([job('a', 1_000)]);

        await until(() => outcomes.some(({ outcome }) => outcome === 'done'));

        expect(attempts).toEqual([1, 2, 3]);
        expect(outcomes).toMatchObject([
          { queue: 'timers', id: 'a', outcome: 'to-be-retried', attempt: 1, reason: 'The line was busy' },
          { outcome: 'to-be-retried', attempt: 2 },
          { outcome: 'done', attempt: 3 },
        ]);
        expect(outcomes[2]?.lateMs).toBeGreaterThan(HOUR);
      });

      it('waits its turn between attempts, and says why it failed', async () => {
        const slow = { ...timers, retry: { attempts: 3, firstDelayMs: 2 * HOUR, longestDelayMs: 2 * HOUR } };
        jobs.queue(slow).work(() => Promise.reject(new AttemptFailed('The line was busy')));
        await jobs.queue(slow).schedule([job('a', 1_000)]);

        await until(() => outcomes.length >= 1);

        expect(await jobs.queue(slow).find('a')).toEqual({
          ...job('a', 1_000),
          state: 'waiting',
          failures: 1,
          reason: 'The line was busy',
        });
        expect(await jobs.queue(slow).figures()).toMatchObject({ scheduled: 1, due: 0, dead: 0 });
      });

      it('is given up after its last attempt', async () => {
        let attempts = 0;
        jobs.queue(timers).work(() => {
          attempts++;
          return Promise.reject(new AttemptFailed('The line was busy'));
        });
        await jobs.queue(timers).schedule([job('a', 1_000)]);

        await until(() => outcomes.some(({ outcome }) => outcome === 'dead'));

        expect(attempts).toBe(3);
        const dead = {
          ...job('a', 1_000),
          state: 'dead',
          failures: 3,
          reason: 'The line was busy',
          givenUpAt: expect.any(Number) as number,
        };
        expect(await jobs.queue(timers).dead()).toEqual([dead]);
        expect(await jobs.queue(timers).find('a')).toEqual(dead);
      });

      it('is given up at once when its handler says so', async () => {
        jobs.queue(timers).work(() => Promise.reject(new GiveUp('No such case')));
        await jobs.queue(timers).schedule([job('a', 1_000)]);

        await until(() => outcomes.length >= 1);

        expect(outcomes).toMatchObject([{ outcome: 'dead', attempt: 1, reason: 'No such case' }]);
      });

      it('keeps nothing of what others’ errors say, for it may be personal', async () => {
        const bounced = Object.assign(new TypeError('550 joan@example.org is unknown'), {
          code: 'EENVELOPE',
        });
        jobs.queue(timers).work(() => Promise.reject(bounced));
        await jobs.queue(timers).schedule([job('a', 1_000)]);

        await until(async () => (await jobs.queue(timers).dead()).length === 1);

        expect((await jobs.queue(timers).dead())[0]?.reason).toBe('TypeError (EENVELOPE)');
      });

      it('is not handed to a program that does not know what it carries', async () => {
        await jobs.queue(timers).schedule([job('a', 1_000)]);
        await jobs.close();
        const asked: unknown[] = [];
        const newer = queueType({ name: 'timers', payload: z.object({ customer: z.string() }), retry });
        jobs = await underTest.open();
        jobs.queue(newer).work((job) => {
          asked.push(job);
          return Promise.resolve(undefined);
        });

        await until(async () => (await jobs.queue(newer).dead()).length === 1);

        expect(asked).toEqual([]);
        expect(await jobs.queue(newer).dead()).toMatchObject([{ id: 'a', reason: PAYLOAD_UNFIT }]);
      });
    });

    describe('a dead job', () => {
      let helps: boolean;
      beforeEach(async () => {
        helps = false;
        jobs
          .queue(timers)
          .work(() =>
            helps ? Promise.resolve(undefined) : Promise.reject(new GiveUp('The provider is closed')),
          );
        await jobs.queue(timers).schedule([job('a', 1_000), job('b', 1_000)]);
        await until(async () => (await jobs.queue(timers).dead()).length === 2);
      });

      it('is done when it is replayed', async () => {
        helps = true;

        expect(await jobs.queue(timers).replay(['a', 'never-heard-of'])).toBe(1);
        await until(() => outcomes.some(({ outcome }) => outcome === 'done'));

        expect(outcomes.at(-1)).toMatchObject({ id: 'a', outcome: 'done', attempt: 1 });
        expect((await jobs.queue(timers).dead()).map(({ id }) => id)).toEqual(['b']);
        expect(await jobs.queue(timers).figures()).toMatchObject({ dead: 1 });
      });

      it('stays dead when it is scheduled at the same instant: that it is owed was known', async () => {
        helps = true;
        await jobs.queue(timers).schedule([job('a', 1_000)]);

        await afterAnother();

        expect(await jobs.queue(timers).find('a')).toMatchObject({ state: 'dead' });
      });

      it('lives again when it is scheduled at another', async () => {
        helps = true;
        await jobs.queue(timers).schedule([job('a', 2_000)]);

        await until(() => outcomes.some(({ id, outcome }) => id === 'a' && outcome === 'done'));

        expect((await jobs.queue(timers).dead()).map(({ id }) => id)).toEqual(['b']);
      });
    });

    it('asks again later when a handler says that now is not the time, and counts no attempt', async () => {
      const asked: { attempt: number; when: number }[] = [];
      const to = Date.now() + 200;
      jobs.queue(timers).work(({ attempt }) => {
        asked.push({ attempt, when: Date.now() });
        return Promise.resolve(asked.length === 1 ? { postponedTo: to } : undefined);
      });
      await jobs.queue(timers).schedule([job('a', 1_000)]);

      await until(() => outcomes.length >= 2);

      expect(asked).toMatchObject([{ attempt: 1 }, { attempt: 1 }]);
      expect(asked[1]?.when).toBeGreaterThanOrEqual(to);
      expect(outcomes).toMatchObject([{ outcome: 'postponed' }, { outcome: 'done' }]);
    });

    describe('a worker', () => {
      it('has as many jobs in hand as it may, and never more', async () => {
        let inHand = 0;
        const seen: number[] = [];
        const gate = gateOf();
        jobs.queue(timers).work(
          async () => {
            seen.push(++inHand);
            await gate.opened;
            inHand--;
          },
          { concurrency: 3 },
        );
        await jobs
          .queue(timers)
          .schedule(Array.from({ length: 20 }, (_, index) => job(`job-${index}`, 1_000)));

        await until(() => inHand === 3);
        gate.open();
        await until(() => outcomes.length === 20);

        expect(Math.max(...seen)).toBe(3);
      });

      it('begins no more jobs in a window than the queue’s rate limit allows', async () => {
        const perMs = 400;
        const limited = { ...timers, limit: { max: 3, perMs } };
        const begun: number[] = [];
        jobs.queue(limited).work(
          () => {
            begun.push(Date.now());
            return Promise.resolve(undefined);
          },
          { concurrency: 10 },
        );
        await jobs
          .queue(limited)
          .schedule(Array.from({ length: 8 }, (_, index) => job(`job-${index}`, 1_000)));

        await until(() => outcomes.length >= 8);

        // Three windows are needed, and the third opens when two have passed. A clock may round a millisecond away.
        expect((begun[7] ?? 0) - (begun[0] ?? 0)).toBeGreaterThanOrEqual(2 * perMs - 20);
        expect((begun[3] ?? 0) - (begun[0] ?? 0)).toBeGreaterThanOrEqual(perMs - 20);
      });

      it('that is stopped finishes what it has in hand, and leaves the rest', async () => {
        const gate = gateOf();
        const begun: string[] = [];
        const worker = jobs.queue(timers).work(
          async ({ id }) => {
            begun.push(id);
            await gate.opened;
          },
          { concurrency: 2 },
        );
        await jobs
          .queue(timers)
          .schedule(Array.from({ length: 6 }, (_, index) => job(`job-${index}`, 1_000)));
        await until(() => begun.length >= 2);

        const stopped = worker.stop();
        gate.open();
        await stopped;

        expect(outcomes.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
        expect(begun).toHaveLength(2);
        expect(await jobs.queue(timers).figures()).toMatchObject({ inHand: 0, due: 4 });
      });

      it('that can wait no longer gives back what it has in hand, and the next does it', async () => {
        let told: unknown;
        const begun: string[] = [];
        const worker = jobs.queue(timers).work(({ id, signal }) => {
          begun.push(id);
          signal.addEventListener('abort', () => (told = signal.reason as unknown));
          return new Promise<undefined>(() => undefined);
        });
        await jobs.queue(timers).schedule([job('a', 1_000), job('b', 2_000)]);
        await until(() => begun.length >= 1);

        await worker.stop(50);

        expect(told).toBeInstanceOf(Error);
        expect(await jobs.queue(timers).figures()).toMatchObject({ inHand: 0, due: 2 });
        await jobs.close();
        jobs = await underTest.open();
        const done = doneBy();
        await until(() => done.length >= 2);
        expect(done.toSorted()).toEqual(['a', 'b']);
      });

      it('is the only one of its queue in a program', () => {
        doneBy();
        expect(() => doneBy()).toThrow('has a worker already');
      });
    });

    describe('a program that is killed', () => {
      const reopen = async (): Promise<void> => {
        jobs = await underTest.open({ onOutcome: (outcome) => outcomes.push(outcome) }, 1_000);
      };
      beforeEach(async () => {
        await jobs.close();
        await reopen();
      });

      it('loses nothing that was scheduled: the next does it, also what it had in hand', async () => {
        let begun = 0;
        jobs.queue(timers).work(
          () => {
            begun++;
            return new Promise<undefined>(() => undefined);
          },
          { concurrency: 2 },
        );
        const soon = Date.now() + 100;
        await jobs.queue(timers).schedule([job('a', 1_000), job('b', 1_000), job('c', soon)]);
        await until(() => begun === 2);

        await underTest.kill(jobs);
        await reopen();
        const done = doneBy();
        await until(() => done.length >= 3);

        expect(done.toSorted()).toEqual(['a', 'b', 'c']);
      });

      it('by a job each time that it has it in hand does not get it for ever', async () => {
        const twice = { ...timers, retry: { ...retry, attempts: 2 } };
        await jobs.queue(twice).schedule([job('a', 1_000)]);
        for (let time = 0; time < 2; time++) {
          let begun = 0;
          jobs.queue(twice).work(() => {
            begun++;
            return new Promise<undefined>(() => undefined);
          });
          await until(() => begun === 1);
          await underTest.kill(jobs);
          await reopen();
        }
        const done = doneBy(twice);

        await until(async () => (await jobs.queue(twice).dead()).length === 1);

        expect(done).toEqual([]);
        expect(await jobs.queue(twice).dead()).toMatchObject([{ id: 'a', reason: PROCESS_ENDED }]);
      });

      it('finds everything as it was: the dead, the moved, the repeating', async () => {
        const later = Date.now() + HOUR;
        const worker = jobs.queue(timers).work(() => Promise.reject(new GiveUp('No such case')));
        await jobs.queue(timers).schedule([job('dead', 1_000)]);
        await until(() => outcomes.length >= 1);
        await worker.stop();
        await jobs.queue(timers).schedule([job('moved', 1_000)]);
        await jobs.queue(timers).schedule([job('moved', later)]);
        await jobs.queue(email).repeat('report', { everyMs: 30 }, { case: 'all' });

        await underTest.kill(jobs);
        await reopen();

        expect(await jobs.queue(timers).find('dead')).toMatchObject({
          state: 'dead',
          reason: 'No such case',
        });
        expect(await jobs.queue(timers).find('moved')).toMatchObject({ state: 'waiting', at: later });
        const done = doneBy(email);
        await until(() => done.length >= 3);
      });
    });

    describe('a repeating job', () => {
      it('is done again and again, each time as a job of its own', async () => {
        const seen: JobInHand<Payload>[] = [];
        jobs.queue(timers).work((job) => {
          seen.push(job);
          return Promise.resolve(undefined);
        });
        await jobs.queue(timers).repeat('report', { everyMs: 50 }, { case: 'all' });

        await until(() => seen.length === 4);

        expect(seen[3]).toMatchObject({ id: `report@${seen[3]?.at}`, payload: { case: 'all' }, attempt: 1 });
        const gaps = seen.slice(1).map(({ at }, index) => at - (seen[index]?.at ?? 0));
        expect(gaps.every((gap) => gap > 0)).toBe(true);
      });

      it('goes on though it fails', async () => {
        const failing = { ...timers, retry: { ...retry, attempts: 1 } };
        jobs.queue(failing).work(() => Promise.reject(new AttemptFailed('Not today')));
        await jobs.queue(failing).repeat('report', { everyMs: 50 }, { case: 'all' });

        await until(() => outcomes.filter(({ outcome }) => outcome === 'dead').length >= 3);

        expect((await jobs.queue(failing).dead())[0]?.id).toMatch(/^report@\d+$/);
      });

      it('stays as it is when it is asked for again, and changes when it is asked for otherwise', async () => {
        const done = doneBy();
        await jobs.queue(timers).repeat('report', { everyMs: HOUR }, { case: 'all' });
        await until(() => outcomes.length >= 1);
        const before = await jobs.queue(timers).figures();
        await jobs.queue(timers).repeat('report', { everyMs: HOUR }, { case: 'all' });
        await afterAnother();
        expect(done.filter((id) => id.startsWith('report@'))).toHaveLength(1);
        expect(await jobs.queue(timers).figures()).toEqual(before);
        expect(before).toMatchObject({ scheduled: 1 });

        await jobs.queue(timers).repeat('report', { everyMs: 50 }, { case: 'all' });
        await until(() => done.filter((id) => id.startsWith('report@')).length >= 4);
      });

      it('is no more once it is stopped', async () => {
        const done = doneBy();
        await jobs.queue(timers).repeat('report', { everyMs: 30 }, { case: 'all' });
        await until(() => done.length >= 2);

        await jobs.queue(timers).stopRepeating('report');
        await afterAnother();
        const sofar = done.length;
        await afterAnother(Date.now() + 150);

        expect(done.slice(sofar)).toHaveLength(1);
        expect(await jobs.queue(timers).figures()).toMatchObject({ scheduled: 0, due: 0 });
      });

      it('may follow a cron pattern, by London’s clock', async () => {
        await jobs.queue(timers).repeat('report', { cron: '0 7 * * *' }, { case: 'all' });

        expect(await jobs.queue(timers).figures()).toMatchObject({ scheduled: 1, due: 0 });
        await expect(
          jobs.queue(timers).repeat('never', { cron: '0 25 * * *' }, { case: 'all' }),
        ).rejects.toThrow('cron: the hour must be');
        await expect(jobs.queue(timers).repeat('never', { everyMs: 0 }, { case: 'all' })).rejects.toThrow(
          'everyMs must be',
        );
      });
    });

    it('tells how a queue stands', async () => {
      const gate = gateOf();
      const queue = jobs.queue(timers);
      await queue.schedule([job('soon', Date.now() + HOUR), job('later', Date.now() + 2 * HOUR)]);
      expect(await queue.figures()).toEqual({ scheduled: 2, due: 0, inHand: 0, dead: 0, waitingMs: 0 });

      await queue.schedule([job('dead', 500), job('held', 1_000), job('due', 2_000)]);
      queue.work(({ id }) => (id === 'dead' ? Promise.reject(new GiveUp('No such case')) : gate.opened));
      await until(async () => (await queue.figures()).inHand === 1 && (await queue.figures()).dead === 1);

      const { waitingMs, ...counts } = await queue.figures();
      expect(counts).toEqual({ scheduled: 2, due: 1, inHand: 1, dead: 1 });
      expect(waitingMs).toBeGreaterThan(Date.now() - 2_000 - 60_000);
      expect(await queue.find('held')).toMatchObject({ state: 'in-hand' });
      gate.open();
    });

    it('is healthy while it is open', async () => {
      await expect(jobs.health()).resolves.toBeUndefined();
    });

    it('holds what the last word on each job was, whatever was said before', async () => {
      const future = Date.now() + HOUR;
      const word = fc.record({
        id: fc.constantFrom('a', 'b', 'c', 'd'),
        at: fc.option(fc.constantFrom(1_000, 2_000, future, future + 1), { freq: 4 }),
      });
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(fc.array(word, { maxLength: 4 }), { maxLength: 8 }), async (bursts) => {
          const queue = jobs.queue({ ...timers, name: `property-${run++}` });
          const model = new Map<string, number>();
          for (const burst of bursts) {
            // Words on different jobs may be said at the same time.
            const words = new Map(burst.map(({ id, at }) => [id, at]));
            await Promise.all(
              [...words].map(([id, at]) =>
                at === null ? queue.cancel([id]) : queue.schedule([job(id, at)]),
              ),
            );
            for (const [id, at] of words)
              if (at === null) model.delete(id);
              else model.set(id, at);
          }
          for (const id of ['a', 'b', 'c', 'd']) expect((await queue.find(id))?.at).toBe(model.get(id));

          const done: string[] = [];
          const worker = queue.work(({ id, at }) => {
            done.push(`${id} at ${at}`);
            return Promise.resolve(undefined);
          });
          const due = [...model].filter(([, at]) => at < future);
          await until(() => done.length >= due.length);
          await worker.stop();

          expect(done.toSorted()).toEqual(due.map(([id, at]) => `${id} at ${at}`).toSorted());
          expect(await queue.figures()).toMatchObject({
            due: 0,
            inHand: 0,
            scheduled: model.size - due.length,
          });
        }),
        { numRuns: 25 },
      );
    });
  });
}

export function job(id: string, at: number): Job<Payload> {
  return { id, at, payload: { case: 'CASE-1' } };
}

/** Something to hold jobs up with. */
function gateOf(): { opened: Promise<undefined>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<undefined>((resolve) => (open = () => resolve(undefined)));
  return { opened, open: () => open() };
}
