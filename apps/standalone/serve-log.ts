import { readFileSync } from 'node:fs';
import { EmbeddedEventStore } from '@guildhall/event-store/embedded/embedded-event-store';
import { Users } from '@guildhall/eventstoredb-node/access/users';
import { parseListen } from '@guildhall/eventstoredb-node/listen';
import { type NodeOptions, type RunningNode, startNode } from '@guildhall/eventstoredb-node/start-node';
import type { Config } from '@guildhall/platform/config';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import type { Installation } from '../installation/installation';

/**
 * Serves an embedded log over the EventStoreDB protocol: on a socket file of its owner's alone, or over TLS to users with
 * a password.
 * @param address what ESDB_LISTEN says
 * @throws RefusalToStart naming the setting that is missing or wrong
 */
export async function serveLog(
  address: string,
  { esdbCertificate: { cert, key, users } }: Config,
  { store, folder }: Pick<Installation, 'store' | 'folder'>,
): Promise<RunningNode> {
  if (!(store instanceof EmbeddedEventStore)) {
    throw new RefusalToStart(
      'ESDB_LISTEN serves the log of this installation, and ESDB_CONNECTION_STRING says that it is elsewhere. Leave one of them out.',
    );
  }
  const listen = parseListen(address);
  const options: NodeOptions = { store, listen, linksFile: folder?.path('links.db') };
  if ('unixSocket' in listen) return startNode(options);
  if (!cert || !key || !users) {
    throw new RefusalToStart(
      'ESDB_LISTEN is reached over a network, so it needs ESDB_CERT_FILE, ESDB_KEY_FILE and ESDB_USERS_FILE. See docs/eventstoredb-node.md.',
    );
  }
  const tls = { cert: read('ESDB_CERT_FILE', cert), key: read('ESDB_KEY_FILE', key) };
  return startNode({ ...options, tls, users: Users.fromFile(users) });
}

function read(setting: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new RefusalToStart(`${setting}: ${(cause as Error).message}`, { cause });
  }
}
