import type { z } from 'zod';
import type { Recurrence } from './recurrence';
import type { RetryPolicy } from './retry-policy';

/**
 * What a job carries: ids, instants and other codes, by name. Names of people, addresses and free text cannot get in
 * (see `checkJob`), because queues, dead letters and the tools that show them are no place for personal data.
 */
export type JobPayload = Readonly<Record<string, string | number | boolean>>;

/** At most so many jobs are started in any window of so many milliseconds. Windows follow each other; they do not slide. */
export interface RateLimit {
  max: number;
  perMs: number;
}

/** What one queue is. A value beside its handler; see {@link queueType}. */
export interface QueueType<Payload extends JobPayload> {
  /** Lower-case letters, digits and `-`: `timers`, `email`, `webhooks`. */
  readonly name: string;
  /** Checked when a job is scheduled, and again when it is taken: an older program may have scheduled it. */
  readonly payload: z.ZodType<Payload>;
  readonly retry: RetryPolicy;
  /** Of the queue as a whole, over all its workers. Left out: none. */
  readonly limit?: RateLimit;
}

/** Declares a queue, so that its payload's type follows from its schema. */
export function queueType<Payload extends JobPayload>(type: QueueType<Payload>): QueueType<Payload> {
  return type;
}

/** Something to do at an instant. */
export interface Job<Payload extends JobPayload = JobPayload> {
  /**
   * Derived from the job's cause, so that whoever schedules it again means the same job: up to 200 letters, digits,
   * `.`, `_` and `-`.
   */
  readonly id: string;
  /**
   * UTC milliseconds; in the past means at once. Derived from the cause as well, never from the clock of the moment:
   * scheduling the same id at another instant is moving it.
   */
  readonly at: number;
  readonly payload: Payload;
}

/** A job that a worker has taken. */
export interface JobInHand<Payload extends JobPayload = JobPayload> extends Job<Payload> {
  /** 1 for the first. Postponing is no attempt. */
  readonly attempt: number;
  /** Aborted when the worker can wait no longer: the job is then given back, and another will do it again. */
  readonly signal: AbortSignal;
}

/** What a handler answers when now is not the time (quiet hours, a provider's `Retry-After`): asked again then. */
export interface Postponed {
  /** UTC milliseconds. */
  readonly postponedTo: number;
}

/**
 * Does a job, **at least once**, and answers nothing when it is done: it is asked again after a crash, and so looks first whether it was done already. What
 * it throws is tried again as the queue's retry policy says, or never when it is a `GiveUp`.
 */
export type JobHandler<Payload extends JobPayload> = (
  job: JobInHand<Payload>,
) => Promise<Postponed | undefined>;

/** Where a job is: waiting for its instant or for a worker, being done, or given up until somebody replays it. */
export type JobState = 'waiting' | 'in-hand' | 'dead';

/** A job as the queue holds it. One that is done is not held: what has been done is in the log. */
export interface HeldJob<Payload extends JobPayload = JobPayload> extends Job<Payload> {
  readonly state: JobState;
  /** Attempts that have failed since it was scheduled or replayed. */
  readonly failures: number;
  /** Why the last attempt failed, without anything personal (see `reasonOf`); undefined when none has. */
  readonly reason: string | undefined;
  /** When it was given up, in UTC milliseconds; undefined unless it is dead. */
  readonly givenUpAt: number | undefined;
}

/** How a queue stands. */
export interface QueueFigures {
  /** Waiting for an instant that is still to come. */
  scheduled: number;
  /** Waiting for a worker: their instant has come. */
  due: number;
  inHand: number;
  dead: number;
  /** For how many milliseconds the job that has been due the longest has been waiting for a worker; 0 when none is due. */
  waitingMs: number;
}

export interface WorkOptions {
  /** Jobs in hand at the same time, at most; 1 when left out. */
  concurrency?: number;
}

export interface JobWorker {
  /**
   * Takes no more jobs and waits for those in hand. Those that are not finished by then are told by their signal and
   * given back, to be done again by the next worker.
   * @param withinMs how long to wait for those in hand; 10 seconds when left out
   */
  stop(withinMs?: number): Promise<void>;
}

/** One queue. */
export interface JobQueue<Payload extends JobPayload> {
  readonly type: QueueType<Payload>;
  /**
   * Sees to it that each of these jobs is done at its instant. Resolves when they are stored.
   *
   * - An id that is not held: it is scheduled.
   * - Held at the same instant: nothing changes, whether it waits, is in hand, is being tried again or is dead.
   * - Held at another instant: it is moved, and its attempts start anew. A dead one lives again, and one in hand is
   *   done once more at the new instant.
   *
   * @throws TypeError naming the field, when a job is not one that may be stored; none of them is scheduled
   * @throws JobsUnavailable
   */
  schedule(jobs: readonly Job<Payload>[]): Promise<void>;
  /** Forgets these jobs, the dead ones too. One in hand runs to its end, but is not tried again. */
  cancel(ids: readonly string[]): Promise<void>;
  find(id: string): Promise<HeldJob<Payload> | undefined>;

  /**
   * Schedules a job again and again, until {@link stopRepeating}. Its jobs have the ids `<id>@<instant>`. After a
   * pause it goes on: what was missed is done once, not as often as it was missed. The same id again replaces it;
   * asking for what is there already changes nothing. One job may begin while the last is still in hand.
   */
  repeat(id: string, recurrence: Recurrence, payload: Payload): Promise<void>;
  stopRepeating(id: string): Promise<void>;

  /** Jobs that were given up, the latest first; 100 of them when `max` is left out. */
  dead(max?: number): Promise<HeldJob<Payload>[]>;
  /** Gives dead jobs new attempts, now. Answers how many of these ids were dead. */
  replay(ids: readonly string[]): Promise<number>;

  figures(): Promise<QueueFigures>;

  /** Starts doing this queue's jobs. One worker for each queue in one program. */
  work(handler: JobHandler<Payload>, options?: WorkOptions): JobWorker;
}

/** What became of a job that a worker had taken; for logs and metrics. */
export interface JobOutcome {
  queue: string;
  id: string;
  /** `superseded`: it had been cancelled or moved since, so its handler was not asked. */
  outcome: 'done' | 'postponed' | 'to-be-retried' | 'dead' | 'superseded';
  attempt: number;
  /** Milliseconds between the instant it was scheduled for and its beginning. */
  lateMs: number;
  /** Milliseconds in the handler. */
  tookMs: number;
  /** Of what failed. */
  reason?: string;
}

export interface JobsOptions {
  /** Told of each outcome, once it is stored. */
  onOutcome?: (outcome: JobOutcome) => void;
  /**
   * The queues may not hold all that they once acknowledged: their store came back empty, or has been started again
   * and may have lost its last moments. What is owed is to be scheduled again, judged from the log. Repeating jobs
   * have been seen to.
   */
  onForgotten?: (why: 'emptied' | 'restarted') => Promise<void>;
  /** Something is wrong that will be tried again without anyone's help: a sentence for the log. */
  onTrouble?: (sentence: string) => void;
}

/**
 * The queues of an installation. Never the truth of what is owed, which is in the log: whoever schedules a job can say
 * again that it is owed, and does so after every start.
 */
export interface Jobs {
  /** The queue of this type: the same one for the same type. */
  queue<Payload extends JobPayload>(type: QueueType<Payload>): JobQueue<Payload>;
  /** Resolves when a job would be taken now, rejects with the reason when not. */
  health(): Promise<void>;
  /** Stops all workers, as {@link JobWorker.stop} does, then closes. */
  close(withinMs?: number): Promise<void>;
}

/** The queues could not be reached or written to. Part of what was asked may have been done; asking again is safe. */
export class JobsUnavailable extends Error {
  override readonly name = 'JobsUnavailable';
}

/** How long a worker that is stopped waits for the jobs in hand, in milliseconds. */
export const GRACE = 10_000;
