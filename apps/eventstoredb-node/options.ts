import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Users } from '@guildhall/eventstoredb-node/access/users';
import type { Listen } from '@guildhall/eventstoredb-node/listen';
import type { Certificate } from '@guildhall/eventstoredb-node/server/bind';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';

export const USAGE = `Usage: npx guildhall-node --data <folder> | --memory [options]

Serves an event log over the EventStoreDB protocol: streams and persistent subscriptions.

  --data <folder>    keep the log in this folder (made when it does not exist)
  --memory           keep the log in memory: gone when the node stops
  --port <number>    listen on this port; 2113 when left out, 0 for any free one
  --host <address>   listen at this address; 127.0.0.1 when left out
  --socket <path>    listen at a socket file of its owner's alone, not on a port
  --cert <file>      certificate (PEM); with --key and --users, and needed to be reached from other machines
  --key <file>       its private key (PEM)
  --users <file>     who may call: {"name": {"password": "scrypt:…", "groups": ["$admins"]}}
  --hash-password    print what the users file keeps of the password on standard input, and end
  --help             print this, and end

Without a certificate everyone on this machine who reaches the port may read and write everything.
`;

/** What the command line asks for. */
export type Asked =
  | { kind: 'help' }
  | { kind: 'hash-password' }
  | { kind: 'serve'; folder: string | undefined; listen: Listen; tls?: Certificate; users?: Users };

/** @throws RefusalToStart naming the option that is wrong, and what to do about it */
export function optionsIn(argv: readonly string[]): Asked {
  const { values } = parsed(argv);
  if (values.help) return { kind: 'help' };
  if (values['hash-password']) return { kind: 'hash-password' };
  if ((values.data === undefined) === !values.memory) {
    throw new RefusalToStart('Say where the log is kept: either --data <folder> or --memory.');
  }
  return {
    kind: 'serve',
    folder: values.data === undefined ? undefined : resolve(values.data),
    listen: values.socket
      ? { unixSocket: resolve(values.socket) }
      : { host: values.host, port: portIn(values.port) },
    ...securityOf(values),
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        data: { type: 'string' },
        memory: { type: 'boolean', default: false },
        port: { type: 'string', default: '2113' },
        host: { type: 'string', default: '127.0.0.1' },
        socket: { type: 'string' },
        cert: { type: 'string' },
        key: { type: 'string' },
        users: { type: 'string' },
        'hash-password': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new RefusalToStart((error as Error).message);
  }
}

function portIn(text: string): number {
  const port = Number(text);
  if (text !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new RefusalToStart(`--port must be a number from 0 to 65535, not ${text}.`);
}

function securityOf({ cert, key, users }: Partial<Record<'cert' | 'key' | 'users', string>>): {
  tls?: Certificate;
  users?: Users;
} {
  if (cert === undefined && key === undefined && users === undefined) return {};
  if (cert === undefined || key === undefined || users === undefined) {
    throw new RefusalToStart('--cert, --key and --users go together: passwords are not sent in the clear.');
  }
  return { tls: { cert: fileOf('--cert', cert), key: fileOf('--key', key) }, users: Users.fromFile(users) };
}

function fileOf(option: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new RefusalToStart(`${option}: ${(error as Error).message}`);
  }
}
