import { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import type { Direction } from '../../event-store/embedded/log-records';
import { invalidArgument } from '../errors';
import { streamNameOf } from '../wire/stream-name';
import { type Filter, filterExpressionsOf, filterOf } from './filter';

/** Where a read begins; `start` and `end` are the ends of the stream or of the log. */
export type From = 'start' | 'end' | number;

/** What a Read asks for: a stream or, when none is named, `$all`. */
export interface ReadOptions {
  stream: string | undefined;
  from: From;
  direction: Direction;
  resolveLinks: boolean;
  filter: Filter | undefined;
  /** Events wanted; a subscription has no end, and undefined here. */
  count: number | undefined;
}

/** @throws ProtocolError when the request cannot be meant */
export function readOptionsOf(request: ReadReq): ReadOptions {
  const options = request.getOptions();
  if (!options) throw invalidArgument('The read does not say what to read');
  const filter = options.getFilter();
  const backwards = options.getReadDirection() === ReadReq.Options.ReadDirection.BACKWARDS;
  return {
    ...placeOf(options),
    direction: backwards ? 'backwards' : 'forwards',
    resolveLinks: options.getResolveLinks(),
    filter: filter && filterOf(filterExpressionsOf(filter)),
    count: options.hasSubscription() ? undefined : Number(options.getCount()),
  };
}

function placeOf(options: ReadReq.Options): Pick<ReadOptions, 'stream' | 'from'> {
  const all = options.getAll();
  if (all) return { stream: undefined, from: fromOf(all, all.getPosition()?.getCommitPosition()) };
  const stream = options.getStream();
  if (!stream) throw invalidArgument('The read names neither a stream nor $all');
  return {
    stream: streamNameOf(stream.getStreamIdentifier()),
    from: fromOf(stream, stream.hasRevision() ? stream.getRevision() : undefined),
  };
}

/** Some clients say the ends as numbers: 0, and the largest that 64 bits hold. */
export function fromOf(place: { hasEnd(): boolean }, number: string | undefined): From {
  if (place.hasEnd()) return 'end';
  if (number === undefined) return 'start';
  const from = Number(number);
  return Number.isSafeInteger(from) ? from : 'end';
}
