import { randomUUID } from 'node:crypto';
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb';
import type { ClusterInfo } from '@eventstore/db-client/generated/gossip_pb';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb';
import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb';
import type { Empty } from '@eventstore/db-client/generated/shared_pb';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { EmbeddedEventStore } from '../event-store/embedded/embedded-event-store';
import { supportedMethods } from './features';
import { gossip } from './gossip';
import { unary } from './server/calls';
import { StreamPages } from './streams/stream-pages';
import { streamsService } from './streams/streams-service';

export interface NodeOptions {
  /** The log to serve; it stays its owner's to close, after the node has stopped. */
  store: EmbeddedEventStore;
  /** Where to listen; port 0 is any free one. */
  listen: { host: string; port: number };
}

export interface RunningNode {
  /** `127.0.0.1:2113`, or `unix:/path` */
  address: string;
  /** For any client of the protocol. */
  connectionString: string;
  /** Lets the calls under way end, for a moment, and closes. */
  stop(): Promise<void>;
}

/** How long calls under way may take to end when the node stops, in milliseconds. */
const PATIENCE = 1_000;

/** Serves a log over the EventStoreDB protocol. */
export async function startNode({ store, listen }: NodeOptions): Promise<RunningNode> {
  const server = new Server({ 'grpc.max_receive_message_length': 17 * 1024 * 1024 });
  const instance = randomUUID();
  const log = { records: store.records, pages: new StreamPages(store.records) };
  let port = listen.port;

  server.addService(ServerFeaturesService, {
    getSupportedMethods: unary<Empty, SupportedMethods>(supportedMethods),
  });
  server.addService(GossipService, {
    read: unary<Empty, ClusterInfo>(() => gossip(instance, listen.host, port)),
  });
  server.addService(StreamsService, streamsService(store, log));

  port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${listen.host}:${listen.port}`, ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  const address = `${listen.host}:${port}`;
  return {
    address,
    connectionString: `esdb://${address}?tls=false`,
    stop: () =>
      new Promise((resolve) => {
        const force = setTimeout(() => server.forceShutdown(), PATIENCE);
        server.tryShutdown(() => {
          clearTimeout(force);
          resolve();
        });
      }),
  };
}
