import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashPassword } from '@guildhall/eventstoredb-node/access/users';
import { createOwnDatabase } from '@guildhall/testing/own-database';
import { findPostgres } from '@guildhall/testing/postgres-server';
import { makeCertificate } from '@guildhall/testing/test-certificate';

const NODE = join(__dirname, '../../dist/apps/eventstoredb-node/main.js');

/** What an installation under test stands on: settings that name it, and how it is thrown away. */
export interface Foundation {
  settings: Record<string, string>;
  dispose(): Promise<void>;
}

/** Set by the Jest project that runs the suite. */
const { FOUNDATION = 'embedded' } = globalThis as { FOUNDATION?: 'embedded' | 'cluster' };

/** Nothing but a data folder; else an EventStoreDB and a PostgreSQL. */
export const isEmbedded = FOUNDATION === 'embedded';

/** A new, empty foundation of the kind that this run is about. */
export function layFoundation(): Promise<Foundation> {
  return isEmbedded ? Promise.resolve({ settings: {}, dispose: () => Promise.resolve() }) : layCluster();
}

/**
 * The settings of a cluster: the EventStoreDB that GUILDHALL_TEST_ESDB names, else a protocol node over TLS in a process
 * of its own, and a database of our own on a real PostgreSQL.
 */
export async function layCluster(): Promise<Foundation> {
  const postgres = findPostgres();
  if ('missing' in postgres) throw new Error(postgres.missing);
  const database = await createOwnDatabase(postgres.url);
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-cluster-'));
  writeFileSync(join(folder, 'master.key'), randomUUID().replaceAll('-', '').repeat(2));
  const given = process.env['GUILDHALL_TEST_ESDB'];
  const node = given ? undefined : await startNode(folder);
  return {
    settings: {
      ESDB_CONNECTION_STRING: given ?? node?.connectionString ?? '',
      ESDB_STREAM_PREFIX: given ? `test-${randomUUID().slice(0, 8)}.` : '',
      DATABASE_URL: database.url,
      GUILDHALL_MASTER_KEY_FILE: join(folder, 'master.key'),
    },
    async dispose() {
      await node?.stop();
      await database.drop();
      postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A protocol node over TLS, with a user. */
async function startNode(folder: string): Promise<{ connectionString: string; stop(): Promise<void> }> {
  const { certFile, keyFile } = makeCertificate(folder);
  const users = join(folder, 'users.json');
  writeFileSync(users, JSON.stringify({ guildhall: { password: await hashPassword('secret'), groups: ['$admins'] } })); // prettier-ignore
  const parameters = [
    '--data',
    join(folder, 'log'),
    '--port',
    '0',
    '--cert',
    certFile,
    '--key',
    keyFile,
    '--users',
    users,
  ];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', NODE, ...parameters]);
  const address = await ready(child);
  return {
    // By name: TLS does not go with an address.
    connectionString: `esdb://guildhall:secret@${address.replace('127.0.0.1', 'localhost')}?tls=true&tlsCAFile=${certFile}`,
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** Where it listens. */
function ready(child: ChildProcessWithoutNullStreams): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      const [, address] = /^ready at esdb:\/\/([^?\s]+)/m.exec(said) ?? [];
      if (address) resolve(address);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => reject(new Error(`The node ended with ${code}: ${said}`)));
  });
}
