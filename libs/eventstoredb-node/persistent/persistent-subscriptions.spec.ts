import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  eventTypeFilter,
  EventStoreDBClient,
  jsonEvent,
  type PersistentSubscriptionToStream,
  PersistentSubscriptionDoesNotExistError,
  PersistentSubscriptionExistsError,
  PersistentSubscriptionMaximumSubscribersReachedError,
  persistentSubscriptionToAllSettingsFromDefaults,
  persistentSubscriptionToStreamSettingsFromDefaults as settings,
  type ResolvedEvent,
  START,
} from '@eventstore/db-client';
import { EmbeddedEventStore } from '../../event-store/embedded/embedded-event-store';
import { until } from '../../testing/until';
import { type RunningNode, startNode } from '../start-node';

describe('A persistent subscription', () => {
  let store: EmbeddedEventStore;
  let node: RunningNode;
  let client: EventStoreDBClient;

  beforeEach(async () => {
    store = EmbeddedEventStore.inMemory();
    node = await startNode({ store, listen: { host: '127.0.0.1', port: 0 } });
    client = EventStoreDBClient.connectionString(node.connectionString);
  });
  afterEach(async () => {
    await client.dispose();
    await node.stop();
    await store.close();
  });

  it('hands each event to one of its consumers', async () => {
    await create({ consumerStrategyName: 'RoundRobin' });
    const consumers = [enter(), enter()];
    const seen: number[] = [];
    const all = Promise.all(
      consumers.map(async (consumer) => {
        for await (const event of consumer) {
          await consumer.ack(event);
          if (seen.push(numberOf(event)) === 20)
            await Promise.all(consumers.map((other) => other.unsubscribe()));
        }
      }),
    );
    await append(20);
    await all;

    expect(seen.toSorted((a, b) => a - b)).toEqual(upTo(20));
  });

  it('delivers again what a consumer wants to try again, and parks what was tried often enough', async () => {
    await append(1);
    await create({ maxRetryCount: 2 });
    const consumer = enter();
    const retries: number[] = [];
    for await (const event of consumer) {
      retries.push(event.retryCount);
      await consumer.nack('retry', 'not now', event);
      if (retries.length === 3) break;
    }

    expect(retries).toEqual([0, 1, 2]);
    await until(async () => (await parkedReasons()).length === 1);
    expect(await parkedReasons()).toEqual(['Tried 3 times']);
  });

  it('delivers again what a consumer did not answer in time', async () => {
    await append(1);
    await create({ messageTimeout: 50 });
    const seen = await take(enter(), 2);

    expect(seen.map(({ retryCount }) => retryCount)).toEqual([0, 1]);
  });

  it('delivers to another what a consumer had in hand when it left', async () => {
    await append(3);
    await create();
    const first = enter();
    await take(first, 3);
    await first.unsubscribe();
    const second = enter();

    expect((await take(second, 3)).map(numberOf)).toEqual(upTo(3));
  });

  it('delivers again what was parked, when it is asked to', async () => {
    await append(3);
    await create();
    const consumer = enter();
    const reader = consumer[Symbol.asyncIterator]() as AsyncIterator<ResolvedEvent>;
    for (let n = 0; n < 3; n++) await consumer.nack('park', 'odd', await next(reader));
    await until(async () => (await info()).stats.parkedMessageCount === 3n);

    await client.replayParkedMessagesToStream('case-1', 'clerks', { stopAt: 2 });
    const replayed = [await next(reader), await next(reader)];
    await consumer.ack(...replayed);

    expect(replayed.map(numberOf)).toEqual([0, 1]);
    await until(async () => (await info()).stats.parkedMessageCount === 1n);
  });

  it('skips what a consumer wants skipped', async () => {
    await append(2);
    await create();
    const consumer = enter();
    const reader = consumer[Symbol.asyncIterator]() as AsyncIterator<ResolvedEvent>;
    await consumer.nack('skip', 'seen', await next(reader));
    await consumer.ack(await next(reader));
    await consumer.unsubscribe();

    await until(async () => (await info()).stats.lastCheckpointedEventRevision === 1n);
  });

  it('keeps its checkpoint below what nobody has settled', async () => {
    await append(5);
    await create({ checkPointUpperBound: 1, checkPointLowerBound: 1 });
    const consumer = enter();
    const reader = consumer[Symbol.asyncIterator]() as AsyncIterator<ResolvedEvent>;
    const [zero, one, two, three, four] = [
      await next(reader),
      await next(reader),
      await next(reader),
      await next(reader),
      await next(reader),
    ];
    await consumer.ack(zero, one, three, four);
    await until(async () => (await info()).stats.lastCheckpointedEventRevision === 1n);

    await consumer.ack(two);
    await until(async () => (await info()).stats.lastCheckpointedEventRevision === 4n);
  });

  it('to the log takes what its filter lets through', async () => {
    await client.createPersistentSubscriptionToAll(
      'clerks',
      persistentSubscriptionToAllSettingsFromDefaults({ startFrom: START }),
      { filter: eventTypeFilter({ prefixes: ['Wanted'] }) },
    );
    await client.appendToStream('case-1', [event(0, 'Other'), event(1, 'Wanted'), event(2, 'WantedToo')]);
    const seen = await take(client.subscribeToPersistentSubscriptionToAll('clerks'), 2);

    expect(seen.map(numberOf)).toEqual([1, 2]);
  });

  it('reads a category by its links', async () => {
    await client.appendToStream('case-1', event(0));
    await client.appendToStream('other-1', event(9));
    await client.appendToStream('case-2', event(1));
    await create({ resolveLinkTos: true }, '$ce-case');
    const consumer = enter('$ce-case');
    const seen = await take(consumer, 2);

    expect(seen.map(numberOf)).toEqual([0, 1]);
    expect(seen.map(({ link }) => link?.revision)).toEqual([0n, 1n]);
  });

  it('refuses a name twice, one that is not there, and more consumers than it may have', async () => {
    await create({ maxSubscriberCount: 1 });
    await expect(create()).rejects.toThrow(PersistentSubscriptionExistsError);
    await expect(client.deletePersistentSubscriptionToStream('case-2', 'clerks')).rejects.toThrow(
      PersistentSubscriptionDoesNotExistError,
    );

    await append(1);
    const consumer = enter();
    const reader = consumer[Symbol.asyncIterator]() as AsyncIterator<ResolvedEvent>;
    await next(reader);
    await expect(take(enter(), 1)).rejects.toThrow(PersistentSubscriptionMaximumSubscribersReachedError);
  });

  it('that was deleted and made again begins anew', async () => {
    await append(2);
    await create({ checkPointUpperBound: 1, checkPointLowerBound: 1 });
    const consumer = enter();
    const reader = consumer[Symbol.asyncIterator]() as AsyncIterator<ResolvedEvent>;
    await consumer.ack(await next(reader), await next(reader));
    await until(async () => (await info()).stats.lastCheckpointedEventRevision === 1n);
    consumer.on('error', () => undefined); // It is told that it was dropped.
    await client.deletePersistentSubscriptionToStream('case-1', 'clerks');

    await create();
    expect((await take(enter(), 2)).map(numberOf)).toEqual([0, 1]);
  });

  async function append(count: number): Promise<void> {
    await client.appendToStream(
      'case-1',
      upTo(count).map((number) => event(number)),
    );
  }

  function create(changes: Parameters<typeof settings>[0] = {}, stream = 'case-1'): Promise<void> {
    return client.createPersistentSubscriptionToStream(
      stream,
      'clerks',
      settings({ startFrom: START, ...changes }),
    );
  }

  function enter(stream = 'case-1'): PersistentSubscriptionToStream {
    return client.subscribeToPersistentSubscriptionToStream(stream, 'clerks');
  }

  function info() {
    return client.getPersistentSubscriptionToStreamInfo('case-1', 'clerks');
  }

  async function parkedReasons(): Promise<unknown[]> {
    const reasons: unknown[] = [];
    const parked = client.readStream('$persistentsubscription-case-1::clerks-parked');
    try {
      for await (const { event: link } of parked) reasons.push((link?.metadata as { reason: string }).reason);
    } catch {
      return []; // Nothing is parked yet.
    }
    return reasons;
  }
});

describe('A persistent subscription of a node that is killed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-node-'));
  let process_: ChildProcess;
  afterAll(() => {
    process_.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  it('goes on with what nobody had settled', async () => {
    let client = await serve();
    await client.appendToStream(
      'case-1',
      upTo(10).map((number) => event(number)),
    );
    await client.createPersistentSubscriptionToStream(
      'case-1',
      'clerks',
      settings({ startFrom: START, checkPointUpperBound: 1, checkPointLowerBound: 1 }),
    );
    const consumer = client.subscribeToPersistentSubscriptionToStream('case-1', 'clerks');
    consumer.on('error', () => undefined); // The node is killed below.
    const reader = consumer[Symbol.asyncIterator]() as AsyncIterator<ResolvedEvent>;
    for (let n = 0; n < 4; n++) await consumer.ack(await next(reader));
    await consumer.nack('park', 'odd', await next(reader));
    await until(async () => {
      const { stats } = await client.getPersistentSubscriptionToStreamInfo('case-1', 'clerks');
      return stats.lastCheckpointedEventRevision === 4n;
    });
    process_.kill('SIGKILL');
    await once(process_, 'exit');

    client = await serve();
    const seen = await take(client.subscribeToPersistentSubscriptionToStream('case-1', 'clerks'), 5);

    expect(seen.map(numberOf)).toEqual([5, 6, 7, 8, 9]);
    const { stats } = await client.getPersistentSubscriptionToStreamInfo('case-1', 'clerks');
    expect(stats.parkedMessageCount).toBe(1n);
    await client.dispose();
  });

  async function serve(): Promise<EventStoreDBClient> {
    process_ = spawn(
      process.execPath,
      ['dist/apps/eventstoredb-node/main.js', '--data', folder, '--port', '0'],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const [line] = (await once(process_.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    expect(String(line)).toMatch(/^ready at /);
    return EventStoreDBClient.connectionString(/esdb:\S+tls=false/.exec(String(line))?.[0] ?? '');
  }
});

function event(number: number, type = 'CaseNoted') {
  return jsonEvent({ type, data: { number } });
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function numberOf({ event: resolved }: ResolvedEvent): number {
  return (resolved?.data as { number: number }).number;
}

async function next(reader: AsyncIterator<ResolvedEvent>): Promise<ResolvedEvent> {
  const result = await reader.next();
  if (result.done) throw new Error('The subscription ended, though nobody had ended it');
  return result.value;
}

/** The first events, none of which is answered; then it leaves. */
async function take<E>(subscription: AsyncIterable<E>, count: number): Promise<E[]> {
  const seen: E[] = [];
  for await (const resolved of subscription) if (seen.push(resolved) === count) break;
  return seen;
}
