import { sql } from 'kysely';
import { Rejection } from '../../event-sourcing/rejection';
import { FeedBuilder } from '../../testing/feed-builder';
import { onEachEngine, type PlaceUnderTest } from '../../testing/on-each-engine';
import { DepartmentFeeds } from '../feed/department-feeds';
import { FeedNews } from '../feed/feed-news';
import { MOST_UNSETTLED } from './claim';
import { ConsumerGroups, type Delivery } from './consumer-groups';
import { GroupStorage } from './group-storage';

const works = { department: 'highways', group: 'works-orders' };
const SECOND = 1_000;

onEachEngine((on) => {
  describe('a consumer group', () => {
    let feed: FeedBuilder;
    let place: PlaceUnderTest;
    let now: number;
    let groups: ConsumerGroups;
    let storage: GroupStorage | undefined;
    const closings: (() => Promise<void>)[] = [];

    beforeEach(async () => {
      [feed, place, now] = [FeedBuilder.open(), await on.place(), 1_780_306_200_000];
      groups = await anotherProcess();
      ok(await groups.put(works, { maxAttempts: 3 }));
    });
    afterEach(async () => {
      for (const close of closings.splice(0)) await close();
      storage = undefined;
      await feed.dispose();
    });

    /** The groups as another process would serve them; on SQLite there is one that has the file. The clock is the test's. */
    async function anotherProcess(): Promise<ConsumerGroups> {
      const clock = () => sql<number>`cast(${sql.lit(String(now))} as bigint)`;
      if (on.engine === 'postgres' || !storage) {
        storage = await GroupStorage.open(await place.again(), clock);
      }
      const news = await FeedNews.open(feed.store, fail);
      closings.push(() => news.close());
      return new ConsumerGroups(storage, new DepartmentFeeds(feed.store), news);
    }

    async function claim(member: string, { max = 10, lease = 30 * SECOND, by = groups, wait = 0 } = {}) {
      const answer = await by.claim(works, { member, max, lease, wait }, new AbortController().signal);
      return ok(answer).deliveries;
    }
    async function acknowledge(member: string, some: readonly Delivery[], by = groups) {
      return ok(await by.acknowledge(works, member, idsOf(some)));
    }
    const status = async () => ok(await groups.status(works));

    it('hands out events in order, and at most one of each case at a time', async () => {
      await feed.publish('A', 'B', 'A', 'C', 'B');
      const first = await claim('ada');
      expect(told(first)).toEqual(['A1', 'B1', 'C1']);
      expect(await claim('ben')).toEqual([]);

      await acknowledge('ada', first.slice(0, 1));
      expect(told(await claim('ben'))).toEqual(['A2']);
      await acknowledge('ada', first.slice(1));
      expect(told(await claim('ben'))).toEqual(['B2']);
    });

    it('gives each member no more than it asks for, and leaves the rest to the others', async () => {
      await feed.publish('A', 'B', 'C', 'D', 'E');
      expect(told(await claim('ada', { max: 2 }))).toEqual(['A1', 'B1']);
      expect(told(await claim('ben', { max: 2 }))).toEqual(['C1', 'D1']);
      expect(told(await claim('cem', { max: 2 }))).toEqual(['E1']);
    });

    it('is one row, however far it has come, when nothing is in hand', async () => {
      for (let round = 0; round < 5; round++) {
        await feed.publish('A', 'B', 'C');
        await acknowledge('ada', await claim('ada'));
      }
      expect(await status()).toMatchObject({ next: 15, settledBelow: 15, lag: 0, unsettled: [] });
    });

    it('looks past any number of events of a case that is in hand, to find one that is free', async () => {
      await feed.publish('A', ...Array<string>(250).fill('A'), 'B');
      expect(told(await claim('ada', { max: 1 }))).toEqual(['A1']);
      expect(told(await claim('ben', { max: 1 }))).toEqual(['B1']);
      expect(await status()).toMatchObject({ settledBelow: 0, lag: 252 });
    });

    it('says how far it has come and who holds what', async () => {
      await feed.publish('A', 'B', 'A', 'C');
      const held = await claim('ada', { max: 2 });
      await acknowledge('ada', held.slice(0, 1));
      expect(await status()).toMatchObject({ next: 2, settledBelow: 1, lag: 3 });
      expect((await status()).unsettled).toMatchObject([
        { subject: 'B', standing: 'claimed', member: 'ada' },
      ]);
      expect(await groups.list('highways')).toEqual([await status()]);
      expect(await groups.list('housing')).toEqual([]);
    });

    describe('whose member dies', () => {
      it('gives its events to others when the lease runs out, and not before', async () => {
        await feed.publish('A', 'B');
        await claim('ada', { lease: 30 * SECOND });
        now += 30 * SECOND - 1;
        expect(await claim('ben')).toEqual([]);
        now += 1;
        const again = await claim('ben');
        expect(told(again)).toEqual(['A1', 'B1']);
        expect(again.map(({ attempt }) => attempt)).toEqual([2, 2]);
      });

      it('refuses what the dead say once somebody else was given the event, and says what to do', async () => {
        await feed.publish('A', 'B');
        const late = await claim('ada');
        now += 31 * SECOND;
        const [again] = await claim('ben', { max: 1 });
        const { acknowledged, refused } = await acknowledge('ada', late);
        expect(acknowledged).toEqual([late[1]?.delivery]);
        expect(refused).toMatchObject([
          { delivery: late[0]?.delivery, refusal: { code: 'lease-passed-on', kind: 'conflict' } },
        ]);
        expect(refused[0]?.refusal.reason).toMatch(/is with ben now.*go on with the next claim/);
        expect(await groups.park(works, 'ada', late[0]?.delivery ?? '', 'x')).toMatchObject({
          code: 'lease-passed-on',
        });
        expect(await acknowledge('ben', [again as Delivery])).toMatchObject({ refused: [] });
      });

      it('counts a late acknowledgement as long as nobody else was given the event', async () => {
        await feed.publish('A', 'A');
        const late = await claim('ada');
        now += 3_600 * SECOND;
        expect(await acknowledge('ada', late)).toMatchObject({ refused: [] });
        expect(told(await claim('ben'))).toEqual(['A2']);
      });

      it('lets those who live hold on to their events', async () => {
        await feed.publish('A');
        const held = await claim('ada', { lease: 10 * SECOND });
        for (let renewal = 0; renewal < 3; renewal++) {
          now += 9 * SECOND;
          ok(await groups.renew(works, 'ada', idsOf(held), 10 * SECOND));
        }
        expect(await claim('ben')).toEqual([]);
        now += 10 * SECOND;
        expect(told(await claim('ben'))).toEqual(['A1']);
        expect(ok(await groups.renew(works, 'ada', idsOf(held), 10 * SECOND))).toMatchObject({
          renewed: [],
          refused: [{ refusal: { code: 'lease-passed-on' } }],
        });
      });

      it('parks an event on which members die again and again, and says so', async () => {
        await feed.publish('A', 'B');
        for (const member of ['ada', 'ben', 'cem']) {
          expect(told(await claim(member, { max: 1 }))).toEqual(['A1']);
          now += 31 * SECOND;
        }
        expect(told(await claim('dee'))).toEqual(['B1']);
        expect((await status()).unsettled[0]).toMatchObject({
          standing: 'parked',
          attempts: 3,
          reason: 'Not acknowledged after 3 deliveries: the last lease, of cem, ran out.',
        });
      });
    });

    describe('to which an event is given back', () => {
      it('delivers it again after the time that was asked for; its case waits, others do not', async () => {
        await feed.publish('A', 'A', 'B');
        const [first, other] = await claim('ada');
        const delay = { delay: 60 * SECOND, reason: 'The stores system is closed.' };
        const back = ok(await groups.retryLater(works, 'ada', idOf(first), delay));
        expect(back).toMatchObject({ standing: 'delayed', attempts: 1, until: now + 60 * SECOND });
        await acknowledge('ada', [other as Delivery]);
        now += 60 * SECOND - 1;
        expect(await claim('ben')).toEqual([]);
        now += 1;
        expect(told(await claim('ben'))).toEqual(['A1']);
      });

      it('leaves it for longer each time when no time is given, and parks it after its last attempt', async () => {
        await feed.publish('A');
        const giveBack = async () => {
          const [held] = await claim('ada');
          return ok(
            await groups.retryLater(works, 'ada', idOf(held), { delay: undefined, reason: 'No answer.' }),
          );
        };
        expect(await giveBack()).toMatchObject({ standing: 'delayed', until: now + SECOND });
        now += SECOND;
        expect(await giveBack()).toMatchObject({ standing: 'delayed', until: now + 2 * SECOND });
        now += 2 * SECOND;
        expect(await giveBack()).toMatchObject({ standing: 'parked', attempts: 3, reason: 'No answer.' });
      });

      it('is told twice when an answer got lost, and makes nothing of it', async () => {
        await feed.publish('A', 'B');
        const [one, other] = await claim('ada');
        const delay = { delay: SECOND, reason: 'No answer.' };
        const back = await groups.retryLater(works, 'ada', idOf(one), delay);
        expect(await groups.retryLater(works, 'ada', idOf(one), delay)).toEqual(back);
        const parked = await groups.park(works, 'ada', idOf(other), 'No such asset.');
        expect(await groups.park(works, 'ada', idOf(other), 'No such asset.')).toEqual(parked);
        now += SECOND;
        const again = await claim('ada');
        await acknowledge('ada', again);
        expect(await acknowledge('ada', again)).toEqual({
          change: { settle: [] },
          acknowledged: idsOf(again),
          refused: [],
        });
      });
    });

    describe('with a parked event', () => {
      let parked: Delivery;
      beforeEach(async () => {
        await feed.publish('A', 'B', 'A', 'C', 'A');
        const [first, ...others] = await claim('ada');
        parked = first as Delivery;
        ok(await groups.park(works, 'ada', parked.delivery, 'No such asset.'));
        await acknowledge('ada', others);
      });
      const list = async () => ok(await groups.parked(works, 0, 10)).parked;

      it('holds back the later events of its case and no other', async () => {
        await feed.publish('B', 'A');
        expect(told(await claim('ben'))).toEqual(['B2']);
        now += 365 * 86_400 * SECOND;
        expect((await claim('ben')).map(({ event }) => event.subject)).toEqual(['B']);
      });

      it('says which, why, since when, after how many attempts, and what waits for it', async () => {
        expect(await list()).toMatchObject([
          {
            revision: 0,
            reason: 'No such asset.',
            attempts: 1,
            since: now,
            member: 'ada',
            holdsBack: 2,
            entry: { event: { id: parked.event.id } },
          },
        ]);
      });

      it('delivers it again, as if for the first time, when it is replayed; then the rest of its case', async () => {
        expect(await groups.replay(works, [0])).toEqual([0]);
        expect(await groups.replay(works, [0])).toEqual([]);
        for (const expected of ['A1', 'A2', 'A3']) {
          const again = await claim('ben');
          expect(told(again)).toEqual([expected]);
          expect(again[0]?.attempt).toBe(1);
          await acknowledge('ben', again);
        }
        expect(await status()).toMatchObject({ lag: 0, unsettled: [] });
      });

      it('does not listen any more to the member that parked it once it is replayed', async () => {
        await groups.replay(works, 'all');
        expect(await groups.park(works, 'ada', parked.delivery, 'x')).toMatchObject({
          code: 'lease-passed-on',
          reason: expect.stringContaining('waits to be delivered again') as string,
        });
      });

      it('goes on without it when it is discarded, and remembers who decided that and why', async () => {
        const because = { reason: 'The lamp was taken down in 2019.', by: 'p.shah' };
        expect(await groups.discard(works, [0, 1], because)).toEqual([0]);
        expect(told(await claim('ben'))).toEqual(['A2']);
        expect(await list()).toEqual([]);
        expect(await groups.discarded(works, 10)).toEqual([
          {
            revision: 0,
            subject: 'A',
            parkedBecause: 'No such asset.',
            reason: 'The lamp was taken down in 2019.',
            discardedBy: 'p.shah',
            discardedAt: now,
          },
        ]);
      });

      it('lists a page at a time', async () => {
        await feed.publish('D', 'E');
        for (const { delivery } of await claim('ada')) await groups.park(works, 'ada', delivery, 'x');
        const first = ok(await groups.parked(works, 0, 2));
        const rest = ok(await groups.parked(works, first.next ?? 0, 2));
        expect([...first.parked, ...rest.parked].map(({ subject }) => subject)).toEqual(['A', 'D', 'E']);
        expect(rest.next).toBeUndefined();
      });
    });

    it('takes nothing new once it has too much unsettled, and goes on as that is settled', async () => {
      await feed.publish(...Array<string>(MOST_UNSETTLED).fill('A'), 'B');
      const held = await claim('ada', { max: 500 });
      expect(told(held)).toEqual(['A1']);
      expect(await claim('ben')).toEqual([]);
      expect((await status()).unsettled).toHaveLength(MOST_UNSETTLED);
      await acknowledge('ada', held);
      expect((await claim('ben')).map(({ event }) => event.subject)).toEqual(['A', 'B']);
    });

    describe('when it is made', () => {
      it('begins where it is told to, and stays where it is when it is made again', async () => {
        await feed.publish('A', 'B', 'C');
        const late = { department: 'highways', group: 'late' };
        const startFrom = { called: 'highways.2', revision: 2 };
        expect(ok(await groups.put(late, { startFrom }))).toMatchObject({
          isNew: true,
          status: { next: 2, lag: 1, maxAttempts: 5 },
        });
        const asked = { member: 'ada', max: 10, lease: SECOND, wait: 0 };
        const { deliveries } = ok(await groups.claim(late, asked, new AbortController().signal));
        expect(told(deliveries)).toEqual(['C1']);
        ok(await groups.acknowledge(late, 'ada', idsOf(deliveries)));
        const again = ok(await groups.put(late, { startFrom, maxAttempts: 7 }));
        expect(again).toMatchObject({ isNew: false, status: { next: 3, lag: 0, maxAttempts: 7 } });
        expect(ok(await groups.put(late, {})).status.maxAttempts).toBe(7);
      });

      it('may be told `end` each time its members start, and begins there once', async () => {
        const end = { department: 'highways', group: 'end' };
        ok(await groups.put(end, { startFrom: { called: 'end', revision: 0 } }));
        await feed.publish('A');
        const again = await groups.put(end, { startFrom: { called: 'end', revision: 1 } });
        expect(ok(again).status).toMatchObject({ next: 0, lag: 1 });
      });

      it('refuses to begin elsewhere than it did', async () => {
        const startFrom = { called: 'end', revision: 0 };
        expect(await groups.put(works, { startFrom })).toMatchObject({
          code: 'consumer-group-began-elsewhere',
          field: 'startFrom',
        });
      });
    });

    it('is gone with all that it remembered when it is deleted', async () => {
      await feed.publish('A', 'B');
      const held = await claim('ada');
      expect(await groups.remove(works)).toBeUndefined();
      expect(await groups.remove(works)).toMatchObject({ code: 'consumer-group-not-found' });
      expect(await groups.acknowledge(works, 'ada', idsOf(held))).toMatchObject({ kind: 'not-found' });
      ok(await groups.put(works, {}));
      expect(await acknowledge('ada', held).then(({ refused }) => refused)).toMatchObject([
        { refusal: { code: 'unknown-delivery' } },
        { refusal: { code: 'unknown-delivery' } },
      ]);
      expect((await claim('ada')).map(({ attempt }) => attempt)).toEqual([1, 1]);
    });

    it('is not led astray by what others have written into the stream', async () => {
      const stray = { id: 'b54c2f0e-5d1c-4d0c-9f61-3c1c0a8b7a11', type: 'note', metadata: '{}' };
      await feed.store.append('department-highways', 'any', [{ ...stray, data: '{"subject":"A"}' }]);
      expect(await claim('ada')).toEqual([]);
      await feed.publish('A');
      expect(told(await claim('ada'))).toEqual(['A1']);
      expect((await status()).unsettled.map(({ revision }) => revision)).toEqual([1]);
    });

    it('says so when an older log was put back, in place of skipping what is written anew', async () => {
      const ahead = { department: 'highways', group: 'ahead' };
      ok(await groups.put(ahead, { startFrom: { called: 'highways.5', revision: 5 } }));
      await feed.publish('A');
      const asked = { member: 'ada', max: 1, lease: SECOND, wait: 0 };
      expect(await groups.claim(ahead, asked, new AbortController().signal)).toMatchObject({
        code: 'feed-was-cut',
      });
    });

    describe('whose member waits', () => {
      const waiting = (by = groups) => claim('ada', { by, wait: 20 * SECOND });

      it('tells it at once what is published', async () => {
        const claimed = waiting();
        await feed.publish('A');
        expect(told(await claimed)).toEqual(['A1']);
      });

      it('tells it of an event that is free again, whoever settled the one before it, and where', async () => {
        const elsewhere = await anotherProcess();
        for (const [by, reference] of [
          [groups, 'A'],
          [elsewhere, 'B'],
        ] as const) {
          await feed.publish(reference, reference);
          const held = await claim('ben');
          const claimed = waiting();
          await acknowledge('ben', held, by);
          expect(told(await claimed)).toEqual([`${reference}2`]);
        }
      });

      it('gives nothing to one who has gone', async () => {
        const gone = new AbortController();
        const asked = { member: 'ada', max: 10, lease: 30 * SECOND, wait: 20 * SECOND };
        const claimed = groups.claim(works, asked, gone.signal);
        gone.abort();
        expect(ok(await claimed).deliveries).toEqual([]);
        await feed.publish('A');
        expect(told(await claim('ben'))).toEqual(['A1']);
      });
    });

    it('loses nothing, doubles nothing and keeps each case in order, however many members and processes work at once', async () => {
      const references = Array.from({ length: 12 }, (_, n) => `R${n}`);
      const published = Array.from({ length: 240 }, (_, n) => references[(n * 7) % 12] as string);
      await feed.publish(...published);
      const processes = [groups, await anotherProcess(), await anotherProcess()];
      const inHand = new Map<string, string>();
      const done: string[] = [];

      const work = async (member: string, by: ConsumerGroups): Promise<void> => {
        for (let round = 0; done.length < published.length; round++) {
          const held = await claim(member, { by, max: 1 + (round % 4) });
          for (const { event } of held) {
            expect(inHand.get(event.subject)).toBeUndefined();
            inHand.set(event.subject, member);
          }
          for (const one of held) {
            inHand.delete(one.event.subject);
            if ((round + held.length) % 5 === 0) {
              ok(await by.retryLater(works, member, one.delivery, { delay: 0, reason: 'x' }));
              if ((await status()).unsettled.some(({ standing }) => standing === 'parked')) {
                await by.replay(works, 'all');
              }
            } else {
              done.push(`${one.event.subject}.${Number(one.event.sequence)}`);
              expect(await acknowledge(member, [one], by)).toMatchObject({ refused: [] });
            }
          }
        }
      };
      await Promise.all(
        processes.flatMap((by, process) =>
          ['ada', 'ben', 'cem'].map((member) => work(`${member}-${process}`, by)),
        ),
      );

      for (const reference of references) {
        const ofCase = done.filter((one) => one.startsWith(`${reference}.`));
        expect(ofCase).toEqual(Array.from({ length: 20 }, (_, n) => `${reference}.${n + 1}`));
      }
      expect(done).toHaveLength(240);
      expect(await status()).toMatchObject({ next: 240, settledBelow: 240, lag: 0, unsettled: [] });
    });
  });
});

/** The case and which of its events: `A2`. */
const told = (deliveries: readonly Delivery[]): string[] =>
  deliveries.map(({ event }) => `${event.subject}${Number(event.sequence)}`);

const idOf = (delivery: Delivery | undefined): string => delivery?.delivery ?? 'none';
const idsOf = (deliveries: readonly Delivery[]): string[] => deliveries.map(idOf);

function ok<Answer>(answer: Answer | Rejection): Answer {
  if (answer instanceof Rejection) throw new Error(answer.reason);
  return answer;
}

function fail(reason: string): never {
  throw new Error(reason);
}
