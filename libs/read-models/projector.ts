import { setTimeout as sleep } from 'node:timers/promises';
import { type EventReader, type Position, START } from '../event-store/event-store';
import { LogCorrupted } from '../event-store/log-corrupted';
import { isDamage } from '../platform/database/damage';
import { mayPass } from '../platform/database/database-fault';
import { Fenced } from './checkpoint';
import { inSpareTime } from './in-spare-time';
import type { Decoded, OpenProjection } from './open-projection';
import { patiently } from './patiently';
import { decode, readBatch, readModelFilter, replayTo } from './replay';

/**
 * Events applied in one transaction. A page of a table is written once in each, however many of its rows change, so more
 * is faster; but all of them are in memory at once, and whoever waits to see the first of them waits for the last.
 */
const BATCH = 2_500;

/** Milliseconds between two batches, at most, where there is no more to do than has just come. */
const LONGEST_REST = 15;

/** Milliseconds before rows that follow a calendar are tried again, while the database cannot be written. */
const PAUSE = 50;

export interface ProjectorOptions {
  /** Events applied in one transaction; 2,500 when left out. */
  batch?: number;
  /** Rows that follow a new calendar in one transaction; 5,000 when left out. */
  recomputedAtOnce?: number;
  /** A projection has come this far. */
  moved?(projection: string, position: Position): void;
  /** A projection cannot write for now and tries again. */
  waiting?(projection: string, fault: Error): void;
  /** A projection has stopped at an event it cannot get past; the others go on. */
  stopped?(projection: string, fault: Error): void;
}

/** What is seen to between two batches: that the projector follows what it should. */
export interface Upkeep {
  /** Does what there is to do now. @throws Fenced when another projector is at work on the same read models */
  attend(projector: Projector): Promise<void>;
  /** Has everything built that is not live yet. */
  finish(projector: Projector): Promise<void>;
  /** A projection's database does not hold what it did. */
  noteDamage(projection: string, fault: Error): Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds between attendances while nothing comes. */
const ATTEND_EVERY = 50;

/**
 * Reads the log once for all its projections: each event is decoded once and handed to every projection that has not
 * seen it. No effects: it may be wiped and replayed at any time.
 */
export class Projector {
  private readonly open: Set<OpenProjection>;
  private readonly running: Set<OpenProjection>;
  private readonly batch: number;
  /** How far the log has been handed out. */
  private at = START;

  constructor(
    private readonly log: EventReader,
    projections: readonly OpenProjection[],
    private readonly options: ProjectorOptions = {},
    private readonly upkeep?: Upkeep,
  ) {
    this.open = new Set(projections);
    this.running = new Set(projections);
    this.batch = options.batch ?? BATCH;
  }

  /**
   * Follows the log until the signal, or until no projection is left that can go on and none may be built again. Where the
   * log is damaged, all of them have stopped.
   * @throws Fenced when another projector is at work on the same read models; nothing was written
   */
  async run(signal: AbortSignal): Promise<void> {
    try {
      await this.followLog(signal);
    } catch (fault) {
      if (!(fault instanceof LogCorrupted)) throw fault;
      for (const projection of this.running) await this.stop(projection, fault);
    }
  }

  /**
   * Applies what there is now, and returns.
   * @throws Fenced when another projector is at work on the same read models; nothing was written
   */
  async catchUp(): Promise<void> {
    while (await this.catchUpSome());
    await this.upkeep?.finish(this);
  }

  /**
   * Has every projection make the indexes that queries need.
   * @throws Fenced when another projector is at work on the same read models
   */
  async index(signal?: AbortSignal): Promise<void> {
    for (const projection of this.running) await this.work(projection, () => projection.index(), signal);
  }

  /**
   * Applies a batch of what there is now; answers whether there is more to do. With a signal, a database that cannot be
   * written is waited for.
   * @throws Fenced when another projector is at work on the same read models; nothing was written
   */
  async catchUpSome(signal?: AbortSignal): Promise<boolean> {
    const from = this.lowest();
    if (from === undefined) return false;
    const { events, next, atEnd } = await readBatch(this.log, from, this.batch);
    await this.applyToAll(events, next, signal);
    return (!atEnd && this.running.size > 0) || this.recomputeSome(signal);
  }

  /**
   * Follows a projection from now on, in place of the one of its name, once it has come as far. `goLive` is done between
   * the two: before it the other is the one that counts, and after it this one.
   * @throws PoisonousEvent and what the database says; then the other is followed as before
   */
  async follow(next: OpenProjection, goLive: () => Promise<void>): Promise<void> {
    const { name } = next.projection;
    const before = [...this.open].find(({ projection }) => projection.name === name);
    const target = [this.at, before?.position ?? START].reduce((a, b) => (a > b ? a : b));
    await replayTo(target, this.log, [next], this.batch);
    await goLive();
    await this.letGo(name);
    this.open.add(next);
    this.running.add(next);
    this.options.moved?.(name, next.position);
  }

  /** Follows a projection no longer. */
  async letGo(name: string): Promise<void> {
    for (const projection of this.open) {
      if (projection.projection.name !== name) continue;
      this.open.delete(projection);
      this.running.delete(projection);
      await projection.close();
    }
  }

  async close(): Promise<void> {
    await this.upkeep?.close();
    for (const projection of this.open) await projection.close();
  }

  private async followLog(signal: AbortSignal): Promise<void> {
    const { batch: size } = this;
    this.at = this.lowest() ?? (await this.log.head());
    const messages = this.log.subscribeToAll({ from: this.at, batch: size, filter: readModelFilter, signal });
    for await (const message of inSpareTime(messages, () => this.useSpareTime(signal), ATTEND_EVERY)) {
      const batch = message.kind === 'events' ? message.events.map(decode) : [];
      const began = performance.now();
      await this.applyToAll(batch, message.checkpoint, signal);
      this.at = message.checkpoint;
      if (this.running.size === 0 && !this.upkeep) return;
      if (batch.length < size) await this.rest(performance.now() - began, signal);
    }
  }

  /**
   * As long as it worked, at most: what comes meanwhile is written together, in fewer transactions, and others have the
   * processor and the disk. A batch that is full says that there is more to do: then it does not rest.
   */
  private async rest(worked: number, signal: AbortSignal): Promise<void> {
    await sleep(Math.min(worked, LONGEST_REST), undefined, { signal }).catch(() => undefined);
  }

  private async useSpareTime(signal: AbortSignal): Promise<boolean> {
    await this.upkeep?.attend(this);
    return this.recomputeSome(signal);
  }

  /** To all at once: while a database writes for one, the rows of another are worked out. */
  private async applyToAll(batch: readonly Decoded[], to: Position, signal?: AbortSignal): Promise<void> {
    const applied = await Promise.allSettled(
      [...this.running].map((projection) => this.applyTo(projection, batch, to, signal)),
    );
    for (const one of applied) if (one.status === 'rejected') throw one.reason;
  }

  private async applyTo(
    projection: OpenProjection,
    batch: readonly Decoded[],
    to: Position,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    if (to <= projection.position) return;
    await this.work(projection, () => projection.apply(batch, to), signal);
    if (this.running.has(projection)) this.options.moved?.(projection.projection.name, projection.position);
  }

  /**
   * A busy database or a full disk is waited out; ended by the signal, the rest is done after the next start.
   * @throws Fenced alone; for any other fault this projection has stopped, and the others go on
   */
  private async work(
    projection: OpenProjection,
    work: () => Promise<void>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { name } = projection.projection;
    const waiting = (fault: Error): void => this.options.waiting?.(name, fault);
    try {
      await patiently(work, { signal, waiting });
    } catch (fault) {
      if (fault instanceof Fenced) throw fault;
      await this.stop(projection, fault as Error);
    }
  }

  private async stop(projection: OpenProjection, fault: Error): Promise<void> {
    this.running.delete(projection);
    const { name } = projection.projection;
    if (this.upkeep && isDamage(fault)) await this.upkeep.noteDamage(name, fault);
    else this.options.stopped?.(name, fault);
  }

  /**
   * Has some rows of each projection follow a calendar that was published; answers whether there are others still.
   * @throws Fenced when another projector is at work on the same read models
   */
  private async recomputeSome(signal?: AbortSignal): Promise<boolean> {
    let hasMore = false;
    for (const projection of this.running) {
      if (signal?.aborted) return false;
      try {
        if (await projection.recomputeSome()) hasMore = true;
      } catch (fault) {
        if (fault instanceof Fenced) throw fault;
        if (signal && mayPass(fault)) {
          this.options.waiting?.(projection.projection.name, fault as Error);
          await sleep(PAUSE, undefined, { signal }).catch(() => undefined);
          hasMore = true;
        } else {
          await this.stop(projection, fault as Error);
        }
      }
    }
    return hasMore;
  }

  /** Undefined when there is no projection to go on with. */
  private lowest(): Position | undefined {
    const [first, ...others] = [...this.running].map(({ position }) => position);
    return first === undefined
      ? undefined
      : others.reduce((lowest, position) => (position < lowest ? position : lowest), first);
  }
}
