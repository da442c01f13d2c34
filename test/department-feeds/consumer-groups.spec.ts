import { SqliteDatabases } from '@guildhall/platform/sqlite/sqlite-databases';
import { FeedBuilder } from '../../libs/testing/feed-builder';
import { FeedServer } from './feed-server';

const group = 'highways/consumer-groups/works-orders';

describe('A consumer group over HTTP', () => {
  let feed: FeedBuilder;
  let server: FeedServer;

  beforeEach(async () => {
    feed = FeedBuilder.open();
    server = await FeedServer.start(feed.store, new SqliteDatabases(feed.folder));
    expect(await server.ask('PUT', group, { maxAttempts: 2 })).toMatchObject({ status: 201 });
  });
  afterEach(async () => {
    await server.stop();
    await feed.dispose();
  });

  const post = (what: string, body: object) => server.ask('POST', `${group}/${what}`, body);
  const claim = async (more: object = {}) => (await post('claims', { member: 'ada', ...more })).body;

  it('is made, found, listed and deleted', async () => {
    await feed.publish('A', 'B');
    const made = { department: 'highways', group: 'works-orders', startFrom: 'beginning', maxAttempts: 2 };
    expect(await server.ask('PUT', group, {})).toMatchObject({ status: 200, body: made });
    const found = await server.ask('GET', group);
    expect(found).toMatchObject({
      status: 200,
      body: { ...made, settledTo: 'highways.0', lookedTo: 'highways.0', lag: 2, members: [], isFull: false },
    });
    expect((await server.ask('GET', 'highways/consumer-groups')).body).toEqual({ groups: [found.body] });
    expect(await server.ask('DELETE', group)).toEqual({ status: 204, body: undefined });
    for (const [method, path] of [
      ['GET', group],
      ['DELETE', group],
      ['GET', `${group}/parked`],
      ['GET', `${group}/discarded`],
    ] as const) {
      expect(await server.ask(method, path)).toMatchObject({
        status: 404,
        body: { type: 'urn:guildhall:problem:consumer-group-not-found' },
      });
    }
    expect(await post('claims', { member: 'ada' })).toMatchObject({ status: 404 });
  });

  it('gives a member events with what to answer to, and is told that they are done', async () => {
    await feed.publish('A', 'B', 'A');
    const { deliveries, leasedUntil } = await claim({ max: 5, leaseSeconds: 60 });
    expect(deliveries).toMatchObject([
      { attempt: 1, position: 'highways.1', event: { subject: 'A', specversion: '1.0' } },
      { attempt: 1, position: 'highways.2', event: { subject: 'B' } },
    ]);
    expect(Date.parse(leasedUntil)).toBeGreaterThan(Date.now());
    expect((await server.ask('GET', group)).body).toMatchObject({
      settledTo: 'highways.0',
      lookedTo: 'highways.3',
      lag: 3,
      members: [{ member: 'ada', inFlight: 2, leasedUntil }],
      waiting: 1,
    });
    const ids = deliveries.map(({ delivery }: { delivery: string }) => delivery);
    const renewed = await post('renewals', { member: 'ada', deliveries: ids, leaseSeconds: 600 });
    expect(renewed).toMatchObject({ status: 200, body: { renewed: ids, refused: [] } });
    expect(Date.parse(renewed.body.leasedUntil)).toBeGreaterThan(Date.parse(leasedUntil));
    expect(await post('acknowledgements', { member: 'ada', deliveries: ids })).toEqual({
      status: 200,
      body: { acknowledged: ids, refused: [] },
    });
    expect(await claim()).toMatchObject({ deliveries: [{ position: 'highways.3' }] });
  });

  it('takes what it can of several acknowledgements, and refuses when it can take none', async () => {
    await feed.publish('A', 'B');
    const { deliveries } = await claim();
    const [one, other] = deliveries.map(({ delivery }: { delivery: string }) => delivery);
    expect(await post('acknowledgements', { member: 'ada', deliveries: [one, '1.stale'] })).toMatchObject({
      status: 200,
      body: {
        acknowledged: [one],
        refused: [{ delivery: '1.stale', type: 'urn:guildhall:problem:lease-passed-on' }],
      },
    });
    expect(await post('acknowledgements', { member: 'ben', deliveries: [other] })).toMatchObject({
      status: 409,
      body: {
        type: 'urn:guildhall:problem:lease-passed-on',
        errors: [{ field: 'deliveries.0' }],
        detail: expect.stringMatching(/is with ada now.*longer lease, or renew it in time/),
      },
    });
  });

  it('is given events back, parks them, shows why, and replays or discards them', async () => {
    await feed.publish('A', 'B', 'A');
    const [a, b] = (await claim()).deliveries;
    const reason = 'WorksOrderRejected: no such asset';
    expect(
      await post('retries', { member: 'ada', delivery: a.delivery, afterSeconds: 0, reason }),
    ).toMatchObject({
      status: 200,
      body: { position: 'highways.1', standing: 'delayed', attempts: 1, reason },
    });
    const [again] = (await claim()).deliveries;
    expect(await post('retries', { member: 'ada', delivery: again.delivery, reason })).toMatchObject({
      status: 200,
      body: { position: 'highways.1', standing: 'parked', attempts: 2, until: null, reason },
    });
    expect(
      await post('parkings', { member: 'ada', delivery: b.delivery, reason: 'Not for us' }),
    ).toMatchObject({ status: 200, body: { position: 'highways.2', standing: 'parked' } });
    expect((await server.ask('GET', `${group}/parked?limit=1`)).body).toMatchObject({
      parked: [
        {
          position: 'highways.1',
          subject: 'A',
          reason,
          attempts: 2,
          member: 'ada',
          holdsBack: 1,
          event: { subject: 'A' },
        },
      ],
      next: 'highways.1',
    });
    expect((await server.ask('GET', `${group}/parked?after=highways.1`)).body).toMatchObject({
      parked: [{ position: 'highways.2', holdsBack: 0 }],
      next: null,
    });
    const figure = (name: string) =>
      server.figure(`guildhall_consumer_group_${name}{department="highways",group="works-orders"}`);
    expect(await figure('parked_events')).toBe(2);
    expect(await figure('lag_events')).toBe(3);
    expect(await figure('deliveries_total')).toBe(3);
    expect(await figure('redeliveries_total')).toBe(1);

    expect(await post('replays', { positions: ['highways.1'] })).toEqual({
      status: 200,
      body: { replayed: ['highways.1'] },
    });
    expect(await claim()).toMatchObject({ deliveries: [{ position: 'highways.1', attempt: 1 }] });
    expect(await post('discards', { positions: ['highways.2'], reason: 'Housing does it' })).toEqual({
      status: 200,
      body: { discarded: ['highways.2'] },
    });
    expect((await server.ask('GET', `${group}/discarded`)).body.discarded).toMatchObject([
      {
        position: 'highways.2',
        subject: 'B',
        parkedBecause: 'Not for us',
        reason: 'Housing does it',
        discardedBy: 'local-operator',
      },
    ]);
    expect(await post('replays', { positions: ['highways.2'] })).toMatchObject({
      status: 409,
      body: { type: 'urn:guildhall:problem:not-parked' },
    });
    expect(await post('replays', { all: true })).toEqual({ status: 200, body: { replayed: [] } });
  });

  it('lets a member wait for an event', async () => {
    const waiting = claim({ waitSeconds: 30 });
    await feed.publish('A');
    expect(await waiting).toMatchObject({ deliveries: [{ position: 'highways.1' }] });
    expect(await claim({ waitSeconds: 0.1 })).toEqual({ deliveries: [], leasedUntil: null });
  });

  it.each([
    ['PUT', 'highways/consumer-groups/Works%20Orders', {}, 'group'],
    ['PUT', group, { maxAttempts: 0 }, 'maxAttempts'],
    ['PUT', 'highways/consumer-groups/new', { startFrom: 'yesterday' }, 'startFrom'],
    ['PUT', group, { stream: 'x' }, 'stream'],
    ['POST', `${group}/claims`, {}, 'member'],
    ['POST', `${group}/claims`, { member: 'Ada Lovelace' }, 'member'],
    ['POST', `${group}/claims`, { member: 'ada', leaseSeconds: 0 }, 'leaseSeconds'],
    ['POST', `${group}/claims`, { member: 'ada', max: 501 }, 'max'],
    ['POST', `${group}/claims`, { member: 'ada', waitSeconds: 61 }, 'waitSeconds'],
    ['POST', `${group}/acknowledgements`, { member: 'ada', deliveries: [] }, 'deliveries'],
    ['POST', `${group}/retries`, { member: 'ada', delivery: 'x', reason: ' ' }, 'reason'],
    ['POST', `${group}/parkings`, { member: 'ada', delivery: 'x' }, 'reason'],
    ['POST', `${group}/replays`, {}, 'positions'],
    ['POST', `${group}/replays`, { positions: ['housing.1'] }, 'positions.0'],
    ['POST', `${group}/discards`, { positions: ['highways.0'], reason: 'x' }, 'positions.0'],
  ])('names what is wrong: %s %s %j', async (method, path, body, field) => {
    const answer = await server.ask(method, path, body);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field }] } });
    expect(answer.body.errors[0].message).toMatch(/^\S.*\.?$/);
  });
});
