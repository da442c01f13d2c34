import { Empty, StreamIdentifier } from '@eventstore/db-client/generated/shared_pb';
import { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import type { Position } from '../event-store';
import { placeOf } from './log-position';
import type { ServerFilter } from './server-filter';

const { Options } = ReadReq;

/** Events that a server looks at before it says how far it is. */
const CHECKPOINT_EVERY = 500;

export interface Stretch {
  direction: 'forwards' | 'backwards';
  max: number;
}

/** Some events of a stream, from a revision (included) or from the end that the direction starts at. */
export function streamRequest(
  stream: string,
  { direction, from, max }: Stretch & { from: number | undefined },
): ReadReq {
  const options = new Options.StreamOptions();
  options.setStreamIdentifier(identifierOf(stream));
  if (from !== undefined) options.setRevision(String(from));
  else if (direction === 'forwards') options.setStart(new Empty());
  else options.setEnd(new Empty());
  return requestOf((request) => {
    request.setStream(options);
    request.setNoFilter(new Empty());
    setStretch(request, { direction, max });
  });
}

/** Some events of the log, from a position or from the end that the direction starts at. */
export function logRequest({ direction, from, max }: Stretch & { from: Position | undefined }): ReadReq {
  const options = new Options.AllOptions();
  if (from) options.setPosition(positionMessageOf(from));
  else if (direction === 'forwards') options.setStart(new Empty());
  else options.setEnd(new Empty());
  return requestOf((request) => {
    request.setAll(options);
    request.setNoFilter(new Empty());
    setStretch(request, { direction, max });
  });
}

/** All that comes after a position, as it happens. */
export function subscriptionRequest(from: Position, { on, prefixes, regex }: ServerFilter): ReadReq {
  const options = new Options.AllOptions();
  if (from) options.setPosition(positionMessageOf(from));
  else options.setStart(new Empty());
  const expression = new Options.FilterOptions.Expression();
  if (regex !== undefined) expression.setRegex(regex);
  else expression.setPrefixList([...prefixes]);
  const filter = new Options.FilterOptions();
  if (on === 'stream') filter.setStreamIdentifier(expression);
  else filter.setEventType(expression);
  filter.setMax(CHECKPOINT_EVERY);
  filter.setCheckpointintervalmultiplier(1);
  return requestOf((request) => {
    request.setAll(options);
    request.setFilter(filter);
    request.setSubscription(new Options.SubscriptionOptions());
  });
}

export function identifierOf(stream: string): StreamIdentifier {
  const identifier = new StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream, 'utf8'));
  return identifier;
}

function positionMessageOf(position: Position): ReadReq.Options.Position {
  const message = new Options.Position();
  const place = placeOf(position);
  message.setCommitPosition(place?.commit ?? '0');
  message.setPreparePosition(place?.prepare ?? '0');
  return message;
}

function setStretch(options: ReadReq.Options, { direction, max }: Stretch): void {
  options.setReadDirection(
    direction === 'forwards' ? Options.ReadDirection.FORWARDS : Options.ReadDirection.BACKWARDS,
  );
  options.setCount(String(max));
}

function requestOf(fill: (options: ReadReq.Options) => void): ReadReq {
  const ids = new Options.UUIDOption();
  ids.setString(new Empty());
  const options = new Options();
  options.setResolveLinks(false);
  options.setUuidOption(ids);
  fill(options);
  const request = new ReadReq();
  request.setOptions(options);
  return request;
}
