import { ConsumerGroups } from '@guildhall/department-feeds/consumer-groups/consumer-groups';
import { GroupStorage } from '@guildhall/department-feeds/consumer-groups/group-storage';
import { DepartmentFeeds } from '@guildhall/department-feeds/feed/department-feeds';
import { FeedNews } from '@guildhall/department-feeds/feed/feed-news';
import type { EventReader } from '@guildhall/event-store/event-store';
import type { Databases } from '@guildhall/platform/database/databases';
import type { Logger } from 'pino';

/** What departments follow their cases by. */
export class FeedServices {
  private constructor(
    readonly feeds: DepartmentFeeds,
    readonly news: FeedNews,
    readonly groups: ConsumerGroups,
    private readonly storage: GroupStorage,
  ) {}

  static async open(store: EventReader, databases: Databases, logger: Logger): Promise<FeedServices> {
    const storage = await GroupStorage.open(databases);
    const feeds = new DepartmentFeeds(store);
    const news = await FeedNews.open(store, (reason) => {
      logger.warn({ reason }, 'news of the department feeds broke off and is asked for again');
    });
    return new FeedServices(feeds, news, new ConsumerGroups(storage, feeds, news), storage);
  }

  async close(): Promise<void> {
    await this.news.close();
    await this.storage.close();
  }
}
