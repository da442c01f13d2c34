import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker, isMainThread, parentPort } from 'node:worker_threads';
import { DepartmentFeeds } from '@guildhall/department-feeds/feed/department-feeds';
import { FeedNews } from '@guildhall/department-feeds/feed/feed-news';
import { EmbeddedKeyring } from '@guildhall/keyring/embedded/embedded-keyring';
import { SqliteDatabases } from '@guildhall/platform/sqlite/sqlite-databases';
import { FeedBuilder } from '@guildhall/testing/feed-builder';
import { Deliverer } from '@guildhall/webhooks/deliverer';
import { Dispatcher, DISPATCHING } from '@guildhall/webhooks/dispatcher';
import { Networks } from '@guildhall/webhooks/networks';
import { Sender } from '@guildhall/webhooks/sender';
import { Webhooks } from '@guildhall/webhooks/webhooks';
import { WebhookStorage } from '@guildhall/webhooks/webhook-storage';
import type { BenchResult } from './bench-result';

const EVENTS = 10_000;

/** A receiver that does nothing but take, on a thread of its own: tells its port, and in the end what it was sent. */
async function receive(): Promise<void> {
  const ids: string[] = [];
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      ids.push(String(request.headers['webhook-id']));
      response.writeHead(204).end();
      if (ids.length === EVENTS) parentPort?.postMessage(ids);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  parentPort?.postMessage((server.address() as AddressInfo).port);
}
if (!isMainThread) void receive();

/**
 * Deliveries a second to one endpoint, one after the other, each signed, sent, answered and logged. The ceiling is the
 * same requests with nothing around them.
 * @throws Error when an event was missing or out of order
 */
export async function webhooksBench(): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-bench-'));
  const feed = FeedBuilder.open();
  const receiver = new Worker(__filename);
  const other = new Worker(__filename);
  const [[port], [otherPort]] = (await Promise.all([once(receiver, 'message'), once(other, 'message')])) as [
    [number],
    [number],
  ];
  const networks = Networks.allowing('127.0.0.1');
  const sender = new Sender(networks);
  const keyring = EmbeddedKeyring.open({
    keys: join(folder, 'keys.db'),
    masterKey: join(folder, 'master.key'),
  });
  const databases = new SqliteDatabases(folder);
  const ending = new AbortController();
  try {
    const { signal } = ending;
    const bare = new URL(`http://127.0.0.1:${otherPort}/`);
    const bareStart = performance.now();
    for (let n = 0; n < EVENTS; n++) await sender.send(bare, { 'webhook-id': String(n) }, '{}', signal);
    const ceiling = EVENTS / ((performance.now() - bareStart) / 1_000);

    await feed.publish(...Array.from({ length: EVENTS }, (_, n) => `R${n % 100}`));
    const feeds = new DepartmentFeeds(feed.store);
    const storage = await WebhookStorage.open(databases);
    const deliverer = new Deliverer(keyring, sender);
    const news = await FeedNews.open(feed.store, complain);
    await new Webhooks(storage, feeds, deliverer, networks).create(
      'highways',
      { url: `http://127.0.0.1:${port}/` },
      0,
    );
    const told = once(receiver, 'message') as Promise<[string[]]>;
    const start = performance.now();
    const options = { ...DISPATCHING, onFault: complain };
    const running = new Dispatcher(storage, feeds, news, deliverer, options).run(signal);
    const [ids] = await told;
    const ours = EVENTS / ((performance.now() - start) / 1_000);
    ending.abort();
    await running;
    await news.close();
    const { entries } = await feeds.page('highways', 0, EVENTS);
    if (!entries.every(({ event }, index) => event.id === ids[index])) throw new Error('Out of order');
    const what = 'webhook deliveries to one endpoint, in order and logged';
    return { what, ours, ceiling, unit: '/s', ratio: ours / ceiling };
  } finally {
    ending.abort();
    await Promise.all([receiver.terminate(), other.terminate()]);
    sender.close();
    await databases.close();
    await keyring.close();
    await feed.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

function complain(reason: string): never {
  throw new Error(reason);
}
