import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { Webhook } from 'standardwebhooks';
import { DepartmentFeeds } from '../department-feeds/feed/department-feeds';
import { FeedNews } from '../department-feeds/feed/feed-news';
import { Rejection } from '../event-sourcing/rejection';
import { EmbeddedKeyring } from '../keyring/embedded/embedded-keyring';
import { FeedBuilder } from '../testing/feed-builder';
import { onEachEngine, type PlaceUnderTest } from '../testing/on-each-engine';
import { until } from '../testing/until';
import { answer, takeIt, WebhookReceiver } from '../testing/webhook-receiver';
import { Deliverer } from './deliverer';
import { Dispatcher } from './dispatcher';
import { Networks } from './networks';
import { Sender } from './sender';
import { Webhooks, type WebhookName } from './webhooks';
import { WebhookStorage } from './webhook-storage';
import { endpointsTable } from './webhook-tables';

const HOUR = 3_600_000;

onEachEngine((on) => {
  describe('a webhook', () => {
    let feed: FeedBuilder;
    let place: PlaceUnderTest;
    let receiver: WebhookReceiver;
    let keyring: EmbeddedKeyring;
    let webhooks: Webhooks;
    let now: number;
    const closings: (() => Promise<void> | void)[] = [];

    beforeEach(async () => {
      [feed, place, receiver] = [FeedBuilder.open(), await on.place(), await WebhookReceiver.start()];
      now = 1_780_306_200_000;
      const folder = mkdtempSync(join(tmpdir(), 'guildhall-webhooks-'));
      keyring = EmbeddedKeyring.open({
        keys: join(folder, 'keys.db'),
        masterKey: join(folder, 'master.key'),
      });
      closings.push(() => rmSync(folder, { recursive: true }));
      closings.push(() => keyring.close());
      const { storage, deliverer, networks } = await parts();
      webhooks = new Webhooks(storage, new DepartmentFeeds(feed.store), deliverer, networks);
    });
    afterEach(async () => {
      for (const close of closings.splice(0).reverse()) await close();
      await receiver.stop();
      await feed.dispose();
    });

    /** What one process has of its own. The clock is the test's. */
    async function parts(patience = 500) {
      const clock = () => sql<number>`cast(${sql.lit(String(now))} as bigint)`;
      const storage = await WebhookStorage.open(await place.again(), clock);
      const networks = Networks.allowing('127.0.0.1');
      const sender = new Sender(networks, { connect: 500, answer: patience, rest: 100 });
      closings.push(() => sender.close());
      return { storage, networks, deliverer: new Deliverer(keyring, sender) };
    }

    /** A worker; answers what stops it. */
    async function startWorker({ lease = 10_000, patience = 500 } = {}): Promise<() => Promise<void>> {
      const { storage, deliverer } = await parts(patience);
      const news = await FeedNews.open(feed.store, fail);
      const options = { lease, lookAgain: 10, grace: 1_000, onFault: fail };
      const ending = new AbortController();
      const running = new Dispatcher(storage, new DepartmentFeeds(feed.store), news, deliverer, options).run(
        ending.signal,
      );
      const stop = async (): Promise<void> => {
        ending.abort();
        await running;
        await news.close();
      };
      closings.push(stop);
      return stop;
    }

    async function make(changes: { eventTypes?: string[] } = {}, next = 0) {
      const { status, secret } = ok(
        await webhooks.create('highways', { url: receiver.url, ...changes }, next),
      );
      return { name: { department: 'highways', webhook: status.id }, secret };
    }
    const status = async (name: WebhookName) => ok(await webhooks.status(name));
    const log = async (name: WebhookName) => ok(await webhooks.deliveries(name, { max: 100 }));
    const untilIts = (name: WebhookName, isSo: (one: Awaited<ReturnType<typeof status>>) => boolean) =>
      until(() => status(name), isSo);
    const caughtUp = (name: WebhookName) => untilIts(name, ({ lag }) => lag === 0);
    const failing = (name: WebhookName, attempts = 1) =>
      untilIts(name, (one) => one.failing?.attempts === attempts);
    /**
     * Waits until the workers have looked for whoever is owed something, and looked again: two others, of which the
     * second comes when the first has its event, have theirs. Whatever was due before has been sent too.
     */
    async function workersHaveBeenRound(): Promise<void> {
      const elsewhere = await WebhookReceiver.start();
      closings.push(() => elsewhere.stop());
      await feed.publishTo('housing', 'X');
      for (let round = 1; round <= 2; round++) {
        ok(await webhooks.create('housing', { url: elsewhere.url }, 0));
        await elsewhere.until(round);
      }
    }

    it('is sent the events of its department in order, signed, to the letter as they were published', async () => {
      await feed.publish('A', 'B', 'A');
      await feed.publishTo('housing', 'X');
      const { name, secret } = await make();
      await startWorker();
      await caughtUp(name);
      await feed.publish('B');
      await receiver.until(4);
      expect(receiver.told).toEqual(['A1', 'B1', 'A2', 'B2']);
      const { entries } = await new DepartmentFeeds(feed.store).page('highways', 0, 10);
      expect(receiver.received.map(({ body }) => body)).toEqual(entries.map(({ json }) => json));
      expect(receiver.ids).toEqual(entries.map(({ event }) => event.id));
      for (const { body, headers } of receiver.received) {
        expect(headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
        expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
      }
    });

    it('is sent the types of events that it wants, from where it wants', async () => {
      await feed.publish('A', 'B', 'C');
      const wanted = await make({ eventTypes: ['guildhall.case.assigned.v1'] }, 1);
      const unwanted = await make({ eventTypes: ['guildhall.case.left.v1'] });
      await startWorker();
      await caughtUp(wanted.name);
      expect(await caughtUp(unwanted.name)).toMatchObject({ delivered: 0, next: 3 });
      expect(receiver.told).toEqual(['B1', 'C1']);
    });

    it('is sent an event that failed again, under the same id, and none of those behind it before', async () => {
      await feed.publish('A', 'B');
      receiver.behave = answer(500);
      const { name } = await make();
      await startWorker();
      expect((await failing(name)).failing).toMatchObject({ attempts: 1, reason: 'It answered 500.' });
      now += 5_000;
      await failing(name, 2);
      receiver.behave = takeIt;
      now += 10_000;
      expect(await caughtUp(name)).toMatchObject({ delivered: 2, failed: 2, failing: undefined });
      const [first] = receiver.ids;
      expect(receiver.ids.slice(0, 3)).toEqual([first, first, first]);
      expect(receiver.told).toEqual(['A1', 'B1']);
      expect((await log(name)).map(({ delivered, status: code }) => [delivered, code])).toEqual([
        [true, 204],
        [true, 204],
        [false, 500],
        [false, 500],
      ]);
    });

    it('is not tried again before its time', async () => {
      await feed.publish('A');
      receiver.behave = answer(503, { 'retry-after': '600' });
      const { name } = await make();
      await startWorker();
      const { dueAt } = (await failing(name)).failing ?? fail();
      expect(dueAt).toBeGreaterThanOrEqual(now + 600_000);
      now += 599_000;
      await workersHaveBeenRound();
      expect(receiver.received).toHaveLength(1);
    });

    it('is given up after 24 hours of failing, with nothing lost: resumed, it goes on where it was', async () => {
      await feed.publish('A', 'B');
      receiver.behave = answer(500);
      const { name } = await make();
      await startWorker();
      await failing(name);
      for (let attempts = 2; (await status(name)).standing === 'active'; attempts++) {
        now += HOUR;
        await untilIts(name, (one) => one.standing === 'disabled' || one.failing?.attempts === attempts);
      }
      expect(await status(name)).toMatchObject({
        standing: 'disabled',
        reason: 'For 24 hours the next event could not be delivered. It answered 500.',
        next: 0,
        lag: 2,
      });
      expect(receiver.received.length).toBeGreaterThanOrEqual(25);
      expect(new Set(receiver.ids).size).toBe(1);
      receiver.behave = takeIt;
      ok(await webhooks.resume(name));
      await caughtUp(name);
      expect(receiver.told).toEqual(['A1', 'B1']);
    }, 20_000);

    it('is sent nothing more once it has answered 410, until it is resumed', async () => {
      await feed.publish('A', 'B');
      receiver.behave = answer(410);
      const { name } = await make();
      await startWorker();
      expect(await untilIts(name, ({ standing }) => standing === 'disabled')).toMatchObject({
        reason: 'The receiver answered 410 (Gone): it wants no more.',
        next: 0,
      });
      now += 48 * HOUR;
      await workersHaveBeenRound();
      expect(receiver.received).toHaveLength(1);
    });

    it('is sent nothing while it is paused, and then goes on where it was', async () => {
      await feed.publish('A');
      const { name } = await make();
      await startWorker();
      await caughtUp(name);
      ok(await webhooks.pause(name, 'Stores are being counted.'));
      await feed.publish('B', 'C');
      await workersHaveBeenRound();
      expect(await status(name)).toMatchObject({ standing: 'paused', reason: 'Stores are being counted.' });
      expect(receiver.told).toEqual(['A1']);
      ok(await webhooks.resume(name));
      await caughtUp(name);
      expect(receiver.told).toEqual(['A1', 'B1', 'C1']);
    });

    it('goes on from another place when it is told to, forward past an event that nobody takes, or back', async () => {
      await feed.publish('A', 'B', 'C');
      receiver.behave = (response, received) =>
        answer((JSON.parse(received.body) as { subject: string }).subject === 'A' ? 400 : 204)(
          response,
          received,
        );
      const { name } = await make();
      await startWorker();
      await failing(name);
      ok(await webhooks.resume(name, 1));
      await caughtUp(name);
      ok(await webhooks.resume(name, 2));
      await receiver.until(4);
      expect(receiver.received.map(({ body }) => (JSON.parse(body) as { subject: string }).subject)).toEqual([
        'A',
        'B',
        'C',
        'C',
      ]);
    });

    it('is sent what failed at once when its URL is changed', async () => {
      await feed.publish('A');
      receiver.behave = answer(404);
      const { name } = await make();
      await startWorker();
      await failing(name);
      receiver.behave = takeIt;
      ok(await webhooks.change(name, { url: `${receiver.url}/new` }));
      await caughtUp(name);
      expect(receiver.received.map(({ path }) => path)).toEqual(['/guildhall', '/guildhall/new']);
    });

    it('is signed with every secret that is valid while they are changed', async () => {
      const { name, secret } = await make();
      const second = ok(await webhooks.rotateSecret(name, 24)).secret;
      await feed.publish('A');
      await startWorker();
      await caughtUp(name);
      const third = ok(await webhooks.rotateSecret(name, 0)).secret;
      await feed.publish('A');
      await receiver.until(2);
      const verifies = (one: string): boolean[] =>
        receiver.received.map(({ body, headers }) => {
          try {
            new Webhook(one).verify(body, headers);
            return true;
          } catch {
            return false;
          }
        });
      expect([secret, second, third].map(verifies)).toEqual([
        [true, false],
        [true, false],
        [false, true],
      ]);
    });

    it('is no longer signed with a secret whose time is over', async () => {
      const { name, secret } = await make();
      const latest = ok(await webhooks.rotateSecret(name, 24));
      const [kept, older] = latest.status.secrets;
      const { storage } = await parts();
      const expired = { ...(older ?? fail()), expiresAt: Date.now() - 1 };
      await storage.change(name.webhook, { secrets: [kept ?? fail(), expired] });
      await feed.publish('A');
      await startWorker();
      await caughtUp(name);
      const [{ body, headers } = fail()] = receiver.received;
      expect(new Webhook(latest.secret).verify(body, headers)).toEqual(JSON.parse(body));
      expect(() => new Webhook(secret).verify(body, headers)).toThrow('No matching signature');
    });

    it('has its secrets nowhere in the clear', async () => {
      const { name, secret } = await make();
      const text = JSON.stringify([await status(name), await webhooks.list('highways')]);
      expect(text).not.toContain(secret);
      expect(text).not.toContain(secret.slice(6, 20));
      for (let n = 0; n < 4; n++) ok(await webhooks.rotateSecret(name, 24));
      expect(await webhooks.rotateSecret(name, 24)).toMatchObject({ code: 'too-many-secrets' });
    });

    it('is tested and replayed at once, out of turn, and the log says so', async () => {
      await feed.publish('A');
      const { name, secret } = await make();
      const { signal } = new AbortController();
      expect(ok(await webhooks.ping(name, signal))).toMatchObject({
        kind: 'ping',
        delivered: true,
        status: 204,
      });
      await startWorker();
      await caughtUp(name);
      const [delivery] = await log(name);
      receiver.behave = answer(500);
      expect(ok(await webhooks.replay(name, delivery?.id ?? '', signal))).toMatchObject({
        kind: 'replay',
        delivered: false,
        reason: 'It answered 500.',
      });
      expect((await log(name)).map(({ kind }) => kind)).toEqual(['replay', 'feed', 'ping']);
      expect(receiver.ids[2]).toBe(receiver.ids[1]);
      for (const { body, headers } of receiver.received) new Webhook(secret).verify(body, headers);
      const ping = (await log(name)).at(-1);
      expect(await webhooks.replay(name, ping?.id ?? '', signal)).toMatchObject({ code: 'not-replayable' });
      expect(await status(name)).toMatchObject({ standing: 'active', failing: undefined });
    });

    it('is disabled, and loses nothing silently, when an older log was put back', async () => {
      await feed.publish('A');
      const { name } = await make({}, 5);
      await startWorker();
      expect(await untilIts(name, ({ standing }) => standing === 'disabled')).toMatchObject({
        reason: expect.stringContaining('an older log was put back') as string,
      });
    });

    it('waits for nobody: one that fails or hangs does not hold back another', async () => {
      const hanging = await WebhookReceiver.start();
      closings.push(() => hanging.stop());
      hanging.behave = () => undefined;
      ok(await webhooks.create('highways', { url: hanging.url }, 0));
      const { name } = await make();
      await feed.publish('A', 'B');
      await startWorker();
      await caughtUp(name);
      expect(receiver.told).toEqual(['A1', 'B1']);
    });

    it('forgets the oldest deliveries of a log that has grown long', async () => {
      await feed.publish('A', 'B', 'C');
      const { name } = await make();
      await startWorker();
      await caughtUp(name);
      const { storage } = await parts();
      await storage.forgetOldAttempts(name.webhook, 2);
      expect((await log(name)).map(({ revision }) => revision)).toEqual([2, 1]);
      ok(await webhooks.remove(name).then((refusal) => refusal ?? {}));
      expect(await webhooks.status(name)).toMatchObject({ code: 'webhook-not-found' });
      expect(await storage.attempts(name.webhook, { max: 10 })).toEqual([]);
    });

    it('stays in the hands of its worker for as long as a slow receiver takes', async () => {
      await feed.publish('A');
      let takeItAtLast = (): void => undefined;
      receiver.behave = (response, received) => (takeItAtLast = () => takeIt(response, received));
      const { name } = await make();
      const lease = 300;
      await startWorker({ lease, patience: 60_000 });
      await receiver.until(1);
      const { storage } = await parts();
      const db = await (await place.again()).open('webhooks');
      const heldUntil = async () =>
        Number(
          (await db.selectFrom(endpointsTable.name).select('held_until').executeTakeFirst())?.['held_until'],
        );
      for (let thirds = 0; thirds < 9; thirds++) {
        now += lease / 3;
        await until(heldUntil, (instant) => instant >= now + lease);
        expect(await storage.claim(name.webhook, 'another', lease)).toBeUndefined();
      }
      takeItAtLast();
      expect(await caughtUp(name)).toMatchObject({ delivered: 1, failed: 0 });
      expect(receiver.received).toHaveLength(1);
    });

    if (on.engine === 'postgres') {
      it('is in the hands of one worker, and passes to another when that one stops', async () => {
        await feed.publish('A', 'B', 'C');
        const { name } = await make();
        const stops = [await startWorker(), await startWorker(), await startWorker()];
        await caughtUp(name);
        for (const [index, stop] of stops.entries()) {
          if (index === stops.length - 1) break;
          await stop();
          await feed.publish('A', 'B');
          await caughtUp(name);
        }
        expect(receiver.received).toHaveLength(7);
        expect(receiver.told).toEqual(['A1', 'B1', 'C1', 'A2', 'B2', 'A3', 'B3']);
      });

      it('passes to another worker when the lease of a dead one runs out, and not before', async () => {
        await feed.publish('A');
        const { name } = await make();
        const { storage } = await parts();
        await storage.claim(name.webhook, 'the dead', 10_000);
        await startWorker();
        now += 9_999;
        await workersHaveBeenRound();
        expect(receiver.received).toEqual([]);
        now += 1;
        await caughtUp(name);
        expect(await storage.save(name.webhook, 'the dead', { next: 9, delivered: 0, failed: 0 })).toBe(
          false,
        );
        expect((await status(name)).next).toBe(1);
      });
    }
  });
});

function ok<Answer>(answer: Answer | Rejection): Answer {
  if (answer instanceof Rejection) throw new Error(answer.reason);
  return answer;
}
function fail(): never {
  throw new Error('This is not expected');
}
