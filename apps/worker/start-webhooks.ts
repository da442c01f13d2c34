import { DepartmentFeeds } from '@guildhall/department-feeds/feed/department-feeds';
import { FeedNews } from '@guildhall/department-feeds/feed/feed-news';
import { Deliverer } from '@guildhall/webhooks/deliverer';
import { Dispatcher, DISPATCHING } from '@guildhall/webhooks/dispatcher';
import { Networks } from '@guildhall/webhooks/networks';
import { Sender } from '@guildhall/webhooks/sender';
import { WebhookStorage } from '@guildhall/webhooks/webhook-storage';
import type { Config } from '@guildhall/platform/config';
import type { Logger } from 'pino';
import type { Installation } from '../installation/installation';

/** Sends departments their events. Answers what stops it: attempts in hand are finished first. */
export async function startWebhooks(
  { webhookNetworks }: Pick<Config, 'webhookNetworks'>,
  { store, databases, keyring }: Pick<Installation, 'store' | 'databases' | 'keyring'>,
  logger: Logger,
): Promise<() => Promise<void>> {
  const sender = new Sender(Networks.allowing(webhookNetworks));
  const storage = await WebhookStorage.open(databases);
  const onFault = (reason: string): void => logger.warn({ reason }, 'webhooks are tried again in a moment');
  const news = await FeedNews.open(store, onFault);
  const feeds = new DepartmentFeeds(store);
  const options = { ...DISPATCHING, onFault };
  const ending = new AbortController();
  const running = new Dispatcher(storage, feeds, news, new Deliverer(keyring, sender), options).run(
    ending.signal,
  );
  return async () => {
    ending.abort();
    await running;
    sender.close();
    await news.close();
    await storage.close();
  };
}
