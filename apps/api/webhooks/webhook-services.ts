import { DepartmentFeeds } from '@guildhall/department-feeds/feed/department-feeds';
import { Deliverer } from '@guildhall/webhooks/deliverer';
import { Networks } from '@guildhall/webhooks/networks';
import { Sender } from '@guildhall/webhooks/sender';
import { Webhooks } from '@guildhall/webhooks/webhooks';
import { WebhookStorage } from '@guildhall/webhooks/webhook-storage';
import type { Config } from '@guildhall/platform/config';
import type { Installation } from '../../installation/installation';

/** What departments have their events sent by; the worker sends them. */
export class WebhookServices {
  private constructor(
    readonly webhooks: Webhooks,
    private readonly sender: Sender,
    private readonly storage: WebhookStorage,
  ) {}

  /** @throws RefusalToStart when the setting names what is no network */
  static async open(
    { webhookNetworks }: Pick<Config, 'webhookNetworks'>,
    { store, databases, keyring }: Pick<Installation, 'store' | 'databases' | 'keyring'>,
  ): Promise<WebhookServices> {
    const networks = Networks.allowing(webhookNetworks);
    const storage = await WebhookStorage.open(databases);
    const sender = new Sender(networks);
    const deliverer = new Deliverer(keyring, sender);
    const webhooks = new Webhooks(storage, new DepartmentFeeds(store), deliverer, networks);
    return new WebhookServices(webhooks, sender, storage);
  }

  async close(): Promise<void> {
    this.sender.close();
    await this.storage.close();
  }
}
