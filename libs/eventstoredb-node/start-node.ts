import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb';
import type { ClusterInfo } from '@eventstore/db-client/generated/gossip_pb';
import { PersistentSubscriptionsService } from '@eventstore/db-client/generated/persistent_grpc_pb';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb';
import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb';
import type { Empty } from '@eventstore/db-client/generated/shared_pb';
import { Server } from '@grpc/grpc-js';
import type { EmbeddedEventStore } from '../event-store/embedded/embedded-event-store';
import { LinkIndex } from '../event-store/embedded/link-index';
import { RefusalToStart } from '../platform/refusal-to-start';
import { Gate } from './access/gate';
import type { Users } from './access/users';
import { supportedMethods } from './features';
import { gossip } from './gossip';
import type { Listen } from './listen';
import { PersistentSubscriptions } from './persistent/persistent-subscriptions';
import { persistentSubscriptionsService } from './persistent/persistent-subscriptions-service';
import { bindPort, bindSocket, type Certificate } from './server/bind';
import { unary } from './server/calls';
import { OpenCalls } from './server/open-calls';
import { StreamPages } from './streams/stream-pages';
import { streamsService } from './streams/streams-service';
import { addUnservedServices } from './unserved';
import { STREAMS } from './wire/streams-definition';

export interface NodeOptions {
  /** The log to serve; it stays its owner's to close, after the node has stopped. */
  store: EmbeddedEventStore;
  /** Port 0 is any free one. Without a certificate only this machine's own addresses are taken. */
  listen: Listen;
  /** Who may call. Needed with a certificate; without, everyone who reaches the node is trusted. */
  users?: Users;
  tls?: Certificate;
  /** Where the index of `$ce-` and `$et-` streams is kept: it is derived, and may be deleted. In memory when left out. */
  linksFile?: string;
}

export interface RunningNode {
  /** `127.0.0.1:2113`, or `unix:/path`. */
  address: string;
  /** For any client of the protocol; of a socket the address, which clients take as their endpoint. */
  connectionString: string;
  /** Lets the calls under way end, for a moment, and closes. */
  stop(): Promise<void>;
}

/** Largest message taken, in bytes: an append of the largest size, and what wraps it. */
const MAX_MESSAGE = 17 * 1_024 * 1_024;
/** How long calls under way may take to end when the node stops, in milliseconds. */
const PATIENCE = 1_000;

/**
 * Serves a log over the EventStoreDB protocol.
 * @throws RefusalToStart when it cannot listen there, or could not tell who calls
 */
export async function startNode({ store, listen, users, tls, linksFile }: NodeOptions): Promise<RunningNode> {
  if (tls && !users) {
    throw new RefusalToStart('A node that others can reach must know who may call it: give a users file.');
  }
  const gate = new Gate(store.records, users);
  const links = new LinkIndex(store.records, linksFile);
  const log = { records: store.records, pages: new StreamPages(store.records, links) };
  const subscriptions = await PersistentSubscriptions.open(store, log.pages);

  const calls = new OpenCalls();
  const instance = randomUUID();
  let port = 0;
  const server = new Server({ 'grpc.max_receive_message_length': MAX_MESSAGE });
  server.addService(ServerFeaturesService, {
    getSupportedMethods: unary<Empty, SupportedMethods>(supportedMethods),
  });
  server.addService(GossipService, {
    read: unary<Empty, ClusterInfo>((call) => gossip(instance, call.getHost(), port)),
  });
  server.addService(STREAMS, streamsService(store, log, gate, calls));
  server.addService(PersistentSubscriptionsService, persistentSubscriptionsService(subscriptions, gate));
  addUnservedServices(server, gate);

  if ('unixSocket' in listen) await bindSocket(server, listen.unixSocket);
  else port = await bindPort(server, listen, tls);
  const address = 'unixSocket' in listen ? `unix:${listen.unixSocket}` : `${listen.host}:${port}`;
  return {
    address,
    connectionString: 'unixSocket' in listen ? address : `esdb://${address}?tls=${tls !== undefined}`,
    stop: async () => {
      const stopped = shutDown(server);
      calls.end();
      await subscriptions.close();
      await stopped;
      if ('unixSocket' in listen) rmSync(listen.unixSocket, { force: true });
      links.close();
    },
  };
}

function shutDown(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.forceShutdown(), PATIENCE);
    server.tryShutdown(() => {
      clearTimeout(force);
      resolve();
    });
  });
}
