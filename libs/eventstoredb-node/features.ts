import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';
import { SupportedMethod, SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb';
import type { ServiceDefinition } from '@grpc/grpc-js';

/** The release of EventStoreDB whose answers these are, and that they come from something else. */
const VERSION = '23.10.0-guildhall';

/** Services that are served, with what clients want to know of their methods before they call them. */
const SERVED: { service: ServiceDefinition; features: Record<string, string[]> }[] = [
  { service: StreamsService, features: {} },
];

/** What this node can do. Clients look methods up in lower case, and use BatchAppend only when they find it. */
export function supportedMethods(): SupportedMethods {
  const methods = SERVED.flatMap(({ service, features }) =>
    Object.values(service).map(({ path }) => {
      const [, serviceName = '', methodName = ''] = path.toLowerCase().split('/');
      return new SupportedMethod()
        .setServiceName(serviceName)
        .setMethodName(methodName)
        .setFeaturesList(features[methodName] ?? []);
    }),
  );
  return new SupportedMethods().setMethodsList(methods).setEventStoreServerVersion(VERSION);
}
