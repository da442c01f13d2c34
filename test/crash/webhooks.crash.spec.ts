import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DepartmentFeeds } from '@guildhall/department-feeds/feed/department-feeds';
import { EmbeddedKeyring } from '@guildhall/keyring/embedded/embedded-keyring';
import { FeedBuilder } from '@guildhall/testing/feed-builder';
import { onEachEngine } from '@guildhall/testing/on-each-engine';
import { until } from '@guildhall/testing/until';
import { answer, takeIt, WebhookReceiver } from '@guildhall/testing/webhook-receiver';
import { Deliverer } from '@guildhall/webhooks/deliverer';
import { Networks } from '@guildhall/webhooks/networks';
import { Sender } from '@guildhall/webhooks/sender';
import { Webhooks } from '@guildhall/webhooks/webhooks';
import { WebhookStorage } from '@guildhall/webhooks/webhook-storage';
import type { Places } from '../processes/deliver-webhooks';

const SCRIPT = join(process.cwd(), 'dist/test/processes/deliver-webhooks.js');
const KILLS = 12;
const EVENTS = 1_200;
const LEASE = 1_500;
const PATIENCE = { within: 90_000, every: 20 };

onEachEngine((on) => {
  describe('Webhooks whose workers are killed at random', () => {
    it('bring every event, in order, under one id, whatever the receiver does meanwhile', async () => {
      const feed = FeedBuilder.open();
      const place = await on.place();
      const receiver = await WebhookReceiver.start();
      const keys = { keys: join(feed.folder, 'keys.db'), masterKey: join(feed.folder, 'master.key') };
      const keyring = EmbeddedKeyring.open(keys);
      const networks = Networks.allowing('127.0.0.1');
      const sender = new Sender(networks);
      const storage = await WebhookStorage.open(place.databases);
      const feeds = new DepartmentFeeds(feed.store);
      const webhooks = new Webhooks(storage, feeds, new Deliverer(keyring, sender), networks);
      const made = await webhooks.create('highways', { url: receiver.url }, 0);
      if (!('status' in made)) throw new Error('It was not made');
      const name = { department: 'highways', webhook: made.status.id };

      const places: Places = {
        log: join(feed.folder, 'events.db'),
        databases: place.where,
        keys,
        lease: LEASE,
      };
      const start = (): ChildProcess =>
        spawn(process.execPath, ['--disable-warning=ExperimentalWarning', SCRIPT, JSON.stringify(places)], {
          stdio: ['ignore', 'ignore', 'inherit'],
        });
      const kill = async (child: ChildProcess): Promise<void> => {
        child.kill('SIGKILL');
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      };
      // A SQLite file has one process; on PostgreSQL two workers share the work.
      const workers = Array.from({ length: on.engine === 'postgres' ? 2 : 1 }, start);

      // Now and then the receiver fails after it has kept an event, or cuts the connection.
      receiver.behave = (response, received) => {
        const luck = Math.random();
        if (luck < 0.002) response.destroy();
        else (luck < 0.004 ? answer(503) : takeIt)(response, received);
      };
      for (let round = 0; round < KILLS; round++) {
        const references = Array.from({ length: EVENTS / KILLS }, (_, n) => `R${(round * 7 + n) % 40}`);
        const before = receiver.received.length;
        await feed.publish(...references);
        // It dies at some moment of its work, in the middle of a delivery more often than not.
        await receiver.until(before + 5, PATIENCE);
        await sleep(40 * Math.random());
        const victim = round % workers.length;
        await kill(workers[victim] as ChildProcess);
        workers[victim] = start();
        // Nobody waits for what the retry would wait: order holds back all that comes after.
        await storage.change(name.webhook, { afresh: true });
      }
      receiver.behave = takeIt;
      await until(
        async () => {
          const status = await webhooks.status(name);
          if ('failing' in status && status.failing) await storage.change(name.webhook, { afresh: true });
          return status;
        },
        (status) => 'lag' in status && status.lag === 0,
        PATIENCE,
      );
      for (const worker of workers) await kill(worker);

      const firsts = [...new Set(receiver.ids)];
      const published = (await feeds.page('highways', 0, EVENTS)).entries.map(({ event }) => event.id);
      expect(firsts).toEqual(published);
      expect(receiver.received.length).toBeGreaterThan(EVENTS);
      expect(receiver.received.length).toBeLessThan(EVENTS + (KILLS + 20) * 25);

      sender.close();
      await keyring.close();
      await receiver.stop();
      await feed.dispose();
    }, 120_000);
  });
});
