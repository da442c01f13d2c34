import type { ServerReadableStream } from '@grpc/grpc-js';
import { AppendReq, AppendResp } from '@eventstore/db-client/generated/streams_pb';
import type { EmbeddedEventStore } from '../../event-store/embedded/embedded-event-store';
import type { Place } from '../../event-store/embedded/log-appender';
import { RevisionConflict } from '../../event-store/event-store';
import { invalidArgument, streamDeleted } from '../errors';
import { EMPTY } from '../wire/empty';
import { proposedEvent } from '../wire/proposed-event';
import { streamNameOf } from '../wire/stream-name';
import { appendEvents, TOMBSTONED, writableStream } from './append-events';
import { expectedRevisionOf } from './expected-revision';
import { ProposedEvents } from './proposed-events';

/** One append in a call of its own: first how, then each event. A conflict is an answer, not an error. */
export async function append(
  store: EmbeddedEventStore,
  call: ServerReadableStream<AppendReq, AppendResp>,
  demandAccess: (stream: string) => void,
): Promise<AppendResp> {
  let options: AppendReq.Options | undefined;
  const events = new ProposedEvents();
  for await (const request of call as AsyncIterable<AppendReq>) {
    options ??= request.getOptions();
    const message = request.getProposedMessage();
    if (message) events.add(proposedEvent(message));
  }
  if (!options) throw invalidArgument('The append does not say to which stream');
  const stream = writableStream(streamNameOf(options.getStreamIdentifier()));
  demandAccess(stream);
  const expected = expectedRevisionOf(options, options.hasRevision() ? options.getRevision() : undefined);
  const outcome = await appendEvents(store, stream, expected, events.records);
  if (outcome === TOMBSTONED) throw streamDeleted(stream);
  return outcome instanceof RevisionConflict ? refused(outcome) : appended(outcome);
}

function appended({ revision, position }: Place): AppendResp {
  const success = new AppendResp.Success().setPosition(
    new AppendResp.Position().setCommitPosition(String(position)).setPreparePosition(String(position)),
  );
  return new AppendResp().setSuccess(
    revision < 0 ? success.setNoStream(EMPTY) : success.setCurrentRevision(String(revision)),
  );
}

function refused({ expected, actual }: RevisionConflict): AppendResp {
  const wrong = new AppendResp.WrongExpectedVersion();
  if (actual === undefined) wrong.setCurrentNoStream(EMPTY);
  else wrong.setCurrentRevision(String(actual));
  if (expected === 'none') wrong.setExpectedNoStream(EMPTY);
  else if (expected === 'exists') wrong.setExpectedStreamExists(EMPTY);
  else if (expected === 'any') wrong.setExpectedAny(EMPTY);
  else wrong.setExpectedRevision(String(expected));
  return new AppendResp().setWrongExpectedVersion(wrong);
}
