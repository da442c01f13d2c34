import {
  DeleteReq,
  DeleteResp,
  TombstoneReq,
  TombstoneResp,
} from '@eventstore/db-client/generated/streams_pb';
import type { EmbeddedEventStore } from '../../event-store/embedded/embedded-event-store';
import { type ExpectedRevision, RevisionConflict } from '../../event-store/event-store';
import { invalidArgument, streamDeleted, wrongExpectedVersion } from '../errors';
import { streamNameOf } from '../wire/stream-name';
import { type AppendOutcome, TOMBSTONED } from './append-events';
import { deleteStream, tombstoneStream } from './delete-stream';
import { expectedRevisionOf, numberOfExpected } from './expected-revision';

/** What both requests have in common: the stream, and where it is expected to be. */
export function deletionOf(request: DeleteReq | TombstoneReq): {
  stream: string;
  expected: ExpectedRevision;
} {
  const options = request.getOptions();
  if (!options) throw invalidArgument('The request does not say which stream');
  return {
    stream: streamNameOf(options.getStreamIdentifier()),
    expected: expectedRevisionOf(options, options.hasRevision() ? options.getRevision() : undefined),
  };
}

export async function softDelete(store: EmbeddedEventStore, request: DeleteReq): Promise<DeleteResp> {
  const { stream, expected } = deletionOf(request);
  const position = positionOf(stream, await deleteStream(store, stream, expected));
  return new DeleteResp().setPosition(
    new DeleteResp.Position().setCommitPosition(position).setPreparePosition(position),
  );
}

export async function tombstone(store: EmbeddedEventStore, request: TombstoneReq): Promise<TombstoneResp> {
  const { stream, expected } = deletionOf(request);
  const position = positionOf(stream, await tombstoneStream(store, stream, expected));
  return new TombstoneResp().setPosition(
    new TombstoneResp.Position().setCommitPosition(position).setPreparePosition(position),
  );
}

/** A deletion that is refused is an error in the trailers, unlike an append. */
function positionOf(stream: string, outcome: AppendOutcome): string {
  if (outcome === TOMBSTONED) throw streamDeleted(stream);
  if (outcome instanceof RevisionConflict) {
    throw wrongExpectedVersion(stream, numberOfExpected(outcome.expected), outcome.actual);
  }
  return String(outcome.position);
}
