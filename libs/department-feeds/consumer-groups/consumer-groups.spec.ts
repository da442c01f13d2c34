import { sql } from 'kysely';
import { Rejection } from '../../event-sourcing/rejection';
import { FeedBuilder } from '../../testing/feed-builder';
import { onEachEngine, type PlaceUnderTest } from '../../testing/on-each-engine';
import { FeedNews } from '../feed/feed-news';
import { DepartmentFeeds } from '../feed/department-feeds';
import { ConsumerGroups, type Deliveries } from './consumer-groups';
import { GroupStorage } from './group-storage';

const works = { department: 'highways', group: 'works-orders' };
const never = new AbortController().signal;

onEachEngine((on) => {
  describe('a consumer group', () => {
    let feed: FeedBuilder;
    let place: PlaceUnderTest;
    let now: number;
    let groups: ConsumerGroups;
    const opened: (() => Promise<void>)[] = [];

    beforeEach(async () => {
      [feed, place, now] = [FeedBuilder.open(), await on.place(), 1_780_306_200_000];
      groups = await anotherProcess();
      await groups.put(works, { maxAttempts: 3 });
    });
    afterEach(async () => {
      for (const close of opened.splice(0)) await close();
      await feed.dispose();
    });

    /** The same groups as another process would serve them; the clock is the test's. */
    async function anotherProcess(): Promise<ConsumerGroups> {
      const databases = await place.again();
      const storage = await GroupStorage.open(databases, () =>
        sql`cast(${sql.lit(String(now))} as bigint)`.$castTo<number>(),
      );
      const news = await FeedNews.open(feed.store, (reason) => {
        throw new Error(reason);
      });
      opened.push(async () => {
        await news.close();
        await storage.close();
      });
      return new ConsumerGroups(storage, new DepartmentFeeds(feed.store), news);
    }

    const claim = async (member: string, max = 10, lease = 30_000): Promise<Deliveries['deliveries']> =>
      ok(await groups.claim(works, { member, max, lease, wait: 0 }, never)).deliveries;
    const subjects = (deliveries: Deliveries['deliveries']) =>
      deliveries.map(({ event }) => `${event.subject}${event.sequence.at(-1)}`);
    const acknowledge = (member: string, deliveries: Deliveries['deliveries']) =>
      groups.acknowledge(
        works,
        member,
        deliveries.map(({ delivery }) => delivery),
      );

    it('hands out events in order, at most one of each case at a time', async () => {
      await feed.publish('A', 'B', 'A', 'C', 'B');
      const first = await claim('ada');
      expect(subjects(first)).toEqual(['A1', 'B1', 'C1']);
      expect(await claim('ben')).toEqual([]);
      await acknowledge('ada', first.slice(0, 1));
      expect(subjects(await claim('ben'))).toEqual(['A2']);
      await acknowledge('ada', first.slice(1));
      expect(subjects(await claim('ben'))).toEqual(['B2']);
    });
  });
});

function ok<Answer>(answer: Answer | Rejection): Answer {
  if (answer instanceof Rejection) throw new Error(answer.reason);
  return answer;
}
