import { ChangeCaseHandler } from '@guildhall/application/case/change-case';
import type { LiveCatalogue } from '@guildhall/application/catalogue/live-catalogue';
import { CommandRunner } from '@guildhall/application/command-runner';
import type { EventLog } from '@guildhall/application/event-log';
import type { EventStore } from '@guildhall/event-store/event-store';
import { systemClock } from '@guildhall/jobs/clock';
import type { JobOutcome, Jobs, QueueFigures } from '@guildhall/jobs/jobs';
import type { Keyring } from '@guildhall/keyring/keyring';
import type { Config } from '@guildhall/platform/config';
import type { Databases } from '@guildhall/platform/database/databases';
import { Lease } from '@guildhall/platform/postgres/lease';
import { notificationsQueue } from '@guildhall/processes/notifications-queue';
import { carryMessages } from './carry-messages';
import { type Judging, ProcessRunner } from '@guildhall/processes/process-runner';
import { queuesOf } from '@guildhall/processes/queues';
import { ringer } from '@guildhall/processes/ring';
import { timersQueue } from '@guildhall/processes/timers-queue';
import type { Logger } from 'pino';
import { openNotifier } from '../installation/messages';
import { openJobs } from '../installation/open-jobs';
import { Opened } from '../program/opened';
import { findWhatWasStored } from './find-what-was-stored';
import { publishFeeds } from './publish-feeds';
import { runInTurns } from './run-in-turns';
import { Tally } from './tally';

/** Timers that ring at the same time are seen to so many at once, and share what they write. */
const RINGING_AT_ONCE = 20;

/** What the worker stands on. */
export interface WorkerFoundations {
  store: EventStore;
  catalogue: LiveCatalogue;
  log: EventLog;
  keyring: Keyring;
  /** Where workers take turns; where there is none, one is at work. */
  postgres: Databases | undefined;
}

/** What follows the log and the clock, and has effects. */
export interface RunningWorker {
  /** What it works on: an API in the same process asks it too. */
  readonly jobs: Jobs;
  /** Why the department feeds have stopped; undefined while they go on. */
  readonly feedsFault: string | undefined;
  /** Why no job would be done now; undefined while it would. */
  jobsFault(): Promise<string | undefined>;
  /** How far it has come with judging every case’s timers afresh; undefined when it has. */
  readonly judging: Judging | undefined;
  /** How each queue stands, by its name. */
  queues(): Promise<[queue: string, figures: QueueFigures][]>;
  /** How many jobs came to each outcome since the start. */
  readonly outcomes: readonly { queue: string; outcome: JobOutcome['outcome']; jobs: number }[];
  /** Finishes what is in hand. */
  stop(): Promise<void>;
}

/** @throws RefusalToStart when there is no place for jobs */
export async function startWorker(
  config: Config,
  foundations: WorkerFoundations,
  logger: Logger,
): Promise<RunningWorker> {
  const opened = new Opened();
  const tally = new Tally();
  let runner: ProcessRunner | undefined;
  let judging: Judging | undefined;
  try {
    const feeds = publishFeeds(foundations.store, logger);
    opened.add(() => feeds.stop());
    const jobs = await openJobs(config, logger, {
      onOutcome: (outcome) => tally.count(outcome),
      // Of several workers, the one that is at work sees to it.
      onForgotten: async () => runner?.judgeAfresh(),
    });
    opened.add(() => jobs.close());
    const [timers, notifications] = [jobs.queue(timersQueue), jobs.queue(notificationsQueue)];
    const { store, catalogue, log, postgres } = foundations;
    const commands = new ChangeCaseHandler(new CommandRunner(log), log, catalogue);
    timers.work(ringer({ log: store, catalogue, commands, clock: systemClock }), {
      concurrency: RINGING_AT_ONCE,
    });
    const notifier = await openNotifier(config, foundations);
    carryMessages(jobs, notifications, config.messages.tellCustomers ? notifier : undefined);
    const waiting = ({ message: reason }: Error): void =>
      logger.warn({ reason }, 'processes cannot go on for now');
    const lease = postgres && (await Lease.open(postgres, 'processes'));
    opened.add(() => lease?.close());
    const ending = new AbortController();
    const run = async (signal: AbortSignal): Promise<void> => {
      runner = new ProcessRunner(
        { store, catalogue, timers, notifications, clock: systemClock },
        {
          waiting,
          stopped: ({ message: reason }) =>
            logger.error({ reason }, 'processes have stopped: no timer is set and nobody is told'),
          judging: (progress) => (judging = progress),
          passedOver: (reference, { message: reason }) =>
            logger.error({ reference, reason }, 'a case cannot be judged; the others go on'),
        },
      );
      await runner.run(signal);
    };
    const following = runInTurns(lease, run, ending.signal, waiting);
    const finding = findWhatWasStored(store, foundations.keyring, logger, ending.signal);
    opened.add(async () => {
      ending.abort();
      await Promise.all([following, finding]);
    });
    return {
      jobs,
      get feedsFault() {
        return feeds.fault;
      },
      get judging() {
        return judging;
      },
      jobsFault: async () => {
        try {
          await jobs.health();
          return undefined;
        } catch (fault) {
          return (fault as Error).message;
        }
      },
      queues: () =>
        Promise.all(queuesOf(jobs).map(async (queue) => [queue.type.name, await queue.figures()])),
      get outcomes() {
        return tally.outcomes;
      },
      stop: () => opened.close(),
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}
