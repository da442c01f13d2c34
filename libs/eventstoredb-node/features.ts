import { PersistentSubscriptionsService } from '@eventstore/db-client/generated/persistent_grpc_pb';
import { SupportedMethod, SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';

/** The release of EventStoreDB whose answers these are, and that they come from something else. */
const VERSION = '23.10.0-guildhall';

/** What clients want to know of a method before they call it: here, which kinds of source a subscription has. */
const FEATURES: Record<string, string[]> = {
  create: ['stream', 'all'],
  update: ['stream', 'all'],
  delete: ['stream', 'all'],
  read: ['stream', 'all'],
  getinfo: ['stream', 'all'],
  replayparked: ['stream', 'all'],
  list: ['stream', 'all'],
};

/** What this node can do. Clients look methods up in lower case, and use BatchAppend only when they find it. */
export function supportedMethods(): SupportedMethods {
  const methods = [
    ...Object.values(StreamsService).map(({ path }) => method(path)),
    ...Object.values(PersistentSubscriptionsService).map(({ path }) => method(path, FEATURES)),
  ];
  return new SupportedMethods().setMethodsList(methods).setEventStoreServerVersion(VERSION);
}

function method(path: string, features: Record<string, string[]> = {}): SupportedMethod {
  const [, service = '', name = ''] = path.toLowerCase().split('/');
  return new SupportedMethod()
    .setServiceName(service)
    .setMethodName(name)
    .setFeaturesList(features[name] ?? []);
}
