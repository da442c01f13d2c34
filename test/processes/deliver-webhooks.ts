import { DepartmentFeeds } from '@guildhall/department-feeds/feed/department-feeds';
import { FeedNews } from '@guildhall/department-feeds/feed/feed-news';
import { EmbeddedEventReader } from '@guildhall/event-store/embedded/embedded-event-reader';
import { EmbeddedKeyring } from '@guildhall/keyring/embedded/embedded-keyring';
import { PostgresDatabases } from '@guildhall/platform/postgres/postgres-databases';
import { SqliteDatabases } from '@guildhall/platform/sqlite/sqlite-databases';
import { Deliverer } from '@guildhall/webhooks/deliverer';
import { Dispatcher } from '@guildhall/webhooks/dispatcher';
import { Networks } from '@guildhall/webhooks/networks';
import { Sender } from '@guildhall/webhooks/sender';
import { WebhookStorage } from '@guildhall/webhooks/webhook-storage';

/** Where everything is. */
export interface Places {
  log: string;
  databases: { url: string; prefix: string } | { folder: string };
  keys: { keys: string; masterKey: string };
  /** Milliseconds in which the endpoints of the dead pass on. */
  lease: number;
}

/** A worker that delivers webhooks until it is killed. */
async function deliver({ log, databases: where, keys, lease }: Places): Promise<void> {
  const store = EmbeddedEventReader.open({ file: log });
  const databases =
    'folder' in where
      ? new SqliteDatabases(where.folder)
      : await PostgresDatabases.open(where.url, { prefix: where.prefix });
  const storage = await WebhookStorage.open(databases);
  const onFault = (reason: string): void => void process.stderr.write(`${reason}\n`);
  const news = await FeedNews.open(store, onFault);
  const sender = new Sender(Networks.allowing('127.0.0.1'), { connect: 300, answer: 300, rest: 100 });
  const deliverer = new Deliverer(EmbeddedKeyring.open(keys), sender);
  const options = { lease, lookAgain: 20, grace: 0, onFault };
  const dispatcher = new Dispatcher(storage, new DepartmentFeeds(store), news, deliverer, options);
  await dispatcher.run(new AbortController().signal);
}

void deliver(JSON.parse(process.argv[2] ?? '') as Places);
