import { setTimeout as sleep } from 'node:timers/promises';
import { domainCodec, domainStreams } from '../domain/events';
import type { EventReader, Position, StoredEvent } from '../event-store/event-store';
import { mayPass } from '../platform/database/database-fault';
import { Fenced } from './checkpoint';
import { inSpareTime } from './in-spare-time';
import type { Decoded, OpenProjection } from './open-projection';

/**
 * Events applied in one transaction: about half a second's work. A page of a table is written once in each, however many
 * of its rows change, so from the start of a log this is a third faster than 1,000.
 */
const BATCH = 10_000;

/** Milliseconds between tries while the database cannot be written. */
const FIRST_WAIT = 50;
const LONGEST_WAIT = 5_000;

const filter = { streamPrefixes: domainStreams };

export interface ProjectorOptions {
  /** Events applied in one transaction; 10,000 when left out. */
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

/**
 * Reads the log once for all its projections: each event is decoded once and handed to every projection that has not
 * seen it. No effects: it may be wiped and replayed at any time.
 */
export class Projector {
  private readonly running: Set<OpenProjection>;
  private readonly batch: number;

  constructor(
    private readonly log: EventReader,
    private readonly projections: readonly OpenProjection[],
    private readonly options: ProjectorOptions = {},
  ) {
    this.running = new Set(projections);
    this.batch = options.batch ?? BATCH;
  }

  /**
   * Follows the log until the signal, or until no projection is left that can go on.
   * @throws Fenced when another projector is at work on the same read models; nothing was written
   */
  async run(signal: AbortSignal): Promise<void> {
    const { batch: size } = this;
    const messages = this.log.subscribeToAll({ from: this.lowest(), batch: size, filter, signal });
    for await (const message of inSpareTime(messages, () => this.recomputeSome(signal))) {
      const batch = message.kind === 'events' ? message.events.map(decode) : [];
      await this.applyToAll(batch, message.checkpoint, signal);
      if (this.running.size === 0) return;
    }
  }

  /**
   * Applies what there is now, and returns.
   * @throws Fenced when another projector is at work on the same read models; nothing was written
   */
  async catchUp(): Promise<void> {
    for (;;) {
      const page = await this.log.readAll({ from: this.lowest(), max: this.batch, filter });
      await this.applyToAll(page.events.map(decode), page.next);
      if (page.atEnd || this.running.size === 0) break;
    }
    while (await this.recomputeSome());
  }

  async close(): Promise<void> {
    for (const projection of this.projections) await projection.close();
  }

  /** To all at once: while a database writes for one, the rows of another are worked out. */
  private async applyToAll(batch: readonly Decoded[], to: Position, signal?: AbortSignal): Promise<void> {
    const applied = await Promise.allSettled(
      [...this.running].map((projection) => this.applyTo(projection, batch, to, signal)),
    );
    for (const one of applied) if (one.status === 'rejected') throw one.reason;
  }

  /** @throws Fenced alone; for any other fault this projection has stopped, and the others go on */
  private async applyTo(
    projection: OpenProjection,
    batch: readonly Decoded[],
    to: Position,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    if (to <= projection.position) return;
    try {
      await this.applyPatiently(projection, batch, to, signal);
      this.options.moved?.(projection.projection.name, projection.position);
    } catch (fault) {
      if (fault instanceof Fenced) throw fault;
      this.running.delete(projection);
      this.options.stopped?.(projection.projection.name, fault as Error);
    }
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
          await sleep(FIRST_WAIT, undefined, { signal }).catch(() => undefined);
          hasMore = true;
        } else {
          this.running.delete(projection);
          this.options.stopped?.(projection.projection.name, fault as Error);
        }
      }
    }
    return hasMore;
  }

  /** A busy database or a full disk is waited out; ended by the signal, the rest is done after the next start. */
  private async applyPatiently(
    projection: OpenProjection,
    batch: readonly Decoded[],
    to: Position,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    for (let wait = FIRST_WAIT; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      try {
        await projection.apply(batch, to);
        return;
      } catch (fault) {
        if (!signal || !mayPass(fault)) throw fault;
        this.options.waiting?.(projection.projection.name, fault as Error);
        await sleep(wait, undefined, { signal }).catch(() => undefined);
        if (signal.aborted) return;
      }
    }
  }

  private lowest(): Position {
    const positions = [...this.running].map(({ position }) => position);
    return positions.reduce((lowest, position) => (position < lowest ? position : lowest));
  }
}

function decode(event: StoredEvent): Decoded {
  try {
    return domainCodec.decode(event);
  } catch (fault) {
    const { type, stream, revision, position } = event;
    return { type, stream, revision, position, fault: fault as Error };
  }
}
