import type { ServerDuplexStream } from '@grpc/grpc-js';
import { UUID } from '@eventstore/db-client/generated/shared_pb';
import type { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb';
import type { EmbeddedEventStore } from '../../event-store/embedded/embedded-event-store';
import { RevisionConflict } from '../../event-store/event-store';
import { invalidArgument } from '../errors';
import { statusOf } from '../server/calls';
import type { BatchAppendOptions, BatchAppendRequest } from '../wire/batch-append-request';
import { encodedSuccess } from '../wire/batch-append-success';
import { streamIdentifier } from '../wire/stream-name';
import { type AppendOutcome, appendEvents, TOMBSTONED, writableStream } from './append-events';
import { appendedNothing, conflict, deleted, refused, tooLate } from './batch-append-answer';
import { ProposedEvents } from './proposed-events';

export type BatchAppendCall = ServerDuplexStream<BatchAppendRequest, BatchAppendResp | Buffer>;

/** An append, of which more messages may be to come. */
interface Append {
  /** As the client's messages and the answer carry it. */
  correlation: Buffer;
  options: BatchAppendOptions;
  events: ProposedEvents;
  /** It has been answered already; what else comes of it is dropped. */
  answered: boolean;
}

/** Appends that one call may have begun and not finished: a client that only begins would fill the memory. */
const MOST_UNFINISHED = 10_000;

/**
 * Any number of appends over one call, each answered as soon as it is durable under the correlation id that it came
 * with, and exactly once. Those that arrive together are committed together.
 */
export class BatchAppend {
  readonly #unfinished = new Map<string, Append>();
  #underWay = 0;
  #ended = false;

  constructor(
    private readonly store: EmbeddedEventStore,
    private readonly call: BatchAppendCall,
    private readonly demandAccess: (stream: string) => void,
  ) {}

  listen(): void {
    this.call.on('data', (request: BatchAppendRequest) => {
      try {
        this.#take(request);
      } catch (error) {
        this.call.emit('error', statusOf(error));
      }
    });
    this.call.on('end', () => {
      this.#ended = true;
      this.#endWhenDone();
    });
  }

  /** @throws ProtocolError when the message belongs to no append that could be answered */
  #take(request: BatchAppendRequest): void {
    const id = request.correlation.toString('latin1');
    const append = this.#unfinished.get(id) ?? begin(request);
    if (request.isFinal) this.#unfinished.delete(id);
    else this.#unfinished.set(id, append);
    if (this.#unfinished.size > MOST_UNFINISHED)
      throw invalidArgument('Too many appends are begun and not finished');
    if (append.answered) return;
    try {
      this.#goOn(append, request);
    } catch (error) {
      this.#refuse(append, error);
    }
  }

  #goOn(append: Append, request: BatchAppendRequest): void {
    const { options, events } = append;
    if (options.deadline <= Date.now()) {
      this.#answer(append, tooLate());
      return;
    }
    const stream = writableStream(options.stream);
    this.demandAccess(stream);
    for (const event of request.events) events.add(event);
    if (!request.isFinal) return;
    this.#underWay++;
    appendEvents(this.store, stream, options.expected, events.records)
      .then(
        (outcome) => this.#tell(append, stream, outcome),
        (error: unknown) => this.#refuse(append, error),
      )
      .finally(() => {
        this.#underWay--;
        this.#endWhenDone();
      });
  }

  #tell(append: Append, stream: string, outcome: AppendOutcome): void {
    if (outcome === TOMBSTONED) this.#answer(append, deleted(stream));
    else if (outcome instanceof RevisionConflict) this.#answer(append, conflict(outcome));
    else if (outcome.revision < 0) this.#answer(append, appendedNothing(outcome));
    else this.#write(encodedSuccess(append.correlation, stream, outcome));
  }

  #refuse(append: Append, error: unknown): void {
    const told = statusOf(error);
    this.#answer(append, refused(told, told.metadata.get('exception')[0]?.toString()));
  }

  #answer(append: Append, response: BatchAppendResp): void {
    append.answered = true;
    response
      .setCorrelationId(UUID.deserializeBinary(append.correlation))
      .setStreamIdentifier(streamIdentifier(append.options.stream));
    this.#write(response);
  }

  /** A client that does not take its answers is not listened to. */
  #write(response: BatchAppendResp | Buffer): void {
    const { call } = this;
    if (call.write(response) || call.isPaused()) return;
    call.pause();
    call.once('drain', () => call.resume());
  }

  #endWhenDone(): void {
    if (this.#ended && this.#underWay === 0) this.call.end();
  }
}

function begin({ correlation, options }: BatchAppendRequest): Append {
  if (!options) throw invalidArgument('The first message of an append does not say to which stream');
  return { correlation, options, events: new ProposedEvents(), answered: false };
}
