import {
  DepartmentFeedPublisher,
  type PublisherOptions,
} from '@guildhall/department-feeds/publisher/department-feed-publisher';
import type { EventStore } from '@guildhall/event-store/event-store';
import type { Logger } from 'pino';

/** Publishes the department feeds until it is stopped; `fault` says why it has stopped by itself. */
export function publishFeeds(store: EventStore, logger: Logger) {
  let fault: string | undefined;
  const options: PublisherOptions = {
    waiting: ({ message: reason }) => logger.warn({ reason }, 'department feeds cannot be written for now'),
    stopped: ({ message: reason }) => {
      fault = reason;
      logger.error({ reason }, 'department feeds have stopped; everything else goes on');
    },
  };
  const ending = new AbortController();
  const publishing = new DepartmentFeedPublisher(store, options).run(ending.signal);
  return {
    get fault() {
      return fault;
    },
    stop: () => {
      ending.abort();
      return publishing;
    },
  };
}
