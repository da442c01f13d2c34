import { setImmediate as turnOfTheLoop, setTimeout as sleep } from 'node:timers/promises';
import type { LiveCatalogue } from '../application/catalogue/live-catalogue';
import { caseOfStream } from '../domain/case/case-events';
import type { CatalogueOverTime } from '../domain/catalogue/catalogue-over-time';
import { type EventStore, type Position, START, type StoredEvent } from '../event-store/event-store';
import { LogCorrupted } from '../event-store/log-corrupted';
import type { Clock } from '../jobs/clock';
import type { JobQueue } from '../jobs/jobs';
import { happening, readCase } from './case-history';
import { type Place, readCheckpoint, writeCheckpoint } from './checkpoint';
import { notificationJob, type NotificationPayload } from './notifications-queue';
import { type Intents, react, resume } from './process';
import { notRunning, runningAfter } from './running-case';
import { timerId, timerJob, type TimerPayload } from './timers-queue';

/** Events between two checkpoints: what they led to is handed to the queues again after a kill. */
const CHECKPOINT_EVERY = 200;
/** Cases that are looked at together when what is owed is judged afresh: what is in memory at a time. */
const AT_ONCE = 1_000;
/** Of these, cases that are judged before others on this thread have their turn: some milliseconds' work. */
const IN_A_ROW = 25;
/** Milliseconds between tries while the log or the queues cannot be reached. */
const FIRST_WAIT = 50;
const LONGEST_WAIT = 5_000;

const filter = { streamPrefixes: ['case-', 'catalogue-'] };

/** How far a pass over all cases has come, which judges their timers afresh. */
export interface Judging {
  /** So many have been judged. */
  cases: number;
  /** So much of the log has been passed, from 0 to 100. */
  percent: number;
}

export interface ProcessRunnerParts {
  store: EventStore;
  catalogue: LiveCatalogue;
  timers: Pick<JobQueue<TimerPayload>, 'schedule' | 'cancel'>;
  notifications: Pick<JobQueue<NotificationPayload>, 'schedule'>;
  clock: Clock;
}

export interface ProcessRunnerOptions {
  /** The log or the queues cannot be reached for now; it tries again. */
  waiting?(fault: Error): void;
  /** The log is damaged: it goes no further, and follows nothing until the signal. */
  stopped?(fault: LogCorrupted): void;
  /** A case cannot be judged, and why; the others go on. */
  passedOver?(reference: string, fault: Error): void;
  /** How far it has come with judging every case afresh; undefined when it has finished. */
  judging?(progress: Judging | undefined): void;
}

/**
 * Follows the log, and hands what follows from each event to the queues, at least once. What is owed is in the log:
 * after a start, and when a queue has forgotten, or bank holidays were published, it is judged afresh for every case.
 */
export class ProcessRunner {
  /** Whoever schedules a case's timers waits for whoever does already: the same timer has one instant at a time. */
  private lastInTurn: Promise<unknown> = Promise.resolve();
  private position: Position | undefined;
  private sinceCheckpoint = 0;
  private last: Place | undefined;
  /** One pass over all cases follows the other. */
  private judging: Promise<unknown> = Promise.resolve();
  private signal = new AbortController().signal;
  private hasStopped = false;

  constructor(
    private readonly parts: ProcessRunnerParts,
    private readonly options: ProcessRunnerOptions = {},
  ) {}

  /** Follows the log until the signal. */
  async run(signal: AbortSignal): Promise<void> {
    this.signal = signal;
    await this.persevere(() => this.begin());
    await this.persevere((goesWell) => this.follow(goesWell));
    await this.judging;
    await this.inTurn(() => this.writeCheckpoint()).catch((fault: unknown) =>
      this.options.waiting?.(fault as Error),
    );
  }

  /** Does what there is to do now, and returns. */
  async catchUp(): Promise<void> {
    if (this.position === undefined) await this.begin();
    for (let atEnd = false; !atEnd;) {
      const page = await this.parts.store.readAll({ from: this.position, filter });
      await this.inTurn(() => this.handle(page.events, page.next));
      ({ atEnd } = page);
    }
    await this.judging;
  }

  /**
   * Schedules everything that is owed, judged from the log: after a queue has forgotten what it held. Case after case,
   * so that it takes no more memory for a million of them.
   */
  judgeAfresh(): Promise<void> {
    const pass = this.judging.then(() => this.pass());
    this.judging = pass.catch(() => undefined);
    return pass;
  }

  /** Finds where to go on. A log that was never followed is followed from its end: what is owed so far is judged. */
  private async begin(): Promise<void> {
    const { store } = this.parts;
    this.position = await readCheckpoint(store);
    if (this.position !== undefined) {
      this.judgeInTime();
      return;
    }
    const { events } = await store.readAll({ direction: 'backwards', max: 1, filter });
    await this.pass();
    if (this.signal.aborted) return;
    const [last] = events;
    await writeCheckpoint(store, last ?? null);
    this.position = last?.position ?? START;
  }

  private async follow(goesWell: () => void): Promise<void> {
    const { position: from, signal } = this;
    for await (const message of this.parts.store.subscribeToAll({ from, filter, signal })) {
      const events = message.kind === 'events' ? message.events : [];
      await this.inTurn(() => this.handle(events, message.checkpoint));
      goesWell();
    }
  }

  private async handle(events: readonly StoredEvent[], to: Position): Promise<void> {
    const byCase = Map.groupBy(events, ({ stream }) => caseOfStream(stream) ?? '');
    const publications = byCase.get('') ?? [];
    byCase.delete('');
    if (publications.length > 0) await this.parts.catalogue.refresh();
    await this.hand(await Promise.all([...byCase].map(([reference, some]) => this.reactTo(reference, some))));
    if (publications.some(({ type }) => type === 'CalendarPublished')) this.judgeInTime();
    this.position = to;
    this.last = events.at(-1) ?? this.last;
    this.sinceCheckpoint += events.length;
    if (this.sinceCheckpoint >= CHECKPOINT_EVERY) await this.writeCheckpoint();
  }

  private async reactTo(reference: string, events: readonly StoredEvent[]): Promise<Owed | undefined> {
    const history = await readCase(this.parts.store, reference);
    const first = events[0]?.revision ?? 0;
    return this.judge(reference, (catalogue, now) => {
      const before = runningAfter(notRunning, history.slice(0, first).map(happening), catalogue);
      return react(before, events.map(happening), catalogue, now);
    });
  }

  private async pass(): Promise<void> {
    try {
      await this.judgeAll();
    } finally {
      this.options.judging?.(undefined);
    }
  }

  private async judgeAll(): Promise<void> {
    const { store } = this.parts;
    const raised = { streamPrefixes: ['case-'], eventTypes: ['QueryRaised'] };
    let cases = 0;
    for (let from: Position | undefined, atEnd = false; !atEnd && !this.signal.aborted;) {
      const percent = from === undefined ? 0 : Math.floor(100 * (await store.partUpTo(from)));
      this.options.judging?.({ cases, percent });
      const page = await store.readAll({ from, max: AT_ONCE, filter: raised });
      const references = page.events.flatMap(({ stream }) => caseOfStream(stream) ?? []);
      await this.inTurn(async () => this.hand(await this.owedForAll(references)));
      cases += references.length;
      ({ next: from, atEnd } = page);
    }
  }

  private async owedForAll(references: readonly string[]): Promise<(Owed | undefined)[]> {
    const owed: (Owed | undefined)[] = [];
    for (let first = 0; first < references.length; first += IN_A_ROW) {
      const some = references.slice(first, first + IN_A_ROW);
      owed.push(...(await Promise.all(some.map((reference) => this.owedFor(reference)))));
      await turnOfTheLoop();
    }
    return owed;
  }

  private async owedFor(reference: string): Promise<Owed | undefined> {
    const history = await readCase(this.parts.store, reference);
    return this.judge(reference, (catalogue, now) => resume(history.map(happening), catalogue, now));
  }

  /** What keeps one case from being judged keeps no other. */
  private judge(
    reference: string,
    intents: (catalogue: CatalogueOverTime, now: number) => Intents,
  ): Owed | undefined {
    const { catalogue, clock } = this.parts;
    const { overTime } = catalogue;
    try {
      return { reference, ...intents(overTime, clock.now()) };
    } catch (fault) {
      this.options.passedOver?.(reference, fault as Error);
      return undefined;
    }
  }

  private async hand(judged: readonly (Owed | undefined)[]): Promise<void> {
    const owed = judged.filter((one) => one !== undefined);
    const { timers, notifications } = this.parts;
    const scheduled = owed.flatMap(({ reference, schedule }) =>
      schedule.map((timer) => timerJob(reference, timer)),
    );
    if (scheduled.length > 0) await timers.schedule(scheduled);
    const cancelled = owed.flatMap(({ reference, cancel }) => cancel.map((name) => timerId(reference, name)));
    if (cancelled.length > 0) await timers.cancel(cancelled);
    const told = owed.flatMap(({ reference, tell }) =>
      tell.map((message) => notificationJob(reference, message)),
    );
    if (told.length > 0) await notifications.schedule(told);
  }

  private async writeCheckpoint(): Promise<void> {
    if (this.sinceCheckpoint === 0 || !this.last) return;
    await writeCheckpoint(this.parts.store, this.last);
    this.sinceCheckpoint = 0;
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.lastInTurn.then(work, work);
    this.lastInTurn = turn.catch(() => undefined);
    return turn;
  }

  /** Beside what is followed, which waits for nothing. */
  private judgeInTime(): void {
    this.judging = this.judging.then(() => this.persevere(() => this.pass()));
  }

  /** Told once, though what is followed and what is judged afresh may both meet it. */
  private stop(fault: LogCorrupted): void {
    if (!this.hasStopped) this.options.stopped?.(fault);
    this.hasStopped = true;
  }

  private async persevere(work: (goesWell: () => void) => Promise<void>): Promise<void> {
    const { signal } = this;
    for (let wait = FIRST_WAIT; !signal.aborted; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      try {
        await work(() => (wait = FIRST_WAIT));
        return;
      } catch (fault) {
        if (fault instanceof LogCorrupted) {
          this.stop(fault);
          return aborted(signal);
        }
        this.options.waiting?.(fault as Error);
        await sleep(wait, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

interface Owed extends Intents {
  reference: string;
}
