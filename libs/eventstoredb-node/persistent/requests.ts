import type { CreateReq, UpdateReq } from '@eventstore/db-client/generated/persistent_pb';
import type { StreamIdentifier } from '@eventstore/db-client/generated/shared_pb';
import { type GroupName, invalidArgument } from '../errors';
import { filterExpressionsOf, filterOf } from '../streams/filter';
import { type From, fromOf } from '../streams/read-options';
import { streamNameOf } from '../wire/stream-name';
import type { GroupConfig } from './group-config';
import { settingsOf } from './group-settings';
import { ALL } from './persistent-subscriptions';

/** How most requests name a group. */
interface GroupOptions {
  hasAll(): boolean;
  getStreamIdentifier(): StreamIdentifier | undefined;
  getGroupName(): string;
}

/** @throws ProtocolError when something of the name is missing */
export function groupNameOf(options: GroupOptions | undefined): GroupName {
  if (!options) throw invalidArgument('The request does not say which subscription');
  const source = options.hasAll() ? ALL : streamNameOf(options.getStreamIdentifier());
  return named(source, options.getGroupName());
}

/** @throws ProtocolError when the request cannot be meant */
export function configOf(request: CreateReq | UpdateReq): GroupConfig {
  const options = request.getOptions();
  if (!options) throw invalidArgument('The request does not say what to make');
  const settings = settingsOf(options.getSettings());
  const all = options.getAll();
  if (all) {
    const message = 'getFilter' in all ? all.getFilter() : undefined;
    const filter = message && filterExpressionsOf(message);
    if (filter) filterOf(filter);
    const from = fromOf(all, all.hasPosition() ? all.getPosition()?.getCommitPosition() : undefined);
    return { name: named(ALL, options.getGroupName()), settings, from, filter };
  }
  const stream = options.getStream();
  // Older clients name the stream where it is not looked for any more, and the revision among the settings.
  const source = streamNameOf(stream?.getStreamIdentifier() ?? options.getStreamIdentifier());
  const revision = stream?.hasRevision() ? stream.getRevision() : undefined;
  const from = stream ? fromOf(stream, revision) : oldFrom(options.getSettings()?.getRevision() ?? '0');
  return { name: named(source, options.getGroupName()), settings, from };
}

/** -1, in an unsigned number, was the end. */
function oldFrom(revision: string): From {
  const from = Number(revision);
  return Number.isSafeInteger(from) && from >= 0 ? from : 'end';
}

function named(source: string, group: string): GroupName {
  if (group === '') throw invalidArgument('The subscription has no group name');
  return { source, group };
}
