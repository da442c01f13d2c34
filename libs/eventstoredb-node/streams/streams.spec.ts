import { randomUUID } from 'node:crypto';
import {
  type AllStreamResolvedEvent,
  BACKWARDS,
  binaryEvent,
  END,
  EventStoreDBClient,
  jsonEvent,
  type ResolvedEvent,
  START,
  streamNameFilter,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { EmbeddedEventStore } from '../../event-store/embedded/embedded-event-store';
import { type RunningNode, startNode } from '../start-node';

describe('Any EventStoreDB client', () => {
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

  it('appends events, and is told where they stand', async () => {
    const first = await client.appendToStream('case-1', [noted(1), noted(2)]);
    const second = await client.appendToStream('case-1', [noted(3)], { expectedRevision: 1n });

    expect(first).toMatchObject({ success: true, nextExpectedRevision: 1n });
    expect(second).toMatchObject({ success: true, nextExpectedRevision: 2n });
    expect(second.position?.commit).toBe((first.position?.commit ?? 0n) + 1n);
    expect(await readStream('case-1')).toEqual([1, 2, 3]);
  });

  it('is told where a stream is that was expected elsewhere, over either kind of append', async () => {
    await client.appendToStream('case-1', [noted(1), noted(2)]);

    for (const credentials of [undefined, { username: 'any', password: 'any' }]) {
      const refusal: unknown = await client
        .appendToStream('case-1', noted(3), { expectedRevision: 5n, credentials })
        .catch((error: unknown) => error);

      expect(refusal).toBeInstanceOf(WrongExpectedVersionError);
      expect(refusal).toMatchObject({ streamName: 'case-1', expectedVersion: 5n, actualVersion: 1n });
    }
  });

  it('reads back any bytes of data and metadata', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    await client.appendToStream('case-1', binaryEvent({ type: 'Scanned', data: bytes, metadata: bytes }));

    const [{ event } = {}] = await collect(client.readStream('case-1'));

    expect(event).toMatchObject({ isJson: false, type: 'Scanned' });
    expect(Buffer.from(event?.data as Uint8Array)).toEqual(Buffer.from(bytes));
    expect(Buffer.from(event?.metadata as Uint8Array)).toEqual(Buffer.from(bytes));
  });

  it('reads a stream both ways from any revision, inclusive, as far as it wants', async () => {
    await client.appendToStream(
      'case-1',
      [0, 1, 2, 3, 4].map((number) => noted(number)),
    );

    expect(await readStream('case-1', { fromRevision: 2n })).toEqual([2, 3, 4]);
    expect(await readStream('case-1', { fromRevision: 2n, direction: BACKWARDS })).toEqual([2, 1, 0]);
    expect(await readStream('case-1', { fromRevision: END, direction: BACKWARDS, maxCount: 2 })).toEqual([
      4, 3,
    ]);
    expect(await readStream('case-1', { maxCount: 2 })).toEqual([0, 1]);
  });

  it('reads the whole log both ways', async () => {
    await client.appendToStream(
      'case-1',
      [0, 1].map((number) => noted(number)),
    );
    const { position } = await client.appendToStream(
      'case-2',
      [2, 3].map((number) => noted(number)),
    );

    expect(numbersIn(await collect(client.readAll()))).toEqual([0, 1, 2, 3]);
    expect(numbersIn(await collect(client.readAll({ direction: BACKWARDS, fromPosition: END })))).toEqual([
      3, 2, 1, 0,
    ]);
    expect(numbersIn(await collect(client.readAll({ fromPosition: position })))).toEqual([3]);
  });

  it('is told when there is no such stream', async () => {
    await expect(collect(client.readStream('case-none'))).rejects.toThrow(StreamNotFoundError);
  });

  it('follows a stream from after a revision', async () => {
    await client.appendToStream(
      'case-1',
      [0, 1, 2].map((number) => noted(number)),
    );
    const subscription = client.subscribeToStream('case-1', { fromRevision: 1n });
    const seen = take(subscription, 2);
    await client.appendToStream('case-1', noted(3));

    expect(numbersIn(await seen)).toEqual([2, 3]);
  });

  it('follows the log with a filter, and is told how far it has come', async () => {
    for (let index = 0; index < 10; index++)
      await client.appendToStream(
        'other-1',
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => noted(number)),
      );
    await client.appendToStream('case-1', noted(7));
    const checkpoints: bigint[] = [];
    const caughtUp = jest.fn();
    const subscription = client.subscribeToAll({
      fromPosition: START,
      filter: streamNameFilter({
        prefixes: ['case-'],
        checkpointReached: (_, { commit }) => void checkpoints.push(commit),
      }),
    });
    subscription.on('caughtUp', caughtUp);

    const seen = await take(subscription, 1);

    expect(numbersIn(seen)).toEqual([7]);
    expect(checkpoints).toEqual([32n, 64n, 96n]);
  });

  function readStream(...read: Parameters<EventStoreDBClient['readStream']>): Promise<number[]> {
    return collect(client.readStream(...read)).then(numbersIn);
  }
});

function noted(number: number) {
  return jsonEvent({ id: randomUUID(), type: 'CaseNoted', data: { number } });
}

async function collect<E>(events: AsyncIterable<E>): Promise<E[]> {
  const all: E[] = [];
  for await (const event of events) all.push(event);
  return all;
}

async function take<E>(events: AsyncIterable<E>, count: number): Promise<E[]> {
  const seen: E[] = [];
  for await (const event of events) if (seen.push(event) === count) break;
  return seen;
}

function numbersIn(events: (ResolvedEvent | AllStreamResolvedEvent)[]): number[] {
  return events
    .filter(({ event }) => !event?.type.startsWith('$'))
    .map(({ event }) => (event?.data as { number: number }).number);
}
