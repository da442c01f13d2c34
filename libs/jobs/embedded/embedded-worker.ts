import { setTimeout as sleep } from 'node:timers/promises';
import type { GroupCommit } from '../../platform/sqlite/group-commit';
import type { Clock } from '../clock';
import { GiveUp, PAYLOAD_UNFIT, PROCESS_ENDED, reasonOf } from '../give-up';
import { GRACE } from '../jobs';
import type { JobHandler, JobOutcome, JobPayload, JobsOptions, JobWorker, QueueType } from '../jobs';
import { retryDelay } from '../retry-policy';
import { within } from '../within';
import type { JobTable, TakenRow, Verdict } from './job-table';

/** How long to wait, in milliseconds, when the file cannot be written for now. */
const PATIENCE = 1_000;

/** What all workers of one file share. */
export interface Workshop extends JobsOptions {
  table: JobTable;
  commits: GroupCommit;
  clock: Clock;
  random: () => number;
  /** A number that no other taking has. */
  nextTicket(): number;
}

interface InHand {
  row: TakenRow;
  abort: AbortController;
  /** It is another's now: what becomes of it here counts for nothing. */
  givenBack: boolean;
}

/**
 * Does the jobs of one queue. It sleeps until the next one is due, is woken when an earlier one is scheduled, and looks
 * again when one is finished: it never asks in between.
 */
export class EmbeddedWorker<Payload extends JobPayload> implements JobWorker {
  readonly #inHand = new Map<InHand, Promise<void>>();
  #looking = false;
  #lookAgain = false;
  #stopped = false;
  #alarm: { at: number; callOff: () => void } | undefined;
  /** The window of the rate limit that is open: it ends then, and so many may still begin. */
  #window = { end: -Infinity, left: 0 };

  constructor(
    private readonly shop: Workshop,
    private readonly type: QueueType<Payload>,
    private readonly handler: JobHandler<Payload>,
    private readonly concurrency: number,
  ) {
    this.#look();
  }

  /** Something is or will be due at this instant. */
  wake(at: number): void {
    if (at <= this.shop.clock.now()) this.#look();
    else this.#sleepUntil(at);
  }

  /** Whether it is doing something now, rather than sleeping. */
  get busy(): boolean {
    return this.#looking || this.#inHand.size > 0;
  }

  async stop(withinMs = GRACE): Promise<void> {
    this.#stopped = true;
    this.#alarm?.callOff();
    while (this.#looking) await new Promise(setImmediate);
    await within(withinMs, Promise.all(this.#inHand.values()));
    await Promise.all([...this.#inHand.keys()].map((inHand) => this.#giveBack(inHand)));
  }

  async #giveBack(inHand: InHand): Promise<void> {
    inHand.givenBack = true;
    inHand.abort.abort(new Error('The worker stops and has given this job back'));
    this.#inHand.delete(inHand);
    const { table, commits, onTrouble } = this.shop;
    await commits
      .run(() => table.giveBack(inHand.row))
      // It is in hand in the file, and so given back when the file is opened the next time.
      .catch((error: unknown) => onTrouble?.(`A job could not be given back: ${(error as Error).message}`));
  }

  #look(): void {
    if (this.#looking) {
      this.#lookAgain = true;
      return;
    }
    if (this.#stopped) return;
    this.#looking = true;
    this.#lookAgain = false;
    void this.#takeWhatIsDue().then(() => {
      this.#looking = false;
      if (this.#lookAgain) this.#look();
    });
  }

  async #takeWhatIsDue(): Promise<void> {
    const { table, commits, clock, onTrouble } = this.shop;
    const queue = this.type.name;
    for (;;) {
      const now = clock.now();
      const due = table.nextDue(queue);
      const next = this.#mayBegin(now) === 0 ? Math.max(due, this.#window.end) : due;
      if (next > now) {
        this.#sleepUntil(next);
        return;
      }
      try {
        const ticket = this.shop.nextTicket();
        // How many hands are free is asked when it comes to it: what finishes in this turn is finished by then.
        const rows = await commits.run(() => table.take(queue, ticket, now, this.#room(now)));
        this.#count(rows.length, now);
        for (const row of rows) this.#begin(row);
        // Whoever finishes looks again.
        if (rows.length === 0 || this.#inHand.size >= this.concurrency) return;
      } catch (error) {
        onTrouble?.(`Jobs of ${queue} cannot be taken and will be in a moment: ${(error as Error).message}`);
        this.#sleepUntil(now + PATIENCE);
        return;
      }
    }
  }

  #room(now: number): number {
    if (this.#stopped) return 0;
    return Math.min(this.concurrency - this.#inHand.size, this.#mayBegin(now));
  }

  /** How many may begin in this window of the rate limit. */
  #mayBegin(now: number): number {
    const { limit } = this.type;
    if (!limit) return Infinity;
    return now < this.#window.end ? this.#window.left : limit.max;
  }

  #count(begun: number, now: number): void {
    const { limit } = this.type;
    if (!limit || begun === 0) return;
    if (now >= this.#window.end) this.#window = { end: now + limit.perMs, left: limit.max };
    this.#window.left -= begun;
  }

  #sleepUntil(instant: number): void {
    if (this.#stopped || instant === Infinity) return;
    if (this.#alarm && this.#alarm.at <= instant) return;
    this.#alarm?.callOff();
    const callOff = this.shop.clock.wakeAt(instant, () => {
      this.#alarm = undefined;
      this.#look();
    });
    this.#alarm = { at: instant, callOff };
  }

  #begin(row: TakenRow): void {
    const inHand: InHand = { row, abort: new AbortController(), givenBack: false };
    const ended = this.#do(inHand).finally(() => {
      this.#inHand.delete(inHand);
      this.#look();
    });
    this.#inHand.set(inHand, ended);
  }

  async #do(inHand: InHand): Promise<void> {
    const { row } = inHand;
    const { clock, onOutcome } = this.shop;
    const begun = clock.now();
    const verdict = await this.#attempt(inHand);
    const tookMs = clock.now() - begun;
    if (!(await this.#store(inHand, verdict))) return;
    onOutcome?.({
      queue: row.queue,
      id: row.id,
      outcome: outcomeOf(verdict),
      attempt: row.failures + 1,
      lateMs: Math.max(0, begun - row.at),
      tookMs,
      ...(verdict.kind !== 'done' && verdict.reason !== null && { reason: verdict.reason }),
    });
  }

  async #attempt({ row, abort }: InHand): Promise<Verdict> {
    const { retry, payload: schema } = this.type;
    const { id, at, failures } = row;
    const dead = (made: number, reason: string): Verdict => ({
      kind: 'dead',
      at: this.shop.clock.now(),
      failures: made,
      reason,
    });
    if (row.crashes >= retry.attempts) return dead(failures, PROCESS_ENDED);
    const payload = schema.safeParse(JSON.parse(row.payload));
    if (!payload.success) return dead(failures, PAYLOAD_UNFIT);
    try {
      const job = { id, at, payload: payload.data, attempt: failures + 1, signal: abort.signal };
      const answer = await this.handler(job);
      if (!answer) return { kind: 'done' };
      return { kind: 'again', due: answer.postponedTo, failures, reason: null };
    } catch (error) {
      const made = failures + 1;
      const reason = reasonOf(error);
      if (error instanceof GiveUp || made >= retry.attempts) return dead(made, reason);
      const due = this.shop.clock.now() + retryDelay(retry, made, this.shop.random);
      return { kind: 'again', due, failures: made, reason };
    }
  }

  /** Answers whether it counts: nobody else was given the job meanwhile. */
  async #store(inHand: InHand, verdict: Verdict): Promise<boolean> {
    const { table, commits, onTrouble } = this.shop;
    while (!inHand.givenBack) {
      try {
        await commits.run(() => table.settle(inHand.row, verdict));
        return true;
      } catch (error) {
        onTrouble?.(
          `What became of a job of ${this.type.name} cannot be written: ${(error as Error).message}`,
        );
        await sleep(PATIENCE, undefined, { signal: inHand.abort.signal }).catch(() => undefined);
      }
    }
    return false;
  }
}

function outcomeOf(verdict: Verdict): JobOutcome['outcome'] {
  if (verdict.kind !== 'again') return verdict.kind;
  return verdict.reason === null ? 'postponed' : 'to-be-retried';
}
