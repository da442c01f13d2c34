import {
  BACKWARDS,
  END,
  EventStoreDBClient,
  jsonEvent,
  type ResolvedEvent,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { EmbeddedEventStore } from '../../event-store/embedded/embedded-event-store';
import { type RunningNode, startNode } from '../start-node';

describe('A stream', () => {
  let now = 1_700_000_000_000;
  let store: EmbeddedEventStore;
  let node: RunningNode;
  let client: EventStoreDBClient;

  beforeEach(async () => {
    store = EmbeddedEventStore.inMemory({ now: () => now });
    node = await startNode({ store, listen: { host: '127.0.0.1', port: 0 } });
    client = EventStoreDBClient.connectionString(node.connectionString);
  });
  afterEach(async () => {
    await client.dispose();
    await node.stop();
    await store.close();
  });

  it('that was deleted is not found, and begins again after what was deleted', async () => {
    await append([0, 1, 2]);
    await client.deleteStream('case-1', { expectedRevision: 2n });
    await expect(read()).rejects.toThrow(StreamNotFoundError);

    const { nextExpectedRevision } = await append([3], { expectedRevision: 'no_stream' });

    expect(nextExpectedRevision).toBe(3n);
    expect(await read()).toEqual([3]);
    expect(await read({ direction: BACKWARDS, fromRevision: END })).toEqual([3]);
  });

  it('is not deleted when it is not where it was expected, and the refusal says where it is', async () => {
    await append([0, 1]);
    const refusal: unknown = await client
      .deleteStream('case-1', { expectedRevision: 7n })
      .catch((error: unknown) => error);

    expect(refusal).toBeInstanceOf(WrongExpectedVersionError);
    expect(refusal).toMatchObject({ streamName: 'case-1', expectedVersion: 7n, actualVersion: 1n });
    expect(await read()).toEqual([0, 1]);
  });

  it('that never was cannot be deleted', async () => {
    await expect(client.deleteStream('case-1')).rejects.toThrow(WrongExpectedVersionError);
  });

  it('that was tombstoned is gone for good, and says so to everyone', async () => {
    await append([0]);
    await client.tombstoneStream('case-1');

    await expect(read()).rejects.toThrow(StreamDeletedError);
    await expect(append([1])).rejects.toThrow(StreamDeletedError);
    await expect(append([1], { credentials: { username: 'any', password: 'any' } })).rejects.toThrow(
      StreamDeletedError,
    );
    await expect(client.deleteStream('case-1')).rejects.toThrow(StreamDeletedError);
    const [last] = await collect(client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }));
    expect(last?.event).toMatchObject({
      type: '$streamDeleted',
      streamId: 'case-1',
      revision: 9223372036854775807n,
    });
  });

  it('is still whole to the application, which reads below the protocol', async () => {
    await append([0, 1]);
    await client.deleteStream('case-1');

    expect(await store.readStream('case-1')).toHaveLength(2);
    expect((await store.readAll()).events).toHaveLength(2);
  });

  it('shows its last events only, when that is all it may keep', async () => {
    await append([0, 1, 2, 3, 4]);
    await client.setStreamMetadata('case-1', { maxCount: 2 });

    expect(await read()).toEqual([3, 4]);
    expect(await read({ direction: BACKWARDS, fromRevision: END })).toEqual([4, 3]);
  });

  it('shows nothing before it was truncated', async () => {
    await append([0, 1, 2, 3, 4]);
    await client.setStreamMetadata('case-1', { truncateBefore: 3 });

    expect(await read()).toEqual([3, 4]);
    expect(await read({ fromRevision: 1n })).toEqual([3, 4]);
  });

  it('shows nothing that has grown too old', async () => {
    now = Date.now() - 60_000;
    await append([0, 1]);
    now = Date.now();
    await append([2]);
    await client.setStreamMetadata('case-1', { maxAge: 30 });

    expect(await read()).toEqual([2]);
  });

  it('has the metadata that it was last given', async () => {
    await client.setStreamMetadata('case-1', { maxCount: 5 });
    await client.setStreamMetadata('case-1', { maxCount: 9, acl: { readRoles: ['clerks'] } });

    const { metadata } = await client.getStreamMetadata('case-1');
    expect(metadata).toEqual({ maxCount: 9, acl: { readRoles: ['clerks'] } });
  });

  it('is linked by its category and by the types of its events, as they come', async () => {
    await append([0]);
    expect((await links('$ce-case')).map(({ event }) => event?.data)).toEqual([{ number: 0 }]);

    await append([1]);
    await client.appendToStream('other-1', jsonEvent({ type: 'CaseNoted', data: { number: 2 } }));

    expect((await links('$ce-case')).map(({ link }) => link?.revision)).toEqual([0n, 1n]);
    expect((await links('$et-CaseNoted')).map(({ event }) => event?.streamId)).toEqual([
      'case-1',
      'case-1',
      'other-1',
    ]);
    const [bare] = await collect(client.readStream('$ce-case'));
    expect(bare?.event).toMatchObject({ type: '$>', streamId: '$ce-case' });
  });

  it('leaves links to what was deleted, which lead nowhere', async () => {
    await append([0]);
    await client.deleteStream('case-1');

    const [link] = await links('$ce-case');
    expect(link?.link).toBeDefined();
    expect(link?.event).toBeUndefined();
  });

  it('that is derived takes no appends', async () => {
    await expect(
      client.appendToStream('$ce-case', jsonEvent({ type: 'CaseNoted', data: {} })),
    ).rejects.toThrow();
  });

  function append(numbers: number[], options?: Parameters<EventStoreDBClient['appendToStream']>[2]) {
    return client.appendToStream(
      'case-1',
      numbers.map((number) => jsonEvent({ type: 'CaseNoted', data: { number } })),
      options,
    );
  }

  async function read(options?: Parameters<EventStoreDBClient['readStream']>[1]): Promise<number[]> {
    const events = await collect(client.readStream('case-1', options));
    return events.map(({ event }) => (event?.data as { number: number }).number);
  }

  function links(stream: string): Promise<ResolvedEvent[]> {
    return collect(client.readStream(stream, { resolveLinkTos: true }));
  }
});

async function collect<E>(events: AsyncIterable<E>): Promise<E[]> {
  const all: E[] = [];
  for await (const event of events) all.push(event);
  return all;
}
