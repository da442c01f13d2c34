import type { News } from '../../event-store/embedded/news';
import type { LogRecord } from '../../event-store/embedded/log-record';
import {
  type GroupName,
  maximumSubscribersReached,
  type ProtocolError,
  subscriptionDropped,
} from '../errors';
import { statusOf } from '../server/calls';
import type { StreamPages } from '../streams/stream-pages';
import type { Checkpoints } from './checkpoints';
import type { Consumer } from './consumer';
import type { GroupSettings } from './group-settings';
import type { GroupSource } from './group-source';
import { InFlight } from './in-flight';
import { type Message, messageEvent } from './message';
import type { ParkedMessages } from './parked-messages';
import { Progress } from './progress';
import { chooserOf } from './strategies';
import { Unsettled } from './unsettled';

/** What a consumer may answer instead of yes. */
export type Refusal = 'park' | 'retry' | 'skip' | 'stop';

export interface GroupParts {
  name: GroupName;
  settings: GroupSettings;
  source: GroupSource;
  pages: StreamPages;
  news: News;
  checkpoints: Checkpoints;
  parked: ParkedMessages;
  /** The last place that is settled. */
  startAfter: number;
}

/** How often time-outs and checkpoints are looked after, in milliseconds. */
const TICK = 100;

/**
 * A persistent subscription at work: it hands each message to one consumer, again and again until one has settled it.
 * At least once, and in no order. What it has come to know is in the log: messages parked, and a checkpoint below which
 * everything is settled; what lies above is delivered again after a restart.
 */
export class Group {
  readonly consumers: Consumer[] = [];
  readonly #parts: GroupParts;
  readonly #choose: ReturnType<typeof chooserOf>;
  readonly #inFlight = new InFlight();
  readonly #progress: Progress;
  /** Of the parked stream, those that are being replayed. */
  readonly #replayed: Unsettled;
  /** To be delivered, those that were delivered before first. */
  #waiting: Message[] = [];
  #working: AbortController | undefined;
  #pumping = false;
  #pumpAgain = false;
  total = 0;

  constructor(parts: GroupParts) {
    this.#parts = parts;
    this.#choose = chooserOf(parts.settings.strategy);
    this.#progress = new Progress(parts.settings, parts.source, parts.checkpoints, parts.startAfter);
    this.#replayed = new Unsettled(-1);
  }

  get state() {
    return {
      reached: this.#progress.reached,
      checkpointed: this.#progress.written,
      waiting: this.#waiting.length,
      retrying: this.#waiting.filter(({ retries }) => retries > 0).length,
      inFlight: this.#inFlight.size,
    };
  }

  /** @throws ProtocolError when it has all the consumers it may */
  connect(consumer: Consumer): void {
    const { name, settings } = this.#parts;
    if (settings.maxSubscriberCount > 0 && this.consumers.length >= settings.maxSubscriberCount) {
      throw maximumSubscribersReached(name);
    }
    this.consumers.push(consumer);
    if (!this.#working) void this.#work((this.#working = new AbortController()).signal);
    this.#pump();
  }

  /** What it had in hand goes to others. */
  disconnect(consumer: Consumer): void {
    const index = this.consumers.indexOf(consumer);
    if (index < 0) return;
    this.consumers.splice(index, 1);
    this.#again(this.#inFlight.takeFrom(consumer));
    if (this.consumers.length > 0) this.#pump();
    else this.#rest();
  }

  ack(ids: readonly string[]): void {
    for (const id of ids) {
      const message = this.#inFlight.answered(id);
      if (message) this.#settle(message);
    }
    this.#pump();
  }

  nack(consumer: Consumer, ids: readonly string[], refusal: Refusal, reason: string): void {
    const refused = ids.flatMap((id) => this.#inFlight.answered(id) ?? []);
    if (refusal === 'skip') for (const message of refused) this.#settle(message);
    if (refusal === 'park') for (const message of refused) this.#park(message, reason);
    if (refusal === 'retry') this.#retry(refused);
    if (refusal === 'stop') {
      this.#again(refused);
      consumer.drop(subscriptionDropped(this.#parts.name));
    }
    this.#pump();
  }

  /** Delivers the parked messages again: all that there are now, or those below this revision of the parked stream. */
  replayParked(stopAt: number | undefined): void {
    for (const { revision, record } of this.#parts.parked.after(this.#replayed.reached, stopAt ?? Infinity)) {
      if (stopAt !== undefined && revision >= stopAt) break;
      this.#replayed.take(revision);
      if (record) this.#waiting.push(this.#messageOf(record, { parked: revision }));
      else this.#replayed.settle(revision);
    }
    this.#pump();
  }

  /** Drops the consumers, saying why, and keeps how far it has come. */
  async close(reason: ProtocolError = subscriptionDropped(this.#parts.name)): Promise<void> {
    for (const consumer of [...this.consumers]) {
      this.disconnect(consumer);
      consumer.drop(reason);
    }
    await this.#progress.write();
  }

  /** Goes on as long as there are consumers. */
  async #work(signal: AbortSignal): Promise<void> {
    const ticking = setInterval(() => this.#tick(), TICK);
    while (!signal.aborted) {
      const edition = this.#parts.news.edition;
      this.#pump();
      await this.#parts.news.after(edition, signal);
    }
    clearInterval(ticking);
  }

  #rest(): void {
    this.#working?.abort();
    this.#working = undefined;
    void this.#progress.write();
  }

  #tick(): void {
    const expired = this.#inFlight.takeExpired(Date.now());
    if (expired.length > 0) {
      this.#retry(expired);
      this.#pump();
    }
    this.#progress.tick();
  }

  /** Hands out what can be handed out, and reads on where there is room. One at a time: whoever comes in meanwhile has it go round again. */
  #pump(): void {
    this.#pumpAgain = true;
    if (this.#pumping) return;
    this.#pumping = true;
    const round = async () => {
      while (this.#pumpAgain) {
        this.#pumpAgain = false;
        this.#dispatch();
        await this.#readOn();
      }
    };
    round()
      .catch((error: unknown) => this.close(statusOf(error)))
      .finally(() => (this.#pumping = false));
  }

  async #readOn(): Promise<void> {
    const { settings, source } = this.#parts;
    const { readBatchSize, historyBufferSize } = settings;
    while (
      this.consumers.some(({ isFree }) => isFree) &&
      this.#waiting.length < Math.max(1, historyBufferSize)
    ) {
      const { found, reached, atEnd } = await source.after(
        this.#progress.reached,
        Math.max(1, readBatchSize),
      );
      for (const { place, record } of found) {
        this.#progress.take(place);
        const message = this.#messageOf(record, { source: place });
        // A link to what may no longer be read is nothing that anyone could work on.
        if (message.resolved.event) this.#waiting.push(message);
        else this.#settle(message);
      }
      this.#progress.pass(reached);
      this.#dispatch();
      if (atEnd) return;
    }
  }

  #messageOf(record: LogRecord, place: Message['place']): Message {
    const resolved = this.#parts.settings.resolveLinks
      ? this.#parts.pages.resolve(record)
      : { event: record };
    return { id: record.id, record, resolved, place, retries: 0 };
  }

  #dispatch(): void {
    const kept: Message[] = [];
    let looked = 0;
    for (const message of this.#waiting) {
      if (!this.consumers.some(({ isFree }) => isFree)) break;
      looked++;
      const consumer = this.#inFlight.has(message.id)
        ? undefined
        : this.#choose(this.consumers, message.resolved.event ?? message.record);
      if (consumer) this.#deliver(consumer, message);
      else kept.push(message);
    }
    this.#waiting.splice(0, looked, ...kept);
  }

  #deliver(consumer: Consumer, message: Message): void {
    const { messageTimeout } = this.#parts.settings;
    const due = messageTimeout > 0 ? Date.now() + messageTimeout : Infinity;
    this.#inFlight.add(message, consumer, due);
    this.total++;
    consumer.send(messageEvent(message), () => this.#pump());
  }

  /** Delivers them again, or parks them when that was tried often enough. */
  #retry(messages: readonly Message[]): void {
    const { maxRetryCount } = this.#parts.settings;
    const hopeless = messages.filter(({ retries }) => retries >= maxRetryCount);
    for (const message of hopeless) this.#park(message, `Tried ${message.retries + 1} times`);
    this.#again(messages.filter(({ retries }) => retries < maxRetryCount));
  }

  #again(messages: readonly Message[]): void {
    this.#waiting.unshift(...messages.map((message) => ({ ...message, retries: message.retries + 1 })));
  }

  /** It is settled when it is on disk that it is parked. */
  #park(message: Message, reason: string): void {
    this.#parts.parked.add(message.record, reason).then(
      () => this.#settle(message),
      (error: unknown) => this.close(statusOf(error)),
    );
  }

  #settle({ place }: Message): void {
    if ('parked' in place) {
      this.#replayed.settle(place.parked);
      if (this.#replayed.settledUpTo === this.#replayed.reached) {
        this.#parts.parked.forget(this.#replayed.reached).catch(() => undefined); // They stay parked.
      }
      return;
    }
    this.#progress.settle(place.source);
  }
}
