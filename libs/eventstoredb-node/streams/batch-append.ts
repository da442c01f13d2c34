import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { UUID } from '@eventstore/db-client/generated/shared_pb';
import { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb';
import type { EmbeddedEventStore } from '../../event-store/embedded/embedded-event-store';
import { RevisionConflict } from '../../event-store/event-store';
import { invalidArgument } from '../errors';
import { statusOf } from '../server/calls';
import { uuidOf } from '../wire/uuid';
import { appendEvents, TOMBSTONED, writableStreamOf } from './append-events';
import { appended, conflict, deleted, refused, tooLate } from './batch-append-answer';
import { expectedRevisionOf } from './expected-revision';
import { ProposedEvents } from './proposed-events';

/** An append of which more messages are to come. */
interface Unfinished {
  options: BatchAppendReq.Options;
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
export function batchAppend(
  store: EmbeddedEventStore,
  call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>,
  demandAccess: (stream: string) => void,
): void {
  const unfinished = new Map<string, Unfinished>();
  let underWay = 0;
  let ended = false;

  const answer = (
    correlation: UUID | undefined,
    options: BatchAppendReq.Options,
    response: BatchAppendResp,
  ) => {
    response.setCorrelationId(correlation).setStreamIdentifier(options.getStreamIdentifier());
    // A client that does not take its answers is not listened to.
    if (!call.write(response) && !call.isPaused()) {
      call.pause();
      call.once('drain', () => call.resume());
    }
  };

  const take = async (request: BatchAppendReq): Promise<void> => {
    const correlation = request.getCorrelationId();
    const id = uuidOf(correlation);
    const append = unfinished.get(id) ?? begin(request);
    const final = request.getIsFinal();
    if (final) unfinished.delete(id);
    else unfinished.set(id, append);
    if (append.answered) return;
    if (unfinished.size > MOST_UNFINISHED)
      throw invalidArgument('Too many appends have begun and not finished');
    const response = await outcomeOf(append, request, final);
    if (response) {
      append.answered = true;
      answer(correlation, append.options, response);
    }
  };

  const outcomeOf = async (
    { options, events }: Unfinished,
    request: BatchAppendReq,
    final: boolean,
  ): Promise<BatchAppendResp | undefined> => {
    try {
      if (hasPassed(options)) return tooLate();
      const stream = writableStreamOf(options.getStreamIdentifier());
      demandAccess(stream);
      for (const message of request.getProposedMessagesList()) events.add(message);
      return final ? await appendNow(store, stream, options, events) : undefined;
    } catch (error) {
      const told = statusOf(error);
      return refused(told, told.metadata.get('exception')[0]?.toString());
    }
  };

  call.on('data', (request: BatchAppendReq) => {
    underWay++;
    take(request)
      .catch((error: unknown) => call.emit('error', statusOf(error)))
      .finally(() => {
        underWay--;
        if (ended && underWay === 0) call.end();
      });
  });
  call.on('end', () => {
    ended = true;
    if (underWay === 0) call.end();
  });
}

function begin(request: BatchAppendReq): Unfinished {
  const options = request.getOptions();
  if (!options) throw invalidArgument('The first message of an append does not say to which stream');
  return { options, events: new ProposedEvents(), answered: false };
}

async function appendNow(
  store: EmbeddedEventStore,
  stream: string,
  options: BatchAppendReq.Options,
  events: ProposedEvents,
): Promise<BatchAppendResp> {
  const position = options.hasStreamPosition() ? options.getStreamPosition() : undefined;
  const outcome = await appendEvents(store, stream, expectedRevisionOf(options, position), events.records);
  if (outcome === TOMBSTONED) return deleted(stream);
  return outcome instanceof RevisionConflict ? conflict(outcome) : appended(outcome);
}

/** Some clients give a moment, others none. */
function hasPassed(options: BatchAppendReq.Options): boolean {
  const deadline = options.getDeadline();
  return deadline !== undefined && deadline.toDate().getTime() <= Date.now();
}
