import { join } from 'node:path';
import { ChangeCaseHandler } from '../application/case/change-case';
import { Duplicates } from '../application/case/duplicates';
import { LiveCatalogue } from '../application/catalogue/live-catalogue';
import { CommandRunner } from '../application/command-runner';
import { EventLog } from '../application/event-log';
import type { CaseCommand } from '../domain/case/case-commands';
import { evolveClock, targetsOf, unwoundClock } from '../domain/case/case-clock';
import type { RecordedCaseEvent } from '../domain/case/case-events';
import { defaultCatalogue } from '../domain/catalogue/default-catalogue';
import { domainCodec } from '../domain/events';
import { fold } from '../event-sourcing/decider';
import { EmbeddedJobs } from '../jobs/embedded/embedded-jobs';
import { ask, at, forward, inquire, raise, resolve, schedule } from '../testing/case-builders';
import { FakeClock } from '../testing/fake-clock';
import { LogBuilder } from '../testing/log-builder';
import { notificationsQueue } from './notifications-queue';
import { type Judging, ProcessRunner } from './process-runner';
import { ringer } from './ring';
import { timerId, timersQueue } from './timers-queue';

const MINUTE = 60_000;
const DAY = 86_400_000;
const raisedAt = Date.parse('2026-06-01T09:30:00.000Z');
const customerId = '5f1c1d1e-6b0a-4e0b-9a64-0c6a5a3f2d11';
const acknowledge = ask('AcknowledgeQuery', { reference: 'THI-SON-E001', channel: 'phone', promised: [] });
const days = (n: number): string => new Date(raisedAt + n * DAY).toISOString();

/** The calendars that ship, with one more holiday in England. */
function withARoyalWedding() {
  const [england, ...others] = defaultCatalogue().calendars;
  if (!england) throw new Error('There is a calendar');
  const holidays = [...england.holidays, { date: '2026-06-04', title: 'A royal wedding' }];
  return [{ ...england, holidays }, ...others];
}

/** The worker's processes by a clock that is moved by hand; what customers are to be told is kept in a list. */
class Worker {
  readonly told: string[] = [];

  private constructor(
    readonly jobs: EmbeddedJobs,
    readonly runner: ProcessRunner,
    readonly clock: FakeClock,
    private readonly catalogue: LiveCatalogue,
    /** What it has said of its passes over all cases. */
    readonly passes: (Judging | undefined)[],
  ) {}

  static async start(log: LogBuilder, now: number, file = 'jobs.db'): Promise<Worker> {
    const { store, keyring } = log;
    const clock = new FakeClock(now);
    const jobs = EmbeddedJobs.open({ file: join(log.folder, file), clock });
    const catalogue = await LiveCatalogue.open(store);
    const events = new EventLog(store, domainCodec, keyring);
    const commands = new ChangeCaseHandler(new CommandRunner(events), events, catalogue);
    const [timers, notifications] = [jobs.queue(timersQueue), jobs.queue(notificationsQueue)];
    const passes: (Judging | undefined)[] = [];
    const judging = (progress: Judging | undefined) => passes.push(progress);
    const runner = new ProcessRunner({ store, catalogue, timers, notifications, clock }, { judging });
    const worker = new Worker(jobs, runner, clock, catalogue, passes);
    timers.work(ringer({ log: store, catalogue, commands, clock }), { concurrency: 20 });
    notifications.work(({ payload }) => {
      worker.told.push(payload.message);
      return Promise.resolve(undefined);
    });
    await worker.settled();
    return worker;
  }

  /** Until nothing is left to do at this moment. */
  readonly settled = async (): Promise<void> => {
    await this.runner.catchUp();
    await this.jobs.settled();
    await this.runner.catchUp();
    await this.jobs.settled();
  };

  until(instant: number): Promise<void> {
    return this.clock.advanceTo(instant, this.settled);
  }

  /** Stops it. What it leaves on disk, a kill would leave too. */
  async end(): Promise<void> {
    await this.jobs.close(0);
    await this.catalogue.close();
  }
}

describe('The processes of a worker', () => {
  let log: LogBuilder;
  let worker: Worker | undefined;
  beforeEach(async () => (log = await LogBuilder.open()));
  afterEach(async () => {
    await worker?.end();
    worker = undefined;
    await log.dispose();
  });

  const raised = raise({ customerId });
  const said = async (reference: Awaited<ReturnType<LogBuilder['aCase']>>) =>
    (await log.history(reference)).map(({ type, data }) =>
      type === 'NoticeRaised'
        ? `${data.notice} ${data.about}`
        : type === 'TargetMissed'
          ? `missed ${data.target}`
          : type,
    );

  it('record each missed date once, at its moment, warned of before and escalated after', async () => {
    const reference = await log.aCase(raised);
    worker = await Worker.start(log, raisedAt);
    await worker.until(raisedAt + 30 * DAY);

    expect(await said(reference)).toEqual([
      'QueryRaised',
      'missed acknowledge',
      'date-passed acknowledge',
      'date-near resolve',
      'delay resolve',
      'missed resolve',
      'date-passed resolve',
    ]);
    expect(worker.told).toEqual(['received', 'delay']);
    const missed = (await log.history(reference)).filter(({ type }) => type === 'TargetMissed');
    expect(missed.map(({ data }) => data)).toEqual([
      { target: 'acknowledge', dueAt: '2026-06-02T22:59:59.999Z' },
      { target: 'resolve', dueAt: '2026-06-08T22:59:59.999Z' },
    ]);
  });

  it('follow what happens: timers are set, moved and called off', async () => {
    const reference = await log.aCase(raised, acknowledge);
    worker = await Worker.start(log, raisedAt + DAY / 8);
    const timers = worker.jobs.queue(timersQueue);
    const due = async (name: string) => (await timers.find(timerId(reference, name)))?.at;
    expect(await due('missed.resolve')).toBe(Date.parse('2026-06-08T23:00:00.000Z'));

    await log.goesOn(reference, forward(), schedule());
    await worker.settled();
    expect(await due('action-today.repair')).toBe(Date.parse('2026-06-04T06:00:00.000Z'));

    await log.goesOn(reference, at(days(0.12), resolve()));
    await worker.settled();
    expect(await due('missed.resolve')).toBeUndefined();
    expect(await due('action-today.repair')).toBeUndefined();
    expect(worker.told.toSorted()).toEqual(['action-planned', 'forwarded', 'received', 'resolved']);
  });

  it('move running timers when bank holidays are published', async () => {
    const reference = await log.aCase(raised, acknowledge);
    worker = await Worker.start(log, raisedAt);
    await log.publish({ calendars: withARoyalWedding() }, days(1));
    await worker.settled();

    const moved = await worker.jobs.queue(timersQueue).find(timerId(reference, 'missed.resolve'));
    expect(moved?.at).toBe(Date.parse('2026-06-09T23:00:00.000Z'));
  });

  it('keep a date met that was met, when a past holiday is taken back', async () => {
    const reference = await log.aCase(raised, acknowledge);
    worker = await Worker.start(log, raisedAt);
    await log.publish({ calendars: withARoyalWedding() }, days(1));
    await worker.until(raisedAt + 7 * DAY);
    // Due on the 9th, with the wedding; on the 8th without it.
    await log.goesOn(reference, at('2026-06-09T15:00:00.000Z', resolve()));
    await worker.until(raisedAt + 9 * DAY);
    await log.publish({ calendars: defaultCatalogue().calendars }, days(10));
    await worker.until(raisedAt + 20 * DAY);

    expect(await said(reference)).not.toContain('missed resolve');
  });

  it('say how far they have come while the timers of all cases follow a calendar', async () => {
    const cases = 1_200;
    for (let n = 0; n < cases; n++) await log.aCase(raised);
    worker = await Worker.start(log, raisedAt);
    worker.passes.length = 0;
    await log.publish({ calendars: withARoyalWedding() }, days(1));
    await worker.settled();

    const [begun, midway, ended] = worker.passes;
    expect(begun).toEqual({ cases: 0, percent: 0 });
    expect(midway?.cases).toBe(1_000);
    expect(midway?.percent).toBeGreaterThan(0);
    expect(midway?.percent).toBeLessThan(100);
    expect(ended).toBeUndefined();
  }, 60_000);

  it('leave others their turn while they judge the timers of all cases', async () => {
    for (let n = 0; n < 300; n++) await log.aCase(raised);
    worker = await Worker.start(log, raisedAt);
    let turns = 0;
    let isOver = false;
    const takeATurn = (): void => {
      turns++;
      if (!isOver) setImmediate(takeATurn);
    };
    setImmediate(takeATurn);
    await worker.runner.judgeAfresh();
    isOver = true;
    expect(turns).toBeGreaterThanOrEqual(10);
  });

  it('schedule everything again for a queue that has come back empty', async () => {
    const references = [];
    for (let n = 0; n < 30; n++) references.push(await log.aCase(raise({ customerId }), acknowledge));
    worker = await Worker.start(log, raisedAt);
    await worker.end();
    worker = await Worker.start(log, raisedAt + DAY, 'emptied.db');
    await worker.until(raisedAt + 20 * DAY);

    for (const reference of references) {
      expect((await said(reference)).filter((word) => word === 'missed resolve')).toHaveLength(1);
    }
  });

  it('close a case for want of an answer when the customer has had a week’s notice', async () => {
    const reference = await log.aCase(raised, acknowledge, inquire());
    worker = await Worker.start(log, raisedAt);
    await worker.until(raisedAt + 60 * DAY);

    expect(await said(reference)).toEqual([
      'QueryRaised',
      'QueryAcknowledged',
      'InformationRequested',
      'ClockPaused',
      'closing-soon q1',
      'ClockResumed',
      'Closed',
    ]);
    expect(worker.told).toEqual(expect.arrayContaining(['received', 'waiting-for-you', 'closing-soon']));
  });

  describe('when an original ends', () => {
    const undone = async (reference: Awaited<ReturnType<LogBuilder['aCase']>>) =>
      (await said(reference)).filter((word) => !/missed|date|delay|survey/.test(word));
    const duplicateOf = async (original: string) => {
      const { store, keyring } = log;
      const events = new EventLog(store, domainCodec, keyring);
      const one = await log.aCase(raise({ customerId }));
      const context = { commandId: one, correlationId: one, recordedAt: days(1), occurredAt: days(1) };
      const agent = { kind: 'agent', id: 'a.jones' } as const;
      await new Duplicates(new CommandRunner(events), events).mark(one, original, {
        ...context,
        actor: agent,
      });
      return one;
    };
    const closed = at(days(2), ask('Close', { reason: 'resolved' }));

    it('close its duplicates with it, and theirs, once, also after the queue was lost', async () => {
      const original = await log.aCase(raised);
      const one = await duplicateOf(original);
      worker = await Worker.start(log, raisedAt + 2 * DAY);
      await log.goesOn(original, at(days(2), resolve()), closed);
      await worker.settled();
      await worker.end();
      worker = await Worker.start(log, raisedAt + 3 * DAY, 'emptied.db');
      expect(await undone(one)).toEqual(['QueryRaised', 'MarkedDuplicate', 'Closed']);
      expect(worker.told).not.toContain('closed');
    });

    it('close what was closed while nobody was at work', async () => {
      const original = await log.aCase(raised);
      const one = await duplicateOf(original);
      await log.goesOn(original, at(days(2), resolve()), closed);
      worker = await Worker.start(log, raisedAt + 9 * DAY);
      expect(await undone(one)).toEqual(['QueryRaised', 'MarkedDuplicate', 'Closed']);
    });

    it('let its duplicates go on by themselves when it is withdrawn', async () => {
      const original = await log.aCase(raised);
      const one = await duplicateOf(original);
      worker = await Worker.start(log, raisedAt + DAY);
      await log.goesOn(original, ask('Withdraw', { by: 'customer' }, days(1)));
      await worker.settled();
      expect(await undone(one)).toEqual(['QueryRaised', 'MarkedDuplicate', 'DuplicateUndone']);
      expect(await undone(original)).toEqual(['QueryRaised', 'FollowerJoined', 'Withdrawn', 'FollowerLeft']);
    });
  });

  it('pass over a case that cannot be judged, and go on with the others', async () => {
    await log.aCase(raise({ standard: { code: 'nobody-published-it', version: 1 } }));
    const reference = await log.aCase(raised);
    worker = await Worker.start(log, raisedAt);
    await worker.until(raisedAt + 3 * DAY);
    expect(await said(reference)).toContain('missed acknowledge');
  });

  it('wake one after another, however often they are stopped, and repeat nothing', async () => {
    const reference = await log.aCase(raised);
    for (let hour = 0; hour < 24 * 14; hour += 7) {
      worker = await Worker.start(log, raisedAt + hour * 60 * MINUTE);
      await worker.until(raisedAt + (hour + 7) * 60 * MINUTE);
      await worker.end();
    }
    worker = undefined;
    const words = await said(reference);
    expect(words).toEqual([...new Set(words)]);
    expect(words).toContain('missed resolve');
  }, 30_000);

  it('account for every promise of a year', async () => {
    const closed: CaseCommand = ask('Close', { reason: 'resolved' });
    const references = [];
    for (let n = 0; n < 300; n++) {
      const start = raisedAt + Math.floor((n * 360 * DAY) / 300);
      const moment = (day: number): string => new Date(start + day * DAY).toISOString();
      const commands = [raise({ customerId }, moment(0))];
      // Acknowledged in time, late or never; resolved in time, late or never.
      if (n % 3 < 2) commands.push(at(moment((n % 3) * 6), acknowledge));
      if (n % 5 < 3) commands.push(at(moment(6 + (n % 5) * 5), resolve()), at(moment(20), closed));
      references.push(await log.aCase(...commands));
    }
    worker = await Worker.start(log, raisedAt);
    await worker.until(raisedAt + 400 * DAY);

    const catalogue = await log.catalogue();
    const wrong = [];
    for (const reference of references) {
      const history = (await log.history(reference)) as RecordedCaseEvent[];
      const clock = fold(evolveClock, unwoundClock, history);
      for (const { target, due = Infinity, reachedAt = Infinity } of targetsOf(clock, catalogue)) {
        const missed = history.filter(({ type, data }) => type === 'TargetMissed' && data.target === target);
        const moments = missed.map(({ metadata }) => Date.parse(metadata.occurredAt));
        const expected = reachedAt <= due ? [] : [due + 1];
        if (moments.join() !== expected.join()) wrong.push({ reference, target, moments, expected });
      }
    }
    expect(wrong).toEqual([]);
  }, 60_000);
});
