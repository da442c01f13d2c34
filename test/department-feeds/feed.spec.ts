import { setTimeout as sleep } from 'node:timers/promises';
import { SqliteDatabases } from '@guildhall/platform/sqlite/sqlite-databases';
import { FeedBuilder } from '../../libs/testing/feed-builder';
import { until } from '../../libs/testing/until';
import { FeedServer, type LiveReader, type Sent } from './feed-server';

const told = ({ data }: Sent): string => `${data.subject}${Number(data.sequence)}`;

describe('The feed of a department', () => {
  let feed: FeedBuilder;
  let server: FeedServer;
  let isStopped: boolean;
  const readers: LiveReader[] = [];

  beforeEach(async () => {
    feed = FeedBuilder.open();
    server = await FeedServer.start(feed.store, new SqliteDatabases(feed.folder));
    isStopped = false;
  });
  afterEach(async () => {
    for (const reader of readers.splice(0)) reader.cut();
    if (!isStopped) await server.stop();
    await feed.dispose();
  });

  async function live(headers: Record<string, string> = {}, query = ''): Promise<LiveReader> {
    const reader = await server.live('highways', headers, query);
    readers.push(reader);
    return reader;
  }
  const waitersAre = (count: number) =>
    until(
      () => server.departments.news.bells.waiters,
      (waiters) => waiters === count,
    );

  describe('page by page', () => {
    it('gives every event once, in order, each with its position', async () => {
      await feed.publish('A', 'B', 'A', 'C', 'B');
      const seen: string[] = [];
      for (let after = 'beginning', atEnd = false; !atEnd;) {
        const { status, body } = await server.ask('GET', `highways/feed?limit=2&after=${after}`);
        expect(status).toBe(200);
        expect(body.events.length).toBeLessThanOrEqual(2);
        for (const { event } of body.events) seen.push(`${event.subject}${Number(event.sequence)}`);
        expect(body.next).toBe(body.events.at(-1).position);
        ({ next: after, atEnd } = body);
      }
      expect(seen).toEqual(['A1', 'B1', 'A2', 'C1', 'B2']);
    });

    it('goes on after the position of any event, and after the end when there is more', async () => {
      await feed.publish('A', 'B');
      const { body } = await server.ask('GET', 'highways/feed');
      const after = body.events[0].position;
      const rest = await server.ask('GET', `highways/feed?after=${after}`);
      expect(rest.body.events).toEqual(body.events.slice(1));
      expect(await server.ask('GET', 'highways/feed?after=end')).toEqual({
        status: 200,
        body: { events: [], next: body.next, atEnd: true },
      });
      await feed.publish('C');
      const more = await server.ask('GET', `highways/feed?after=${body.next}`);
      expect(more.body.events).toMatchObject([{ event: { subject: 'C' } }]);
    });

    it('is empty for a department that has been told nothing', async () => {
      await feed.publish('A');
      expect((await server.ask('GET', 'housing/feed')).body).toEqual({
        events: [],
        next: 'housing.0',
        atEnd: true,
      });
    });

    it.each([
      ['after', 'after=nonsense', /^Give a position that the feed of highways has answered with/],
      ['after', 'after=housing.0', /^Give a position that the feed of highways/],
      ['after', 'after=highways.-1', /^Give a position/],
      ['after', 'after=highways.2', /^The feed of highways ends at highways\.1/],
      ['limit', 'limit=0', /^Must not be less than 1/],
      ['limit', 'limit=501', /^Must not be greater than 500/],
      ['limit', 'limit=many', /^Must/],
    ])('names the field %s that is wrong in “%s”, and what would be right', async (field, query, message) => {
      await feed.publish('A');
      const { status, body } = await server.ask('GET', `highways/feed?${query}`);
      expect(status).toBe(422);
      expect(body).toMatchObject({ type: 'urn:guildhall:problem:invalid-request', errors: [{ field }] });
      expect(body.errors[0].message).toMatch(message);
    });

    it('is not there for a department that nobody has published', async () => {
      for (const path of ['feed', 'feed/live', 'consumer-groups']) {
        expect(await server.ask('GET', `nowhere/${path}`)).toMatchObject({
          status: 404,
          body: { type: 'urn:guildhall:problem:department-not-found' },
        });
      }
    });
  });

  describe('live', () => {
    it('tells what there was, that this is all, and then each event as it is published', async () => {
      await feed.publish('A', 'B');
      const reader = await live();
      expect(reader.response.headers).toMatchObject({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
      });
      expect(await reader.next()).toEqual({ retry: '2000' });
      const [first, second] = [await reader.next(), await reader.next()];
      expect(first).toMatchObject({ id: 'highways.1', event: 'guildhall.case.assigned.v1' });
      expect([first, second].map((sent) => told(sent as Sent))).toEqual(['A1', 'B1']);
      expect(await reader.next()).toEqual({
        id: 'highways.2',
        event: 'caught-up',
        data: { position: 'highways.2' },
      });
      for (const reference of ['A', 'C']) {
        await feed.publish(reference);
        const [sent] = await reader.events(1);
        expect(sent?.data.subject).toBe(reference);
      }
    });

    it('is the same events, with the same positions, as page by page', async () => {
      await feed.publish(...Array.from({ length: 250 }, (_, n) => `R${n % 9}`));
      const sent = await (await live()).events(250);
      const { body } = await server.ask('GET', 'highways/feed?limit=500');
      expect(sent.map(({ id, data }) => ({ position: id, event: data }))).toEqual(body.events);
    });

    it('begins after a position, or with what is yet to come', async () => {
      await feed.publish('A', 'B');
      expect((await (await live({}, '?after=highways.1')).events(1)).map(told)).toEqual(['B1']);
      const late = await live({}, '?after=end');
      expect(await late.next()).toEqual({ retry: '2000' });
      expect(await late.next()).toMatchObject({ event: 'caught-up' });
      await feed.publish('C');
      expect((await late.events(1)).map(told)).toEqual(['C1']);
    });

    it('goes on after a cut where the reader was, whatever its address said, and misses and doubles nothing', async () => {
      const publishing = (async () => {
        for (let n = 0; n < 300; n++) await feed.publish(`R${n}`);
      })();
      const seen: string[] = [];
      let lastEventId: string | undefined;
      while (seen.length < 300) {
        const reader = await live(lastEventId ? { 'last-event-id': lastEventId } : {}, '?after=beginning');
        for (const sent of await reader.events(Math.min(300 - seen.length, 1 + (seen.length % 37)))) {
          seen.push(sent.data.subject);
          lastEventId = sent.id;
        }
        reader.cut();
      }
      await publishing;
      expect(seen).toEqual(Array.from({ length: 300 }, (_, n) => `R${n}`));
    });

    it('names Last-Event-ID when that is no position of this feed', async () => {
      const reader = await live({ 'last-event-id': 'housing.7' });
      expect(reader.response.statusCode).toBe(422);
      let text = '';
      for await (const chunk of reader.response) text += String(chunk);
      expect(JSON.parse(text).errors).toMatchObject([{ field: 'Last-Event-ID' }]);
    });

    it('reads no further for one who does not read, and loses nothing for it', async () => {
      const events = 40_000;
      await feed.publish(...Array.from({ length: events }, (_, n) => `R${n % 500}`));
      feed.store.eventsRead = 0;
      const reader = await live();
      let before = -1;
      while (before !== feed.store.eventsRead) {
        before = feed.store.eventsRead;
        await sleep(500);
      }
      // What is in the buffers of the sockets, and one page.
      expect(feed.store.eventsRead).toBeGreaterThan(100);
      expect(feed.store.eventsRead).toBeLessThan(events / 2);
      const all = await reader.events(events);
      expect(all.map(({ id }) => id)).toEqual(all.map((_, n) => `highways.${n + 1}`));
    });

    it('is followed once, however many read it, and an event is read once for all of them', async () => {
      const many = await Promise.all(Array.from({ length: 100 }, () => live()));
      for (const reader of many) {
        await reader.next();
        expect(await reader.next()).toMatchObject({ event: 'caught-up' });
      }
      await waitersAre(100);
      feed.store.pages = 0;
      await feed.publish('A');
      for (const reader of many) expect((await reader.events(1)).map(told)).toEqual(['A1']);
      await waitersAre(100);
      // One finds the event; a second finds that there is no more.
      expect(feed.store.pages).toBeLessThan(10);
      // The catalogue is followed too.
      expect(feed.store.subscriptions).toBe(2);
      expect(await server.figure('guildhall_feed_live_readers{department="highways"}')).toBe(100);
    });

    it('leaves nothing behind when its reader goes away', async () => {
      const reader = await live();
      await waitersAre(1);
      reader.cut();
      await waitersAre(0);
      await until(
        () => server.figure('guildhall_feed_live_readers{department="highways"}'),
        (readers) => readers === 0,
      );
    });

    it('ends properly when the server stops, for those who read, who do not, and who wait for work', async () => {
      await server.ask('PUT', 'highways/consumer-groups/works-orders', {});
      await feed.publish(...Array.from({ length: 20_000 }, (_, n) => `R${n}`));
      const idle = await live({}, '?after=end');
      await idle.next();
      await idle.next();
      await live();
      const claim = { member: 'ada', waitSeconds: 60, max: 1 };
      await server.ask('PUT', 'housing/consumer-groups/repairs', {});
      const waiting = server.ask('POST', 'housing/consumer-groups/repairs/claims', claim);
      await waitersAre(2);
      isStopped = true;
      await server.stop();
      expect(await idle.next()).toBeUndefined();
      expect(idle.response.complete).toBe(true);
      expect(await waiting).toEqual({ status: 200, body: { deliveries: [], leasedUntil: null } });
    });
  });
});
