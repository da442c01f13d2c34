import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Meddler } from '../../testing/meddler';
import { ProtocolNode } from '../../testing/protocol-node';
import { eventsIn, nextMessage, untilCaughtUp, untilEvents } from '../../testing/subscription-messages';
import { TcpProxy } from '../../testing/tcp-proxy';
import { until } from '../../testing/until';
import type { EventData, StoredEvent, SubscriptionMessage, SubscriptionOptions } from '../event-store';
import { EventStoreDb } from './event-store-db';

describe('A subscription', () => {
  let node: ProtocolNode;
  let meddler: Meddler;
  let store: EventStoreDb;

  beforeEach(async () => {
    node = await ProtocolNode.start();
    meddler = await Meddler.before(node.address);
    store = EventStoreDb.open({
      connectionString: meddler.connectionString,
      silence: 1_000,
      readTimeout: 3_000,
    });
  });
  afterEach(async () => {
    await store.close();
    meddler.close();
    await node.dispose();
  });

  it('that the server ends, again and again, shows every event once and in order', async () => {
    const subscription = subscribe({ batch: 15 });
    const seen: StoredEvent[] = [];
    for (let round = 0; round < 10; round++) {
      await append(30);
      seen.push(...(await untilEvents(subscription, 1)));
      meddler.endSubscriptions();
      await append(30);
      seen.push(...(await untilEvents(subscription, 60 * (round + 1) - seen.length)));
    }

    expect(seen).toEqual(await everything());
    expect(store.metrics.resubscriptions).toBeGreaterThan(0);
  });

  it('that goes dumb is noticed, and goes on as if nothing had been', async () => {
    const subscription = subscribe();
    await untilCaughtUp(subscription);
    meddler.keepsMessage = () => true;
    await append(10);

    const seen = await untilEvents(subscription, 10);
    await append(10);
    seen.push(...(await untilEvents(subscription, 10)));
    meddler.keepsMessage = () => false;
    await append(10);
    seen.push(...(await untilEvents(subscription, 10)));

    expect(seen).toEqual(await everything());
    expect(store.metrics.silentDrops).toBeGreaterThan(0);
  });

  it('does not take a log in which nothing happens for a connection that has died', async () => {
    const subscription = subscribe();
    await append(3);
    await untilCaughtUp(subscription);
    const waiting = subscription.next();
    await looksFor(3);
    await append(1);

    expect((await waiting).value).toMatchObject({ kind: 'events' });
    expect(store.metrics).toMatchObject({ resubscriptions: 0, silentDrops: 0 });
  });

  it('knows that it has caught up though the server, being older, never says so', async () => {
    meddler.keepsMessage = (message) => message.hasCaughtUp() || message.hasCheckpoint();
    await append(1_200);
    const subscription = subscribe({ batch: 100 });

    const seen = await untilCaughtUp(subscription);
    expect(eventsIn(seen)).toEqual(await everything());
    expect(seen.at(-1)?.checkpoint).toBe(await store.head());
    await append(1);
    expect((await untilCaughtUp(subscription)).at(-1)?.checkpoint).toBe(await store.head());
  });

  it('passes what its filter leaves out, and says so, also between two checkpoints of the server', async () => {
    const subscription = subscribe({ filter: { streamPrefixes: ['nothing-'] } });
    await append(700);
    await untilCaughtUp(subscription);
    const waiting = nextMessage(subscription);
    // Long after the last event too.
    await looksFor(3);
    await append(3);

    expect(await waiting).toEqual({ kind: 'events', events: [], checkpoint: await store.head() });
    expect(await nextMessage(subscription)).toEqual({ kind: 'caught-up', checkpoint: await store.head() });
  });

  it('asks the server for types by their very names, whatever signs are in them', async () => {
    const types = ['A.B', 'AxB', 'a.b', '(A)', 'A+', 'A|B', 'A.B2', '^A$', '[A]\\d'];
    for (const type of types) await node.store.append('case-1', 'any', [{ ...event(), type }]);
    const wanted = ['A.B', '(A)', '^A$', '[A]\\d'];
    let passed = 0;
    meddler.keepsMessage = (message) => message.hasEvent() && passed++ < 0;

    const seen = await untilCaughtUp(subscribe({ filter: { eventTypes: wanted } }));
    expect(eventsIn(seen).map(({ type }) => type)).toEqual(wanted);
    expect(passed).toBe(wanted.length);
  });

  it('makes the server wait for a slow consumer, and holds no more than a little', async () => {
    await append(15_000, 1_000);
    let passed = 0;
    meddler.keepsMessage = () => passed++ < 0;
    const subscription = subscribe({ batch: 10 });
    const seen = await untilEvents(subscription, 10);

    for (let before = -1; before !== passed;) {
      before = passed;
      await sleep(300);
    }
    expect(passed).toBeLessThan(5_000);
    seen.push(...(await untilEvents(subscription, 14_990)));
    expect(seen.map(({ revision }) => revision)).toEqual(Array.from({ length: 15_000 }, (_, index) => index));
  });

  it('begins when the server does', async () => {
    const [, port = ''] = meddler.connectionString.split(/:(?=\d)|\?/);
    let target = 9;
    const proxy = await TcpProxy.to(() => ({ host: '127.0.0.1', port: target }));
    const early = EventStoreDb.open({ connectionString: `esdb://127.0.0.1:${proxy.port}?tls=false` });
    const waiting = nextMessage(early.subscribeToAll()[Symbol.asyncIterator]());
    await sleep(200);
    target = Number(port);
    await append(1);

    expect(await waiting).toMatchObject({ kind: 'events' });
    await early.close();
    await proxy.close();
  });

  it('from a position of another log is refused', async () => {
    const from = '0000000000000007' as StoredEvent['position'];
    await expect(subscribe({ from }).next()).rejects.toThrow('not a position of this log');
  });

  it('goes on after a black hole, once and in order', async () => {
    jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const [host = '', port] = node.address.split(':');
    const proxy = await TcpProxy.to(() => ({ host, port: Number(port) }));
    const keepAlive = 'keepAliveInterval=400&keepAliveTimeout=400';
    const through = EventStoreDb.open({
      connectionString: `esdb://127.0.0.1:${proxy.port}?tls=false&${keepAlive}`,
      silence: 300,
      readTimeout: 300,
    });
    const subscription = through.subscribeToAll()[Symbol.asyncIterator]();
    const seeing = untilEvents(subscription, 60);
    await append(20);
    proxy.swallow();
    await append(20);
    await sleep(1_000);
    proxy.heal();
    await append(20);

    expect(await seeing).toEqual(await everything());
    await through.close();
    await proxy.close();
    jest.restoreAllMocks();
  });

  it('is counted while it is open', async () => {
    const subscription = subscribe();
    await untilCaughtUp(subscription);
    expect(store.metrics.subscriptions).toBe(1);
    await subscription.return?.();
    expect(store.metrics.subscriptions).toBe(0);
  });

  function subscribe(options?: SubscriptionOptions): AsyncIterator<SubscriptionMessage> {
    return store.subscribeToAll(options)[Symbol.asyncIterator]();
  }

  /** Waits until the subscription, in a silence, has looked so many times whether there is something. */
  async function looksFor(times: number): Promise<void> {
    const before = meddler.reads;
    await until(
      () => meddler.reads,
      (reads) => reads >= before + times,
    );
  }

  async function append(count: number, length = 10): Promise<void> {
    const data = JSON.stringify('x'.repeat(length));
    for (let done = 0; done < count; done += 500) {
      const events = Array.from({ length: Math.min(500, count - done) }, () => ({ ...event(), data }));
      await node.store.append('case-1', 'any', events);
    }
  }

  async function everything(): Promise<StoredEvent[]> {
    return (await store.readAll({ max: 20_000 })).events;
  }
});

function event(): EventData {
  return { id: randomUUID(), type: 'LampNoted', data: '{"note":"out"}', metadata: '{"commandId":"c-1"}' };
}
