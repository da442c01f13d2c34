import { chmodSync, lstatSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { type Server, ServerCredentials } from '@grpc/grpc-js';
import { RefusalToStart } from '../../platform/refusal-to-start';
import { isLoopback } from '../listen';

/** A certificate chain and its key, both PEM. */
export interface Certificate {
  cert: Buffer;
  key: Buffer;
}

/**
 * Listens on a port; answers which one.
 * @throws RefusalToStart when strangers could come in, or the port is taken
 */
export async function bindPort(
  server: Server,
  { host, port }: { host: string; port: number },
  tls: Certificate | undefined,
): Promise<number> {
  if (!tls && !isLoopback(host)) {
    throw new RefusalToStart(
      `Without a certificate the node listens on this machine only, and ${host} is more than that. ` +
        'Give --cert, --key and --users, or a host such as 127.0.0.1.',
    );
  }
  const credentials = tls
    ? ServerCredentials.createSsl(null, [{ cert_chain: tls.cert, private_key: tls.key }])
    : ServerCredentials.createInsecure();
  return bind(server, `${host.includes(':') ? `[${host}]` : host}:${port}`, credentials);
}

/**
 * Listens on a socket file that its owner alone may use. It gets its permissions before it gets its name, so that
 * there is no moment at which others could come in.
 * @throws RefusalToStart when something else has that name
 */
export async function bindSocket(server: Server, path: string): Promise<void> {
  await makeWay(path);
  const folder = mkdtempSync(join(dirname(path), '.node-'));
  try {
    const draft = join(folder, basename(path));
    await bind(server, `unix:${draft}`, ServerCredentials.createInsecure());
    chmodSync(draft, 0o600);
    renameSync(draft, path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function bind(server: Server, address: string, credentials: ServerCredentials): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(address, credentials, (error, port) => {
      if (error) reject(new RefusalToStart(`The node cannot listen at ${address}: ${error.message}`));
      else resolve(port);
    });
  });
}

/** A socket that nobody answers at was left behind by a crash. */
async function makeWay(path: string): Promise<void> {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (!there) return;
  if (!there.isSocket())
    throw new RefusalToStart(`${path} is there already, and no socket. Choose another name.`);
  if (await answers(path)) throw new RefusalToStart(`Another program listens at ${path}. Stop it first.`);
  rmSync(path);
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = createConnection(path, () => {
      connection.destroy();
      resolve(true);
    }).on('error', () => resolve(false));
  });
}
