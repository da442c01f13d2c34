import type { ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { setImmediate } from 'node:timers/promises';
import {
  START,
  type Position,
  type StoredEvent,
  type SubscriptionMessage,
  type SubscriptionOptions,
} from '../event-store';
import { matcherOf } from '../log-filter';
import { backOff } from './backoff';
import type { Connections } from './connections';
import { lastingFailure } from './failure';
import { positionOfMessage } from './log-position';
import type { LogReader } from './log-reader';
import type { EventStoreDbMetrics } from './metrics';
import { subscriptionRequest } from './read-request';
import { serverFilterOf } from './server-filter';
import { isSystemEvent, storedEventOf } from './stored-event';
import { SubscriptionCall } from './subscription-call';
import type { Timing } from './timing';

/** What a subscription stands on. */
export interface SubscriptionParts {
  connections: Connections;
  /** Without patience: a subscription has its own. */
  log: LogReader;
  timing: Timing;
  metrics: EventStoreDbMetrics;
}

/**
 * The log from a position on, over as many calls as it takes. When a call falls quiet, the log itself is read from
 * the checkpoint: so the subscription knows that it has caught up on servers that do not say so, moves its
 * checkpoint past what the filter leaves out, and finds out that a call has died without a word. Whatever is told
 * has a higher position than all that was told before, so it does not matter which way an event comes first.
 */
export class Subscription {
  readonly #matches: (event: StoredEvent) => boolean;
  readonly #batch: number;
  readonly #filter: SubscriptionOptions['filter'];
  #checkpoint: Position;
  #caughtUpAt: Position | undefined;
  readonly #end: Promise<undefined>;
  /** The last event that was found by looking and has not come over the call since then. */
  #owed: { position: Position; since: number } | undefined;
  /** How long a call may say nothing, in milliseconds: what is left out is passed in silence. */
  readonly #pause: number;

  constructor(
    private readonly parts: SubscriptionParts,
    { from = START, filter, batch = 500 }: SubscriptionOptions,
    private readonly ended: AbortSignal,
  ) {
    const matches = matcherOf(filter);
    this.#matches = (event) => !isSystemEvent(event) && (matches?.(event.stream, event.type) ?? true);
    this.#batch = batch;
    this.#pause = filter ? parts.timing.glance : parts.timing.silence;
    this.#filter = filter;
    this.#checkpoint = from;
    this.#end = new Promise((resolve) => {
      ended.addEventListener('abort', () => resolve(undefined), { once: true });
    });
  }

  async *messages(): AsyncGenerator<SubscriptionMessage, void, undefined> {
    const { metrics } = this.parts;
    if (this.#hasEnded()) return;
    metrics.subscriptions++;
    try {
      for (let attempt = 0; ; attempt++) {
        const from = this.#checkpoint;
        const reason = yield* this.#overOneCall();
        if (this.#hasEnded()) return;
        const lasting = lastingFailure(reason, 'to subscribe to the log');
        if (lasting) throw lasting;
        metrics.resubscriptions++;
        if (this.#checkpoint > from) attempt = 0;
        await backOff(attempt, this.ended);
        if (this.#hasEnded()) return;
      }
    } finally {
      metrics.subscriptions--;
    }
  }

  /** @returns why the call is no good any more */
  async *#overOneCall(): AsyncGenerator<SubscriptionMessage, Error, undefined> {
    const { connections, timing } = this.parts;
    const connection = connections.current;
    const call = new SubscriptionCall(
      connection,
      subscriptionRequest(this.#checkpoint, serverFilterOf(this.#filter)),
    );
    this.#owed = undefined;
    // A call that is answered says so at once.
    let wait = timing.silence;
    try {
      while (!this.#hasEnded()) {
        await call.news(wait, this.ended);
        if (this.#hasEnded()) break;
        if (call.failure) {
          connections.failed(connection, call.failure);
          return call.failure;
        }
        if (call.holdsMessages) {
          const { message, saysCaughtUp } = this.#heard(call.take(this.#batch));
          if (message) yield message;
          // Many messages that hold little are told as one: more is on its way while the past is caught up with.
          await setImmediate();
          wait = saysCaughtUp ? 0 : timing.quiet;
          continue;
        }
        if (this.#owesTooLong()) {
          this.parts.metrics.silentDrops++;
          return new Error('the subscription leaves out events');
        }
        try {
          yield* this.#look();
        } catch (error) {
          if (wait >= timing.silence) this.parts.metrics.silentDrops++;
          return error as Error;
        }
        wait = this.#pause;
      }
      return new Error('the subscription was ended');
    } finally {
      call.cancel();
    }
  }

  #hasEnded(): boolean {
    return this.ended.aborted;
  }

  #owesTooLong(): boolean {
    return this.#owed !== undefined && Date.now() - this.#owed.since >= this.parts.timing.silence;
  }

  /** Makes one message of what the server said. */
  #heard(responses: readonly ReadResp[]): { message?: SubscriptionMessage; saysCaughtUp: boolean } {
    const events: StoredEvent[] = [];
    let checkpoint = this.#checkpoint;
    let saysCaughtUp = false;
    for (const response of responses) {
      saysCaughtUp = response.hasCaughtUp();
      const passed = response.getCheckpoint();
      const event = storedEventOf(response);
      const position = passed ? positionOfMessage(passed) : event?.position;
      if (position === undefined) continue;
      if (this.#owed && position >= this.#owed.position) this.#owed = undefined;
      if (position <= checkpoint) continue;
      checkpoint = position;
      if (event && this.#matches(event)) events.push(event);
    }
    if (checkpoint === this.#checkpoint) return { saysCaughtUp };
    this.#checkpoint = checkpoint;
    return { message: { kind: 'events', events, checkpoint }, saysCaughtUp };
  }

  /** Reads on from the checkpoint, as far as one message goes. */
  async *#look(): AsyncGenerator<SubscriptionMessage, void, undefined> {
    const reading = this.parts.log.readAll({
      from: this.#checkpoint,
      max: this.#batch,
      filter: this.#filter,
    });
    const page = await Promise.race([reading, this.#end]);
    if (!page) return;
    const { events, next, atEnd } = page;
    if (next > this.#checkpoint) {
      this.#checkpoint = next;
      const found = events.at(-1);
      if (found) this.#owed = { position: found.position, since: this.#owed?.since ?? Date.now() };
      yield { kind: 'events', events, checkpoint: next };
    }
    if (!atEnd || this.#caughtUpAt === this.#checkpoint || this.#hasEnded()) return;
    this.#caughtUpAt = this.#checkpoint;
    yield { kind: 'caught-up', checkpoint: this.#checkpoint };
  }
}
