import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AccessDeniedError,
  CancelledError,
  type Credentials,
  EventStoreDBClient,
  jsonEvent,
  persistentSubscriptionToStreamSettingsFromDefaults,
  START,
} from '@eventstore/db-client';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';
import { ReadReq, type ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { Empty } from '@eventstore/db-client/generated/shared_pb';
import { Client, credentials, type ClientReadableStream } from '@grpc/grpc-js';
import { EmbeddedEventStore } from '../event-store/embedded/embedded-event-store';
import { hashPassword, Users } from './access/users';
import { parseListen } from './listen';
import { type NodeOptions, type RunningNode, startNode } from './start-node';

let folder: string;
let store: EmbeddedEventStore;
let node: RunningNode | undefined;
const clients: EventStoreDBClient[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guildhall-node-'));
  store = EmbeddedEventStore.inMemory();
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
  await node?.stop();
  node = undefined;
  await store.close();
  rmSync(folder, { recursive: true });
});

describe('A node with a certificate', () => {
  it('lets in who proves to be a user, and nobody else', async () => {
    await startSecure();

    await expect(append('case-1', { username: 'admin', password: 'changeit' })).resolves.toBeDefined();
    await expect(append('case-1', { username: 'admin', password: 'guess' })).rejects.toThrow(
      AccessDeniedError,
    );
    await expect(append('case-1', { username: 'nobody', password: 'changeit' })).rejects.toThrow(
      AccessDeniedError,
    );
    await expect(append('case-1', undefined)).rejects.toThrow(AccessDeniedError);
  });

  it('lets a user do what the access list of a stream says, and only see the streams it is confined to', async () => {
    await startSecure();
    const admin = secureClient({ username: 'admin', password: 'changeit' });
    const roads = secureClient({ username: 'roads', password: 'tarmac' });
    await admin.appendToStream('department-roads', event());
    await admin.appendToStream('department-parks', event());
    await admin.setStreamMetadata('department-roads', { acl: { writeRoles: ['$admins'] } });

    expect(await count(roads.readStream('department-roads'))).toBe(1);
    await expect(roads.appendToStream('department-roads', event())).rejects.toThrow(AccessDeniedError);
    await expect(count(roads.readStream('department-parks'))).rejects.toThrow(AccessDeniedError);
    await expect(count(roads.readAll())).rejects.toThrow(AccessDeniedError);
    await expect(roads.listAllPersistentSubscriptions()).rejects.toThrow(AccessDeniedError);
  });

  it('is refused without users, who could then be anyone', async () => {
    await expect(
      startNode({ store, listen: { host: '127.0.0.1', port: 0 }, tls: certificate() }),
    ).rejects.toThrow('give a users file');
  });

  async function startSecure(): Promise<void> {
    const file = join(folder, 'users.json');
    writeFileSync(
      file,
      JSON.stringify({
        admin: { password: await hashPassword('changeit'), groups: ['$admins'] },
        roads: { password: await hashPassword('tarmac'), streams: ['department-roads'] },
      }),
    );
    await start({ listen: { host: '127.0.0.1', port: 0 }, tls: certificate(), users: Users.fromFile(file) });
  }

  function secureClient(user: Credentials | undefined): EventStoreDBClient {
    const options = { endpoint: node?.address.replace('127.0.0.1', 'localhost') ?? '' };
    return kept(
      new EventStoreDBClient(options, { rootCertificate: readFileSync(join(folder, 'cert.pem')) }, user),
    );
  }

  function append(stream: string, user: Credentials | undefined): Promise<unknown> {
    return secureClient(user).appendToStream(stream, event());
  }

  function certificate(): NonNullable<NodeOptions['tls']> {
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    const files = ['-keyout', key, '-out', cert];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...files, ...names],
      {
        stdio: 'ignore',
      },
    );
    return { cert: readFileSync(cert), key: readFileSync(key) };
  }
});

describe('A node at a socket file', () => {
  it('is its owner’s alone, and gone with the node', async () => {
    const path = join(folder, 'esdb.sock');
    await start({ listen: { unixSocket: path } });
    const client = kept(new EventStoreDBClient({ endpoint: `unix:${path}` }, { insecure: true }));

    expect(statSync(path).mode & 0o777).toBe(0o600);
    await client.appendToStream('case-1', event());
    expect(await count(client.readStream('case-1'))).toBe(1);

    await client.dispose();
    await node?.stop();
    node = undefined;
    expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined();
  });

  it('does not push out another node that listens there, nor a file that is no socket', async () => {
    const path = join(folder, 'esdb.sock');
    await start({ listen: { unixSocket: path } });
    await expect(startNode({ store, listen: { unixSocket: path } })).rejects.toThrow(
      'Another program listens',
    );

    const file = join(folder, 'notes.txt');
    writeFileSync(file, 'mine');
    await expect(startNode({ store, listen: { unixSocket: file } })).rejects.toThrow('no socket');
  });
});

describe('A node', () => {
  it('is refused an address that other machines reach, without a certificate', async () => {
    await expect(startNode({ store, listen: { host: '0.0.0.0', port: 0 } })).rejects.toThrow(
      'this machine only',
    );
  });

  it('says of what it does not serve that it is a part of the protocol', async () => {
    const client = await startPlain();

    await expect(client.listProjections()).rejects.toThrow(
      /UNIMPLEMENTED.*guildhall-node, which serves a part/,
    );
    await expect(client.createProjection('mine', 'fromAll()')).rejects.toThrow('UNIMPLEMENTED');
    await expect(client.enableProjection('$by_category')).resolves.toBeUndefined();
  });

  it('is found by clients that look for a cluster', async () => {
    await startPlain();
    const [host = '', port] = node?.address.split(':') ?? [];
    const endpoint = { address: host, port: Number(port) };
    const client = kept(new EventStoreDBClient({ endpoints: [endpoint, endpoint] }, { insecure: true }));

    await expect(client.appendToStream('case-1', event())).resolves.toMatchObject({ success: true });
  });

  it('tells those who follow it that it stops, so that they come back', async () => {
    const client = await startPlain();
    await client.appendToStream('case-1', event());
    await client.createPersistentSubscriptionToStream(
      'case-1',
      'clerks',
      persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: START }),
    );
    const followers = [
      client.subscribeToAll(),
      client.subscribeToStream('case-1'),
      client.subscribeToPersistentSubscriptionToStream('case-1', 'clerks'),
    ];
    const ends = followers.map((follower) => once(follower, 'error'));
    await Promise.all(followers.map((follower) => once(follower, 'data')));

    await node?.stop();
    node = undefined;

    for (const [error] of await Promise.all(ends)) expect(error).toBeInstanceOf(CancelledError);
  });

  it('reads no further than a subscriber that does not read takes', async () => {
    await startPlain();
    const big = 'x'.repeat(50_000);
    for (let batch = 0; batch < 100; batch++) {
      await store.append(
        `case-${batch}`,
        'none',
        Array.from({ length: 10 }, () => stored(big)),
      );
    }
    let read = 0;
    const ofAll = store.records.ofAll.bind(store.records);
    store.records.ofAll = (options) => {
      const page = ofAll(options);
      read += page.records.length;
      return page;
    };
    const client = new Client(node?.address ?? '', credentials.createInsecure());
    const call = subscribeToAll(client);
    call.on('error', () => undefined); // It is cancelled below.
    call.pause();
    const other = kept(EventStoreDBClient.connectionString(node?.connectionString ?? ''));
    // When these answers are there, the node has had its turns to read on in vain.
    for (let turn = 0; turn < 200; turn++) await other.appendToStream('meanwhile', event());

    expect(read).toBeLessThan(500);
    call.cancel();
    client.close();
  });

  async function startPlain(): Promise<EventStoreDBClient> {
    const { connectionString } = await start({ listen: { host: '127.0.0.1', port: 0 } });
    return kept(EventStoreDBClient.connectionString(connectionString));
  }
});

describe('Where a node listens', () => {
  it.each([
    ['unix:/run/guildhall.sock', { unixSocket: '/run/guildhall.sock' }],
    ['tls://0.0.0.0:2113', { host: '0.0.0.0', port: 2113 }],
    ['tls://[::1]:2113', { host: '::1', port: 2113 }],
  ])('is read from %s', (text, listen) => expect(parseListen(text)).toEqual(listen));

  it.each(['0.0.0.0:2113', 'tcp://127.0.0.1:2113', 'localhost:2113'])('is never the open port %s', (text) =>
    expect(() => parseListen(text)).toThrow('would be an open port'),
  );

  it.each(['', 'unix:relative.sock', 'tls://host', 'tls://host:99999'])(
    'is not to be had from “%s”',
    (text) => expect(() => parseListen(text)).toThrow('Give unix:/path/to.sock'),
  );
});

async function start(options: Omit<NodeOptions, 'store'>): Promise<RunningNode> {
  return (node = await startNode({ store, ...options }));
}

function kept(client: EventStoreDBClient): EventStoreDBClient {
  clients.push(client);
  return client;
}

function event() {
  return jsonEvent({ type: 'CaseNoted', data: {} });
}

function stored(text: string) {
  return { id: crypto.randomUUID(), type: 'CaseNoted', data: JSON.stringify({ text }), metadata: '{}' };
}

async function count(events: AsyncIterable<unknown>): Promise<number> {
  let seen = 0;
  for await (const _ of events) seen++;
  return seen;
}

function subscribeToAll(client: Client): ClientReadableStream<ReadResp> {
  const { Options } = ReadReq;
  const options = new Options()
    .setAll(new Options.AllOptions().setStart(new Empty()))
    .setSubscription(new Options.SubscriptionOptions())
    .setNoFilter(new Empty());
  const { path, requestSerialize, responseDeserialize } = StreamsService.read;
  return client.makeServerStreamRequest(
    path,
    requestSerialize,
    responseDeserialize,
    new ReadReq().setOptions(options),
  );
}
